"""Signing staff in with WeCom: snsapi_base inside the app (p91022), scanning in a browser (p98152), codes (p91023)."""

from urllib.parse import urlencode

from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.client.endpoints.oauth import visitor
from siyu.connectors.wecom.credentials import corp_of
from siyu.connectors.wecom.sidebar.places import places_of
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.tenancy.serving.contracts import Entry

AUTHORIZE = "/connect/oauth2/authorize"
SCAN = "/wwlogin/sso/login"


class WecomStaffDoor:
    """Implements tenancy's StaffDoor port."""

    def __init__(self, platform: Platform, client: WecomClient) -> None:
        self._platform = platform
        self._client = client

    def origin(self, scope: Scope) -> str:
        """This function will return the brand's trusted domain with its scheme, "" when it is not set."""
        return places_of(self._platform, scope).public_url

    def address(self, scope: Scope, entry: Entry, *, redirect_uri: str, state: str) -> str:
        """This function will return WeCom's page for signing in. Raises WecomNotSetUp."""
        corp, places = corp_of(self._platform, scope), places_of(self._platform, scope)
        if entry is Entry.CONSOLE:
            query = {"login_type": "CorpApp", "appid": corp.corpid, "agentid": corp.agentid}
            return f"{places.login_url}{SCAN}?{urlencode({**query, 'redirect_uri': redirect_uri, 'state': state})}"
        query = {"appid": corp.corpid, "redirect_uri": redirect_uri, "response_type": "code", "scope": "snsapi_base"}
        query |= {"state": state, "agentid": corp.agentid}
        return f"{places.oauth_url}{AUTHORIZE}?{urlencode(query)}#wechat_redirect"

    def userid(self, scope: Scope, code: str) -> str:
        """This function will exchange a code; customers and strangers come with other ids and give "". Raises WecomRefused."""
        return str(visitor(self._client, corp_of(self._platform, scope), code).get("userid") or "")
