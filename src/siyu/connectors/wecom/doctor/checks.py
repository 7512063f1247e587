"""The app itself: settings, secret, trusted address, permissions, what is left of quotas, what else is set up."""

from collections.abc import Iterator

from siyu.advisors.archive.pulling.queries import position, sealed_count
from siyu.connectors.wecom.client.codes import NO_PERMISSION, Page
from siyu.connectors.wecom.client.contracts import WecomApp
from siyu.connectors.wecom.client.endpoints import acquisition, archive, staff, tags
from siyu.connectors.wecom.client.errors import WecomRefused
from siyu.connectors.wecom.credentials import CHANNEL
from siyu.connectors.wecom.doctor.contracts import Finding, Level
from siyu.connectors.wecom.doctor.patient import Patient
from siyu.connectors.wecom.doctor.words import refused
from siyu.outreach.queries import channel_settings
from siyu.outreach.quota.queries import quota_mode

AES_KEY_CHARS = 43
CROWDED = 0.8
CHANNELS_ZH, CHANNELS_EN = "在「设置 › 渠道 › 企业微信」中填写", "Fill it in under Settings › Channels › WeCom"
MODES = {
    "day": ("每天 1 次", "one a day"),
    "week": ("每周 7 次", "seven a week"),
    "month": ("每月按天数", "a month's days"),
}


def setup(patient: Patient) -> Iterator[Finding]:
    """This function will look whether every field is filled in."""
    corp = patient.corp
    fields = {"secret": corp.secret, "agentid": corp.agentid, "token": corp.token, "aes_key": corp.aes_key}
    missing = [name for name, value in fields.items() if not value]
    if missing:
        told = ", ".join(missing)
        yield Finding("setup", Level.WRONG, f"尚未填写:{told}", f"Not filled in: {told}", CHANNELS_ZH, CHANNELS_EN)
    elif len(corp.aes_key) != AES_KEY_CHARS or not corp.agentid.isdigit():
        field = "aes_key" if corp.agentid.isdigit() else "agentid"
        zh, en = f"{field} 的格式不对", f"{field} does not look right"
        yield Finding("setup", Level.WRONG, zh, en, CHANNELS_ZH, CHANNELS_EN, Page.SECRET)
    else:
        yield Finding(
            "setup", Level.GOOD, f"企业 {corp.corpid},应用 {corp.agentid}", f"{corp.corpid}, app {corp.agentid}"
        )


def secret(patient: Patient) -> Iterator[Finding]:
    """This function will look whether the secret and our address are accepted, and the app itself."""
    found = staff.agent(patient.client, patient.corp)
    yield Finding("secret", Level.GOOD, "Secret 有效", "The secret is valid")
    yield Finding("trusted_ip", Level.GOOD, "本机 IP 可以调用", "This server's address may call")
    if found.get("close"):
        fix = ("启用该应用", "Enable the app")
        yield Finding("app", Level.WRONG, "应用已停用", "The app is disabled", *fix, Page.SECRET)
    seen = [found.get("allow_userinfos", {}).get("user"), found.get("allow_partys", {}).get("partyid")]
    if not any([*seen, found.get("allow_tags", {}).get("tagid")]):
        fix = ("把门店导购所在的部门加入可见范围", "Add the advisors' departments to the allowed users")
        yield Finding("range", Level.WRONG, "应用的可见范围为空", "The app sees nobody", *fix, Page.RANGE)
    if not found.get("redirect_domain"):
        fix = ("填写可信域名后,侧边栏与扫码登录才能使用", "Sidebar and login need a trusted domain")
        yield Finding("domain", Level.HINT, "尚未设置可信域名", "No trusted domain is set", *fix, Page.DOMAIN)


def permission(patient: Patient) -> Iterator[Finding]:
    """This function will look whether the app may call customer contact."""
    found = staff.follow_staff(patient.client, patient.corp)
    yield Finding("permission", Level.GOOD, "可以调用客户联系接口", "Customer contact may be called")
    if not found:
        zh, en = "可见范围内没有成员开通客户联系", "No member the app sees has customer contact"
        fix = (
            "给导购开通客户联系,并放入应用可见范围",
            "Give advisors customer contact and add them to the app's range",
        )
        yield Finding("staff", Level.WRONG, zh, en, *fix, Page.CONTACT)


