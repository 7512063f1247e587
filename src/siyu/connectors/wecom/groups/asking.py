"""One call on behalf of communities: what the vendor says becomes an outcome, nothing is raised."""

from collections.abc import Callable

from siyu.communities.writing.contracts import Ended, Outcome
from siyu.connectors.wecom.client.codes import Remedy
from siyu.connectors.wecom.client.errors import WecomRefused, WecomUnreachable
from siyu.connectors.wecom.credentials import Corp, WecomNotSetUp, corp_of
from siyu.kit.clock import MINUTE_MS
from siyu.kit.db.scope import Scope
from siyu.kit.errors import SiyuError
from siyu.kit.platform import Platform

NOT_SET_UP_RETRY_MS = 10 * MINUTE_MS
DONE = Outcome(Ended.DONE)


def ask(
    platform: Platform, scope: Scope, call: Callable[[Corp], Outcome], *, gone: frozenset[int] = frozenset()
) -> Outcome:
    """This function will make a call; the error codes `gone` say that what was to be deleted is not there, which is done."""
    try:
        return call(corp_of(platform, scope))
    except WecomNotSetUp as error:
        return told(Ended.LATER, error, NOT_SET_UP_RETRY_MS)
    except WecomUnreachable as error:
        return told(Ended.LATER, error)
    except WecomRefused as error:
        if error.errcode in gone:
            return DONE
        refused = error.remedy is Remedy.NONE
        return told(Ended.REFUSED if refused else Ended.LATER, error, error.retry_after_ms)


def told(ended: Ended, error: SiyuError, retry_after_ms: int = 0) -> Outcome:
    """This function will make an outcome of an error."""
    return Outcome(ended, error.detail("zh"), error.detail("en"), retry_after_ms=retry_after_ms)
