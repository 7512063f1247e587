"""Where WeCom's pages for signing in are, and which address of ours it trusts; all from the channel's settings."""

from dataclasses import dataclass

from siyu.connectors.wecom.client.contracts import BASE_URL
from siyu.connectors.wecom.credentials import CHANNEL
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach.queries import channel_settings

OAUTH_URL = "https://open.weixin.qq.com"
LOGIN_URL = "https://login.work.weixin.qq.com"


@dataclass(frozen=True, slots=True)
class Places:
    """Base addresses, without a slash at the end; `public_url` "" when the brand has not set its trusted domain."""

    oauth_url: str
    login_url: str
    public_url: str


def places_of(platform: Platform, scope: Scope) -> Places:
    """This function will return a brand's addresses; one that calls another API (a simulator) signs in there as well."""
    with platform.stores.flow.reading() as conn:
        settings = channel_settings(platform, conn, scope, CHANNEL)
    config = settings.config if settings else {}
    elsewhere = config.get("base_url", "").rstrip("/")
    elsewhere = "" if elsewhere == BASE_URL else elsewhere
    return Places(
        oauth_url=(config.get("oauth_url") or elsewhere or OAUTH_URL).rstrip("/"),
        login_url=(config.get("login_url") or elsewhere or LOGIN_URL).rstrip("/"),
        public_url=config.get("public_url", "").rstrip("/"),
    )