def quotas(patient: Patient) -> Iterator[Finding]:
    """This function will look how far the corp is from its limits."""
    yield _tags(patient)
    yield _mass(patient)
    try:
        left = acquisition.quota(patient.client, patient.corp)
    except WecomRefused as error:
        if not error.permanent:
            raise
        told = (f"获客助手未开通(错误码 {error.errcode})", f"Acquisition links are not set up (error {error.errcode})")
        yield Finding("acquisition", Level.GOOD, *told)
        return
    balance, total = int(left.get("balance") or 0), int(left.get("total") or 0)
    if not total:
        yield Finding("acquisition", Level.GOOD, "获客助手未购买(可选)", "Acquisition links: none were bought")
        return
    few = balance < patient.client.settings.acquisition_alert
    level = Level.HINT if few else Level.GOOD
    fix = ("购买获客助手额度", "Buy more additions") if few else ("", "")
    zh, en = f"获客助手剩余 {balance} / {total}", f"{balance} of {total} acquisition additions left"
    yield Finding("acquisition", level, zh, en, *fix, Page.ACQUISITION if few else None)


def _tags(patient: Patient) -> Finding:
    most = patient.client.settings.corp_tags_max
    count = sum(len(group.get("tag") or []) for group in tags.corp_tags(patient.client, patient.corp))
    crowded = count >= most * CROWDED
    fix = ("清理不用的企业标签", "Delete corp tags nobody uses") if crowded else ("", "")
    level, page = (Level.HINT, Page.TAGS) if crowded else (Level.GOOD, None)
    return Finding("tags", level, f"企业标签 {count} / {most}", f"{count} of {most} corp tags", *fix, page)


def _mass(patient: Patient) -> Finding:
    with patient.platform.stores.flow.reading() as conn:
        mode = quota_mode(conn, patient.scope)
    zh, en = MODES[mode]
    return Finding(
        "mass_quota",
        Level.GOOD,
        f"群发额度按「{zh}」计算,须与后台「群发规则」一致",
        f"Mass messages are counted as {en}; this must be what the console says",
        page=Page.MASS,
    )


def extras(patient: Patient) -> Iterator[Finding]:
    """This function will say whether the message archive and customer service are set up; neither has to be."""
    with patient.platform.stores.flow.reading() as conn:
        settings = channel_settings(patient.platform, conn, patient.scope, CHANNEL)
    own = settings.secrets.get("archive_secret", "") if settings else ""
    yield from (
        _archive(patient, own)
        if own
        else [Finding("archive", Level.GOOD, "会话存档未配置(可选)", "Archive: not set up")]
    )
    try:
        patient.client.post(patient.corp, "kf/account/list", {"offset": 0, "limit": 1})
        yield Finding("kf", Level.GOOD, "微信客服可用", "Customer service: set up")
    except WecomRefused as error:
        if error.errcode != NO_PERMISSION and not error.permanent:
            raise
        yield Finding("kf", Level.GOOD, "微信客服未授权(可选)", "Customer service: not set up")


def _archive(patient: Patient, own: str) -> Iterator[Finding]:
    app = WecomApp(patient.corp.corpid, own, base_url=patient.corp.base_url)
    try:
        count = len(archive.permitted(patient.client, app))
    except WecomRefused as error:
        yield refused("archive", error)
        return
    yield Finding("archive", Level.GOOD, f"会话存档已开启 {count} 人", f"Members the archive is on for: {count}")
    yield from _pull(patient)


def _pull(patient: Patient) -> Iterator[Finding]:
    """This function will say why the pull stopped, whether messages were lost, and whether some wait for a key."""
    with patient.platform.stores.core.reading() as conn:
        at, sealed = position(conn, patient.scope), sealed_count(conn, patient.scope)
    if at.problem:
        zh, _, en = at.problem.partition("\n")
        yield Finding("archive_pull", Level.WRONG, f"会话存档拉取失败:{zh}", f"The archive's pull fails: {en}")
    if at.missing:
        zh, en = f"会话存档缺少 {at.missing} 条消息", f"Messages missing from the archive: {at.missing}"
        fix = ("企业微信只保留 5 天,请保持后台进程运行", "WeCom keeps five days; keep the worker running")
        yield Finding("archive_missing", Level.HINT, zh, en, *fix)
    if sealed:
        versions = ", ".join(str(one) for one in sorted(sealed))
        zh = f"{sum(sealed.values())} 条会话消息等待密钥(公钥版本 {versions})"
        en = f"Messages waiting for a key: {sum(sealed.values())} (public key version {versions})"
        fix = (
            "在「导购 › 会话存档 › 设置」添加该版本的私钥",
            "Add that version's key under Advisors › Archive › Settings",
        )
        yield Finding("archive_sealed", Level.HINT, zh, en, *fix)
