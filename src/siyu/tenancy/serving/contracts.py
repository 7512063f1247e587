"""The two doors for staff."""

from enum import StrEnum


class Entry(StrEnum):
    """SIDEBAR: inside WeCom, gives an advisor's session. CONSOLE: by scanning, gives the bound account's session."""

    SIDEBAR = "sidebar"
    CONSOLE = "console"
