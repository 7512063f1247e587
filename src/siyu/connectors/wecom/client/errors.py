"""The vendor's error codes, sorted by what to do about them (p90313)."""

from enum import StrEnum

from siyu.kit.errors import Unavailable


class Remedy(StrEnum):
    """What an error code asks for."""

    RETRY = "retry"
    TOKEN = "token"
    SLOW_DOWN = "slow_down"
    ONE_BY_ONE = "one_by_one"
    NONE = "none"


_REMEDIES = {
    **dict.fromkeys((-1, 6000, 41063, 41078, 41079, 41096), Remedy.RETRY),
    **dict.fromkeys((40014, 42001), Remedy.TOKEN),
    45009: Remedy.SLOW_DOWN,
    **dict.fromkeys((45033, 45035, 45036), Remedy.ONE_BY_ONE),
}
STILL_DISPATCHING = 41063
NO_SUCH_TASK = 41047
NOBODY_TO_SEND_TO = 41048
WELCOME_EXPIRED = 41050
WELCOME_DELIVERED = 41051
NO_RELATION = 84061


class WecomRefused(Unavailable):
    """WeCom answered with an error code; `errcode` and `remedy` say which and what to do."""

    zh = "企业微信返回错误 {errcode}:{value}"
    en = "WeCom answered {errcode}: {value}"
    fix_zh = "请在企业微信后台核对应用权限与可见范围"
    fix_en = "Check the app's permissions and visible range in the WeCom admin console"

    def __init__(self, errcode: int, text: str, body: dict[str, object]) -> None:
        self.errcode = errcode
        self.body = body
        self.remedy = remedy_of(errcode)
        super().__init__(permanent=self.remedy is Remedy.NONE, value=text[:200], errcode=errcode)


class WecomUnreachable(Unavailable):
    """No answer came: `sent` says whether the request may have arrived."""

    zh = "无法连接企业微信:{value}"
    en = "WeCom could not be reached: {value}"

    def __init__(self, text: str, *, sent: bool) -> None:
        self.sent = sent
        super().__init__(value=text[:200])


def remedy_of(errcode: int) -> Remedy:
    """This function will return what to do about an error code; unknown codes are permanent."""
    return _REMEDIES.get(errcode, Remedy.NONE)
