"""WeCom's refusals in plain words, with what to do about those that everybody meets."""

import re

from siyu.connectors.wecom.client.codes import NO_TRUSTED_IP, code_of
from siyu.connectors.wecom.client.errors import WecomRefused, WecomUnreachable
from siyu.connectors.wecom.doctor.contracts import Finding, Level

SEEN_ADDRESS = re.compile(r"from ip: ([0-9a-fA-F.:]+)")
# Where the cause lies, for codes that any call may end in; other codes keep the name of the check that met them.
NAMES = {40001: "secret", 40013: "secret", 40091: "secret", 41002: "secret", 41004: "secret", 60020: "trusted_ip"}
FIXES = {
    40001: (
        "重新复制该应用的 Secret 填入「设置 › 渠道 › 企业微信」,并确认应用已启用;连续填错会被封 IP 一小时",
        "Copy the app's secret again into Settings › Channels › WeCom and make sure the app is enabled; wrong ones in a "
        "row get this address banned for an hour",
    ),
    40013: ("核对企业 ID(以 ww 开头)", "Check the corp id (it begins with ww)"),
    40091: (
        "Secret 与企业 ID 不是同一家企业,请一起重新复制",
        "The secret is of another corp than the id; copy both again",
    ),
    48002: (
        "把应用加入「可调用接口的应用」;2023-12 之后的企业必须用自建应用,不能用系统应用的 Secret",
        "Add the app to the apps that may call; corps since December 2023 need an app of their own, not a system app",
    ),
    84074: ("给该成员开通客户联系", "Give the member the customer-contact permission"),
    84061: (
        "客户已删除该成员或尚未通过好友;思域会把关系标为已流失,无需处理",
        "The customer deleted the advisor or has not accepted yet; Siyu marks the friendship as lost, nothing to do",
    ),
    45009: (
        "思域会自动暂停该接口并稍后继续;若经常出现,请减少其他系统对同一接口的调用",
        "Siyu pauses this API and goes on by itself; if it happens often, let other systems call it less",
    ),
}


def refused(name: str, error: WecomRefused) -> Finding:
    """This function will explain a refusal; `name` is the check that met it."""
    known = code_of(error.errcode)
    zh, en = f"{known.zh}(错误码 {error.errcode})", f"{known.en} (error {error.errcode})"
    fix_zh, fix_en = FIXES.get(error.errcode, (error.fix("zh"), error.fix("en")))
    if error.errcode == NO_TRUSTED_IP:
        address = seen_address(error)
        zh, en = f"{zh};企业微信看到的 IP 是 {address}", f"{en}; WeCom sees the address {address}"
        fix_zh = f"把 {address} 加入企业可信 IP,约 1 分钟后生效"
        fix_en = f"Add {address} to the trusted IPs; it takes about a minute"
    return Finding(
        NAMES.get(error.errcode, name), Level.WRONG, zh, en, fix_zh, fix_en, known.page, errcode=error.errcode
    )


def unreachable(error: WecomUnreachable) -> Finding:
    """This function will explain that no answer came."""
    return Finding("network", Level.WRONG, error.detail("zh"), error.detail("en"), error.fix("zh"), error.fix("en"))


def seen_address(error: WecomRefused) -> str:
    """This function will return the address WeCom saw the call come from, as its message says, or "?"."""
    found = SEEN_ADDRESS.search(str(error.body.get("errmsg", "")))
    return found.group(1) if found else "?"


def few(names: list[str], most: int = 5) -> str:
    """This function will return the first names of a list and how many there are, as people write it."""
    told = ", ".join(names[:most])
    return told if len(names) <= most else f"{told} … ({len(names)})"
