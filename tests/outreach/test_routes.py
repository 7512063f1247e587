"""The API of outreach as the console asks it."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from sqlalchemy import Connection

from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.http import Principal, install_errors
from siyu.kit.platform import Platform
from siyu.outreach import routes
from siyu.outreach.models import staff_task
from siyu.tenancy.contracts import NewStaff
from siyu.tenancy.operations import save_staff
from tests.outreach.factories import content

TASKS = "/api/brands/golden/staff-tasks"


@pytest.fixture
def client(platform: Platform, scope: Scope) -> Iterator[TestClient]:
    def authenticate(request: Request, brand: str, permission: str) -> tuple[Principal, Scope]:
        return Principal("user:1", "tester", frozenset({permission})), scope

    app = FastAPI()
    install_errors(app)
    app.state.platform, app.state.authenticate = platform, authenticate
    app.include_router(routes.router, prefix="/api")
    with TestClient(app) as opened:
        yield opened


def hand_out(platform: Platform, scope: Scope, *advisors: str) -> None:
    """One confirmed task to each of the WeCom users."""
    text = content(platform, scope, "上新了", "wecom").id

    def work(conn: Connection) -> None:
        for number, advisor in enumerate(advisors):
            row = {"channel": "wecom", "vendor_id": f"msg{number}", "advisor": advisor, "content_id": text}
            numbers = {"people": 1, "delivered": 1, "failed": 0, "settled": True, "created_at_ms": 1}
            scoped.insert(conn, scope, staff_task, row | numbers | {"next_check_at_ms": 1})

    platform.stores.flow.write(work)


def test_a_task_names_the_advisor_who_confirms_it(platform: Platform, scope: Scope, client: TestClient) -> None:
    staff = [NewStaff("A1", "HQ", "林小满", wecom_userid="lin_xm"), NewStaff("A2", "HQ", "没有企微")]
    platform.stores.core.write(lambda conn: save_staff(conn, scope, staff))
    hand_out(platform, scope, "lin_xm", "stranger", "")
    told = {task["advisor"]: task["advisor_name"] for task in client.get(TASKS).json()["items"]}
    assert told == {"lin_xm": "林小满", "stranger": "", "": ""}
