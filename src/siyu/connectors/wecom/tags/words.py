"""What an error of WeCom means for writing tags: done with, refused, later, or nothing goes until it is put right."""

from siyu.connectors.wecom.client.codes import NO_CONTACT_PERMISSION, NO_RELATION, Remedy
from siyu.connectors.wecom.client.errors import WecomRefused, WecomUnreachable
from siyu.connectors.wecom.credentials import WecomNotSetUp
from siyu.connectors.wecom.tags.contracts import Ended, Outcome
from siyu.kit.clock import MINUTE_MS
from siyu.kit.errors import SiyuError

TAG_GONE, NAME_TAKEN, CORP_FULL, FRIEND_FULL = 40068, 40071, 40126, 40144
# Permanent, but about this one friendship or tag only: the others can be written all the same.
OF_ONE = frozenset(
    {TAG_GONE, NAME_TAKEN, CORP_FULL, FRIEND_FULL, NO_CONTACT_PERMISSION, 40003, 40035, 40058, 40063, 40096}
    | {50002, 60011, 60021, 60030, 60111, 81011}
)
CONFIGURATION_MS = 10 * MINUTE_MS
BUSY_MS = 5_000
OVER = ("客户标签数已达企业微信上限，仅内部保留", "The customer has as many tags as WeCom takes; kept internal")
FULL = ("企业标签数已达上限，仅内部保留", "The corp has as many tags as WeCom takes; kept internal")


def ended(error: SiyuError) -> Ended:
    """This function will say what to do after an error, by its class."""
    why = (error.detail("zh"), error.detail("en"))
    if isinstance(error, WecomNotSetUp):
        return Ended(Outcome.LATER, *why, CONFIGURATION_MS, stop=True)
    if isinstance(error, WecomUnreachable):
        return Ended(Outcome.LATER, *why, stop=True, wait_ms=BUSY_MS)
    if not isinstance(error, WecomRefused):
        return Ended(Outcome.LATER, *why)
    if error.errcode == NO_RELATION:
        return Ended(Outcome.DONE)  # no friends any more: who ended it is told by callback and the nightly reading
    if error.errcode == FRIEND_FULL:
        return Ended(Outcome.REFUSED, *OVER)
    if error.errcode == CORP_FULL:
        return Ended(Outcome.REFUSED, *FULL)
    if error.remedy is Remedy.SLOW_DOWN:
        return Ended(Outcome.LATER, *why, max(error.retry_after_ms, BUSY_MS), stop=True)
    if error.remedy is not Remedy.NONE:
        return Ended(Outcome.LATER, *why)
    if error.errcode in OF_ONE:
        return Ended(Outcome.REFUSED, *why)
    return Ended(Outcome.LATER, *why, CONFIGURATION_MS, stop=True)
