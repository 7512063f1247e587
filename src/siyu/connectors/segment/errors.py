"""What the door refuses, with the status Segment answers in that case (400, 401) and what its SDKs retry (429, 503)."""

from siyu.kit.errors import Forbidden, Invalid, SiyuError, Unavailable

RETRY_AFTER_S = 1


class BadWriteKey(Forbidden):
    """No write key was given, or it belongs to no open source."""

    zh = "写入密钥无效"
    en = "The write key is not valid"
    fix_zh = "用 Basic 认证把写入密钥作为用户名发送;在 设置 → 数据源 查看"
    fix_en = "Send the write key as the user name of Basic authentication; see Settings → Sources"


class NotJson(Invalid):
    """The body is not JSON in UTF-8 of the expected form."""

    zh = "请求体不是有效的 UTF-8 JSON:{value}"
    en = "The body is not valid JSON in UTF-8: {value}"
    fix_zh = "请以 UTF-8 编码发送 JSON 对象;GBK 文本需先转码"
    fix_en = "Send a JSON object encoded as UTF-8; text in GBK has to be converted first"


class TooLarge(Invalid):
    """A request or a message is above its limit."""

    zh = "{field} 超过 {limit} KB 的上限"
    en = "The {field} is larger than {limit} KB"
    fix_zh = "请分批发送或精简属性"
    fix_en = "Send smaller batches, or fewer properties"


class SomeTooLarge(TooLarge):
    """Some messages of a batch are above the limit; the others were taken."""

    zh = "批次中有 {value} 条消息超过 {limit} KB,已搁置;其余消息已接收"
    en = "{value} messages of the batch are larger than {limit} KB and were set aside; the others were accepted"


class TooManyMessages(Invalid):
    """A batch has too many messages."""

    zh = "每个批次最多 {limit} 条消息,这里有 {value} 条"
    en = "A batch may have {limit} messages, this one has {value}"
    fix_zh = "请分批发送"
    fix_en = "Send smaller batches"


class UnknownEncoding(Invalid):
    """The body is compressed in a way the door does not know, or the compression is broken."""

    zh = "无法解压请求体(Content-Encoding:{value})"
    en = "The body cannot be unpacked (Content-Encoding: {value})"
    fix_zh = "请使用 gzip 或不压缩"
    fix_en = "Use gzip, or no compression"


class NoSuchCall(Invalid):
    """The address or method is none of the tracking API's."""

    zh = "没有这个接口:{value}"
    en = "There is no such call: {value}"
    fix_zh = "请 POST 到 /v1/identify、track、page、screen、group、alias 或 batch"
    fix_en = "POST to /v1/identify, track, page, screen, group, alias or batch"


class Overloaded(Unavailable):
    """More is waiting to be stored than the process may hold; nothing of this request was taken."""

    zh = "接收队列已满,请稍后重试"
    en = "Too much is waiting to be stored; try again in a moment"


def status_of(error: SiyuError) -> int:
    """This function will return the HTTP status of an error at this door."""
    if isinstance(error, NoSuchCall):
        return 404
    for kind, status in ((BadWriteKey, 401), (Overloaded, 429), (Unavailable, 503), (Invalid, 400)):
        if isinstance(error, kind):
            return status
    return 500
