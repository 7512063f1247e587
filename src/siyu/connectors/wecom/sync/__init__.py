"""Full readings of a corp: organisation, tags, staff and all their friends; resumable, bounded, with reasons.

Rooms, top imports down only: `routes` | `tasks` > `operations` > `reading` > `queries` > `schemas` > `contracts`.
"""
