"""Callbacks: kept before WeCom is answered, then worked off on two lanes: welcomes at once, everything else behind.

Rooms, top imports down only: `taking` | `greeting` > `knocks` > `inbox`.
"""
