"""Word that a transfer failed (transfer_fail): the hand-over looks at once how far it is."""

from collections.abc import Sequence

from siyu.advisors.handover.running.operations import look_again
from siyu.connectors.wecom.callbacks.knocks import Knock
from siyu.connectors.wecom.callbacks.taking import TRANSFER_FAILED
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform


def on_transfer_fail(platform: Platform, scope: Scope, knocks: Sequence[Knock]) -> None:
    """This function will have the hand-overs to the members named looked at; WeCom's own list says what became of them."""
    takers = sorted({one.userid for one in knocks if one.userid})
    now_ms = platform.clock.now_ms()
    platform.stores.core.write(lambda conn: look_again(conn, scope, takers, now_ms=now_ms))


LISTENERS = {TRANSFER_FAILED: on_transfer_fail}
