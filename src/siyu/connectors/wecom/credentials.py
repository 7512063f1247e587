"""A brand's WeCom settings as values."""

from dataclasses import dataclass

from siyu.connectors.wecom.client.contracts import BASE_URL, WecomApp
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Unavailable
from siyu.kit.platform import Platform
from siyu.outreach.queries import channel_settings

CHANNEL = "wecom"


class WecomNotSetUp(Unavailable):
    """The brand has no enabled WeCom settings."""

    zh = "尚未配置企业微信"
    en = "WeCom has not been set up"
    fix_zh = "请在设置 › 渠道中填写企业微信凭证"
    fix_en = "Fill in the WeCom credentials under Settings › Channels"


@dataclass(frozen=True, slots=True)
class Corp(WecomApp):
    """One self-built app of one corp: credentials of the API and of the callback."""

    token: str = ""
    aes_key: str = ""
    welcome_text: str = ""


def corp_of(platform: Platform, scope: Scope) -> Corp:
    """This function will return the brand's WeCom app. Raises WecomNotSetUp."""
    with platform.stores.flow.reading() as conn:
        settings = channel_settings(platform, conn, scope, CHANNEL)
    if settings is None or not settings.enabled or not settings.config.get("corpid"):
        raise WecomNotSetUp(permanent=True)
    config, secrets = settings.config, settings.secrets
    return Corp(
        corpid=config["corpid"],
        secret=secrets.get("secret", ""),
        agentid=config.get("agentid", ""),
        token=secrets.get("token", ""),
        aes_key=secrets.get("aes_key", ""),
        base_url=(config.get("base_url") or BASE_URL).rstrip("/"),
        welcome_text=config.get("welcome_text", ""),
    )
