import pytest
from fastapi.testclient import TestClient

from siyu.entrypoints.api import create_app
from siyu.tenancy import queries
from tests.tenancy.factories import account, browser, signed_in

SHAPE = {"type", "title", "status", "code", "detail", "field", "value", "fix", "errors", "request_id"}


@pytest.fixture
def client(platform, scope) -> TestClient:
    account(platform, scope, "lin")
    return signed_in(platform, "lin")


def check(answer, status: int) -> dict:
    """This function will check that an answer is a problem of the one documented shape."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert set(body) == SHAPE
    assert body["status"] == status and body["type"].endswith(body["code"]) and body["detail"]
    assert body["request_id"] == answer.headers["X-Request-Id"]
    return body


def test_every_kind_of_failure_has_one_shape(platform, client, monkeypatch):
    brand = "/api/brands/golden"
    check(browser(platform).get(f"{brand}/tags"), 401)
    check(client.post("/api/auth/logout", headers={"X-CSRF-Token": "x"}), 403)
    check(client.get(f"{brand}/customers/5"), 404)
    check(client.get("/api/nowhere"), 404)
    check(client.get("/api/brands/nobody/tags"), 404)
    check(client.put("/api/auth/login"), 405)
    check(client.get(f"{brand}/customers/not-a-number"), 422)
    check(client.get(f"{brand}/customers?limit=0"), 422)
    check(client.post("/api/auth/login", content="{", headers={"content-type": "application/json"}), 422)
    check(client.post("/api/auth/login", json={"account": "lin", "extra": 1}), 422)
    check(client.post(f"{brand}/attributes", json={"key": "a b", "kind": "text"}), 422)
    client.post(f"{brand}/attributes", json={"key": "age", "kind": "text"})
    check(client.post(f"{brand}/attributes", json={"key": "age", "kind": "number"}), 409)
    monkeypatch.setattr(queries, "org_units", lambda *_: 1 / 0)
    crashed = check(client.get(f"{brand}/org-units"), 500)
    assert "ZeroDivision" not in str(crashed)


def test_several_problems_are_listed_each(client):
    body = check(client.post("/api/auth/login", json={"extra": 1}), 422)
    assert sorted(one["field"] for one in body["errors"]) == ["account", "extra", "password"]


@pytest.mark.parametrize(
    ("header", "expected"),
    [(None, "没有"), ("zh-CN,zh;q=0.9,en;q=0.8", "没有"), ("en-US,en;q=0.9", "There is"), ("fr", "没有")],
)
def test_the_callers_language_is_spoken(client, header, expected):
    headers = {"Accept-Language": header} if header else {}
    assert expected in client.get("/api/nowhere", headers=headers).json()["detail"]


def test_every_request_has_its_own_number(client):
    answers = [client.get("/healthz") for _ in range(3)]
    assert len({answer.headers["X-Request-Id"] for answer in answers}) == 3


HOSTILE = [
    '{"account": "a\\u0000b", "password": "correct horse"}',
    '{"account": "\\ud800", "password": "correct horse"}',
    '{"account": NaN, "password": "correct horse"}',
    '{"account": 1e999, "password": -Infinity}',
    "[]",
    "null",
    '{"account": {"a": ["\\ud83d"]}}',
    "[" * 500 + "]" * 500,
]


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_bodies_are_refused_and_never_crash(client, content):
    answer = client.post("/api/auth/login", content=content, headers={"content-type": "application/json"})
    assert answer.status_code in (401, 422), answer.text
    check(answer, answer.status_code)


@pytest.mark.parametrize(
    "path",
    [
        f"customers/{10**30}", f"customers/{2**63}", "customers/-1", "customers?search=%00", "customers?search=%25",
        f"customers?cursor={10**30}", f"customers?tag={10**30}", "staff?search=%00", f"audit-log?cursor={2**63}",
        "customers?search=%27%3B%20DROP%20TABLE%20customer%3B--", "customers?segment=-1",
    ],
)  # fmt: skip
def test_hostile_addresses_are_answered_and_never_crash(client, path):
    answer = client.get(f"/api/brands/golden/{path}")
    assert answer.status_code in (200, 404, 422), answer.text


def test_files_outside_of_the_console_stay_there(platform):
    for path in ("/..%2f..%2fpyproject.toml", "/%2e%2e/%2e%2e/etc/passwd", "/assets/..%2f..%2fbootstrap/work.py"):
        answer = TestClient(create_app(platform)).get(path)
        assert "import" not in answer.text[:200] and "root:" not in answer.text and "[project]" not in answer.text
