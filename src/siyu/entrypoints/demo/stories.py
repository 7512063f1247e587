"""What is already going on in the demo brand when it opens: segments, journeys, a tracking source."""

from collections.abc import Callable

from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform


def tell(platform: Platform, scope: Scope, progress: Callable[..., None]) -> None:
    """This function will create the brand's first segments and journeys."""
