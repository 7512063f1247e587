"""People, keys and clients of the real application, for tests of routes."""

from typing import Any

from fastapi.testclient import TestClient

from siyu.entrypoints.api import create_app
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.tenancy import operations
from siyu.tenancy.accounts.operations import create_account
from siyu.tenancy.contracts import NewOrgUnit, OrgLevel, Role

PASSWORD = "correct horse"
TREE = (
    NewOrgUnit("E", "HQ", OrgLevel.REGION, "华东"),
    NewOrgUnit("E1", "E", OrgLevel.BRANCH, "杭州"),
    NewOrgUnit("E11", "E1", OrgLevel.STORE, "西湖店"),
    NewOrgUnit("W", "HQ", OrgLevel.REGION, "西部"),
)


def browser(platform: Platform) -> TestClient:
    """This function will return a client nobody is signed in with."""
    return TestClient(create_app(platform), raise_server_exceptions=False)


def account(platform: Platform, scope: Scope, login: str, role: Role = Role.OWNER, unit: int | None = None) -> int:
    """This function will create an account with the usual password."""
    at_ms = platform.clock.now_ms()
    options: dict[str, Any] = {"name": login, "password": PASSWORD, "role": role, "org_unit_id": unit}
    return platform.stores.core.write(lambda conn: create_account(conn, scope, login=login, at_ms=at_ms, **options))


def signed_in(platform: Platform, login: str) -> TestClient:
    """This function will return a client that is signed in and sends its CSRF token."""
    client = browser(platform)
    answer = client.post("/api/auth/login", json={"account": login, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    return client


def with_key(platform: Platform, scope: Scope, *permissions: str) -> TestClient:
    """This function will return a client that carries a new API key."""
    at_ms = platform.clock.now_ms()
    secret = platform.stores.core.write(
        lambda conn: operations.create_api_key(conn, scope, name="test", permissions=permissions, at_ms=at_ms)
    )
    client = browser(platform)
    client.headers["Authorization"] = f"Bearer {secret}"
    return client


def tree(platform: Platform, scope: Scope) -> dict[str, int]:
    """This function will give the brand a small organisation: region E > branch E1 > store E11, region W."""
    return platform.stores.core.write(lambda conn: operations.save_org_units(conn, scope, TREE))
