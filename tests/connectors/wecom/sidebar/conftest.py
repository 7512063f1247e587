"""The real application beside a simulated corp: staff come through its pages."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient

from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach.contracts import ChannelSettings
from siyu.outreach.operations import save_channel
from siyu.outreach.queries import channel_settings
from tests.advisors.factories import staff
from tests.connectors.wecom.conftest import Corp
from tests.tenancy.factories import browser

ORIGIN = "http://testserver"


@pytest.fixture
def door(platform: Platform, scope: Scope, corp: Corp) -> Iterator[TestClient]:
    """A browser nobody has signed in with; the brand knows zhangsan, and WeCom trusts our address."""
    staff(platform, scope, "zhangsan")
    configure(platform, scope, agentid=str(corp.app.agentid), public_url=ORIGIN)
    yield browser(platform)


def configure(platform: Platform, scope: Scope, **config: str) -> None:
    """This function will change some of the brand's WeCom settings."""
    with platform.stores.flow.reading() as conn:
        held = channel_settings(platform, conn, scope, "wecom")
    changed = ChannelSettings("wecom", True, {**held.config, **config}, {})
    now_ms = platform.clock.now_ms()
    platform.stores.flow.write(lambda conn: save_channel(platform, conn, scope, changed, at_ms=now_ms))


def leave(client: TestClient, to: str = "", entry: str = "sidebar") -> str:
    """This function will begin to sign in and return the address at WeCom."""
    query = {"entry": entry, "to": to}
    answer = client.get("/api/auth/staff/golden/start", params=query, follow_redirects=False)
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


def at_wecom(address: str, person: str) -> str:
    """This function will sign `person` in on WeCom's page and return the address they are sent back to."""
    answer = httpx.get(f"{address.split('#')[0]}&as={person}", trust_env=False)
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


def come_back(client: TestClient, address: str) -> httpx.Response:
    """This function will follow WeCom's way back to us."""
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}", follow_redirects=False)
