"""Full readings of a corp: organisation, tags, staff, all their friends and groups; resumable, bounded, with reasons.

Rooms, top imports down only: `routes` | `tasks` > `operations` > `reading` > `queries` > `schemas` > `contracts`.
"""
