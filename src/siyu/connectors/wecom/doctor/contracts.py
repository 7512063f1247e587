"""What an examination finds."""

from dataclasses import dataclass
from enum import StrEnum

from siyu.connectors.wecom.client.codes import Page


class Level(StrEnum):
    """How it looks: well, worth a look, or to be put right before WeCom works."""

    GOOD = "good"
    HINT = "hint"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `fix_*` and `page` say what to do where, `errcode` is WeCom's own when it said one."""

    name: str
    level: Level
    zh: str
    en: str
    fix_zh: str = ""
    fix_en: str = ""
    page: Page | None = None
    errcode: int = 0
