"""A call about something of acquisition's at WeCom: whatever the vendor says becomes a result; nothing is raised."""

from collections.abc import Callable, Mapping

from siyu.acquisition.syncing.contracts import Ended, Result
from siyu.connectors.wecom.client.codes import BUSY, Remedy
from siyu.connectors.wecom.client.errors import WecomRefused, WecomUnreachable
from siyu.connectors.wecom.credentials import Corp, WecomNotSetUp, corp_of
from siyu.kit.clock import MINUTE_MS
from siyu.kit.db.scope import Scope
from siyu.kit.errors import SiyuError
from siyu.kit.platform import Platform

NOT_SET_UP_RETRY_MS = 10 * MINUTE_MS


def ask(platform: Platform, scope: Scope, call: Callable[[Corp], Result], *, gone: Mapping[int, Result]) -> Result:
    """This function will make a call and turn what the vendor says into a result; `gone`: codes that are no failure."""
    try:
        return call(corp_of(platform, scope))
    except WecomNotSetUp as error:
        return _told(Ended.LATER, error, NOT_SET_UP_RETRY_MS)
    except WecomUnreachable as error:
        return _told(Ended.UNKNOWN if error.sent else Ended.LATER, error)
    except WecomRefused as error:
        if error.errcode in gone:
            return gone[error.errcode]
        if error.errcode == BUSY:  # "busy" does not say whether it was done
            return _told(Ended.UNKNOWN, error)
        return _told(Ended.REFUSED if error.remedy is Remedy.NONE else Ended.LATER, error, error.retry_after_ms)


def _told(ended: Ended, error: SiyuError, retry_after_ms: int = 0) -> Result:
    return Result(ended, error.detail("zh"), error.detail("en"), retry_after_ms=retry_after_ms)
