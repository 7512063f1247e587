"""Whose WeCom is looked at, and what a check is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.credentials import Corp
from siyu.connectors.wecom.doctor.contracts import Finding
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform


@dataclass(frozen=True, slots=True)
class Patient:
    """Whose WeCom is looked at. `address` is where WeCom should find our callback door, "" when not known."""

    platform: Platform
    scope: Scope
    client: WecomClient
    corp: Corp
    address: str = ""


Check = Callable[[Patient], Iterator[Finding]]
