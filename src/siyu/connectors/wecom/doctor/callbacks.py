"""The callbacks: whether our door can be reached from outside, and what has come through it."""

from collections.abc import Iterator

from sqlalchemy import func

from siyu.connectors.wecom.callbacks.inbox import PARKED
from siyu.connectors.wecom.client.codes import Page
from siyu.connectors.wecom.doctor.contracts import Finding, Level
from siyu.connectors.wecom.doctor.echo import echoes
from siyu.connectors.wecom.doctor.patient import Patient
from siyu.connectors.wecom.models import wecom_callback
from siyu.kit.clock import HOUR_MS, SECOND_MS, to_datetime
from siyu.kit.db import scoped

SETTING_ZH = "在应用的「接收消息 › 设置 API 接收」中填写该地址与 Token、EncodingAESKey,并勾选客户联系事件"
SETTING_EN = (
    "Enter this address, Token and EncodingAESKey under the app's Receive messages, with customer-contact events"
)


def reached(patient: Patient) -> Iterator[Finding]:
    """This function will knock at our door by its public address, as WeCom does."""
    if not patient.address:
        zh, en = "尚未填写可信域名,无法检查回调是否可达", "No trusted domain is filled in, so callbacks cannot be tried"
        fix = (
            "在「设置 › 渠道 › 企业微信」中填写可信域名",
            "Fill in the trusted domain under Settings › Channels › WeCom",
        )
        yield Finding("callback_address", Level.HINT, zh, en, *fix)
        return
    said = echoes(patient.address, patient.corp, at_s=patient.platform.clock.now_ms() // SECOND_MS)
    if said:
        zh, en = (
            f"回调地址 {patient.address} 没有正确应答:{said}",
            f"{patient.address} did not answer as it should: {said}",
        )
        fix_zh = "确认域名、证书与反向代理把 /callbacks 转到思域,且 Token 与 EncodingAESKey 与后台一致"
        fix_en = "Let the domain and proxy lead /callbacks to Siyu, with the console's Token and EncodingAESKey"
        yield Finding("callback_address", Level.WRONG, zh, en, fix_zh, fix_en, Page.SECRET)
    else:
        zh, en = f"回调地址 {patient.address} 可达", f"{patient.address} answers"
        yield Finding("callback_address", Level.GOOD, zh, en)


def received(patient: Patient) -> Iterator[Finding]:
    """This function will look when the last callback came, and whether some could not be taken."""
    newest, parked = _inbox(patient)
    silent_ms = patient.client.settings.callback_silence_h * HOUR_MS
    if not newest:
        zh, en = "还没有收到过回调", "No callback has ever come"
        yield Finding("callback_last", Level.HINT, zh, en, SETTING_ZH, SETTING_EN, Page.SECRET)
    else:
        quiet = patient.platform.clock.now_ms() - newest > silent_ms
        told = to_datetime(newest).strftime("%Y-%m-%d %H:%M")
        fix = (SETTING_ZH, SETTING_EN, Page.SECRET) if quiet else ("", "", None)
        level = Level.HINT if quiet else Level.GOOD
        yield Finding(
            "callback_last", level, f"最近一次回调:{told}", f"The last callback came at {told} (China time)", *fix
        )
    if parked:
        zh, en = f"{parked} 条回调多次处理失败", f"{parked} callbacks failed again and again"
        fix_zh, fix_en = "查看 worker 日志中的 wecom.callbacks", "Look for wecom.callbacks in the worker's log"
        yield Finding("callback_parked", Level.WRONG, zh, en, fix_zh, fix_en)


def _inbox(patient: Patient) -> tuple[int, int]:
    """This function will return (when the newest callback came or 0, how many are parked)."""
    table = wecom_callback.c
    with patient.platform.stores.inbox.reading() as conn:
        newest = conn.execute(scoped.select(patient.scope, func.max(table.received_at_ms))).scalar()
        parked = conn.execute(scoped.select(patient.scope, func.count(table.id)).where(table.state == PARKED)).scalar()
    return int(newest or 0), int(parked or 0)
