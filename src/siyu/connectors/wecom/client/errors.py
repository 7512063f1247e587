"""What a call can end in: refused by the vendor, held back by ourselves, or without an answer."""

from siyu.connectors.wecom.client.codes import TOO_OFTEN, Remedy, code_of
from siyu.connectors.wecom.client.contracts import Json
from siyu.kit.clock import SECOND_MS
from siyu.kit.errors import Invalid, Unavailable


class WecomRefused(Unavailable):
    """WeCom answered with an error code; `errcode` and `remedy` say which and what to do."""

    zh = "企业微信返回错误 {errcode}:{why_zh}"
    en = "WeCom answered {errcode}: {why_en} ({value})"
    fix_zh = "请到这里处理:{page_zh}"
    fix_en = "Put it right here: {page_en}"

    def __init__(self, errcode: int, text: str, body: Json, *, path: str = "", retry_after_ms: int = 0) -> None:
        self.errcode = errcode
        self.body = body
        self.retry_after_ms = retry_after_ms
        known = code_of(errcode)
        self.remedy = known.remedy
        super().__init__(
            permanent=known.remedy is Remedy.NONE,
            value=text[:200],
            errcode=errcode,
            why_zh=known.zh,
            why_en=known.en,
            page_zh=known.page.value[0],
            page_en=known.page.value[1],
            path=path,
            seconds=-(-retry_after_ms // SECOND_MS),
        )


class WecomPaused(WecomRefused):
    """We hold this API back ourselves: WeCom said 45009 a while ago, or our own share of the limit is used up."""

    zh = "企业微信接口 {path} 因频率限制暂停,约 {seconds} 秒后恢复"
    en = "Calls of {path} are paused for about {seconds} s, because WeCom limits how often it may be called"
    fix_zh = "无需处理,稍后会自动继续"
    fix_en = "Nothing to do: work goes on by itself"

    def __init__(self, path: str, retry_after_ms: int) -> None:
        super().__init__(TOO_OFTEN, "paused", {}, path=path, retry_after_ms=retry_after_ms)


class WecomUnreachable(Unavailable):
    """No answer came: `sent` says whether the request may have arrived and been carried out."""

    zh = "无法连接企业微信:{value}"
    en = "WeCom could not be reached: {value}"
    fix_zh = "请检查服务器能否访问 qyapi.weixin.qq.com"
    fix_en = "Check that this server can reach qyapi.weixin.qq.com"

    def __init__(self, text: str, *, sent: bool) -> None:
        self.sent = sent
        super().__init__(value=text[:200])


class TooManyForOneCall(Invalid):
    """One request holds more than the vendor takes; the caller has to split it."""

    zh = "「{field}」有 {value} 个,企业微信一次最多 {most} 个"
    en = "{field} holds {value}, WeCom takes {most} at most in one request"
    fix_zh = "请分批提交"
    fix_en = "Split it into several requests"


class EndlessPages(Unavailable):
    """A listing did not end within the pages we read."""

    zh = "企业微信的列表「{field}」超过 {value} 页仍未结束"
    en = "WeCom's listing {field} has no end after {value} pages"
    fix_zh = "请缩小查询范围,或调大 SIYU_WECOM_PAGES_MAX"
    fix_en = "Ask for less, or raise SIYU_WECOM_PAGES_MAX"
