"""What insights needs from rooms it may not know; bound in bootstrap."""

from typing import Protocol

from siyu.insights.contracts import JourneyFunnel
from siyu.kit.db.scope import Scope


class JourneyNumbers(Protocol):
    """Tells the numbers of a journey, step by step."""

    def funnel(self, scope: Scope, journey_id: int, lang: str) -> JourneyFunnel:
        """This function will return the funnel of the published version. Raises NotFound for an unknown journey."""
        ...
