"""Which app of which corp a call is made for."""

from dataclasses import dataclass
from typing import Any

BASE_URL = "https://qyapi.weixin.qq.com"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class WecomApp:
    """One self-built app of one corp, as the API knows it."""

    corpid: str
    secret: str
    agentid: str = ""
    base_url: str = BASE_URL
