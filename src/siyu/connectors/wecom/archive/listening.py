"""Word that there are new messages in the archive (msgaudit_notify): they are pulled at once."""

from collections.abc import Mapping, Sequence

from siyu.advisors.archive.pulling.operations import hurry
from siyu.connectors.wecom.callbacks.knocks import Knock
from siyu.connectors.wecom.callbacks.taking import Listener
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

KIND = "msgaudit_notify"


def on_notify(platform: Platform, scope: Scope, _knocks: Sequence[Knock]) -> None:
    """This function will have the brand's archive pulled with the lane's next step."""
    now_ms = platform.clock.now_ms()
    platform.stores.core.write(lambda conn: hurry(conn, scope, at_ms=now_ms))


LISTENERS: Mapping[str, Listener] = {KIND: on_notify}
