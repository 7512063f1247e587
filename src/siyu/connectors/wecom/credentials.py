"""A brand's WeCom settings as values."""

from dataclasses import dataclass

from siyu.connectors.wecom.errors import WecomNotSetUp
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach.queries import channel_settings

CHANNEL = "wecom"
BASE_URL = "https://qyapi.weixin.qq.com"


@dataclass(frozen=True, slots=True)
class Corp:
    """One self-built app of one corp: credentials of the API and of the callback."""

    corpid: str
    secret: str
    agentid: str
    token: str
    aes_key: str
    base_url: str
    welcome_text: str


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
