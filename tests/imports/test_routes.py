"""HTTP of imports: upload, declare, start, watch, download; each brand sees its own only."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from siyu.imports import routes, tasks
from siyu.imports.operations import RUN_JOB
from siyu.kit import jobs
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Forbidden
from siyu.kit.http import Principal, install_errors
from siyu.kit.platform import Platform
from siyu.orders import routes as orders_routes

BASE = "/api/brands/golden/imports"
TEXT = "订单编号,手机号,支付时间,实付金额\nA1,13800138000,2025-03-01,10.00\nA2,123,2025-03-01,=1+1\n"
PERMISSIONS = frozenset({"imports.read", "imports.write", "customers.read"})


def client_for(platform: Platform, scopes: dict[str, Scope], permissions: frozenset[str] = PERMISSIONS) -> TestClient:
    def authenticate(request: Request, brand: str, permission: str) -> tuple[Principal, Scope]:
        if permission not in permissions:
            raise Forbidden(value=permission)
        return Principal("user:1", "tester", permissions), scopes[brand]

    app = FastAPI()
    install_errors(app)
    app.state.platform, app.state.authenticate = platform, authenticate
    app.include_router(routes.router, prefix="/api")
    app.include_router(orders_routes.router, prefix="/api")
    return TestClient(app, headers={"accept-language": "zh"})


@pytest.fixture
def client(platform: Platform, scope: Scope, other_scope: Scope) -> Iterator[TestClient]:
    with client_for(platform, {"golden": scope, "other": other_scope}) as opened:
        yield opened


def upload(client: TestClient, body: bytes, *, brand: str = "golden", **fields: str):
    files = {"file": ("订单.csv", BytesIO(body))}
    return client.post(f"/api/brands/{brand}/imports", files=files, data={"kind": "orders", **fields})


def work(platform: Platform) -> None:
    assert jobs.run_one(platform.stores.core, {RUN_JOB: tasks.run}, platform, platform.clock)


def test_a_file_goes_from_upload_to_orders(client: TestClient, platform: Platform, scope: Scope) -> None:
    made = upload(client, TEXT.encode("gbk"))
    assert made.status_code == 201
    draft = made.json()
    assert (draft["state"], draft["file_name"]) == ("draft", "订单.csv")
    assert (draft["actor"], draft["actor_name"]) == (scope.actor, "")
    assert draft["columns"] == ["订单编号", "手机号", "支付时间", "实付金额"]
    assert draft["sample"][0]["订单编号"] == "A1"
    assert draft["mapping"]["columns"]["实付金额"] == "amount"
    assert "amount" in draft["targets"]
    assert "identity." in draft["targets"]
    path = f"{BASE}/{draft['id']}"
    assert (
        client.put(f"{path}/mapping", json={**draft["mapping"], "source": "pos"}).json()["mapping"]["source"] == "pos"
    )
    assert client.post(f"{path}/start").json()["state"] == "queued"
    assert client.put(f"{path}/mapping", json=draft["mapping"]).status_code == 409
    work(platform)
    done = client.get(path).json()
    assert (done["state"], done["progress"]) == ("done", 1.0)
    assert done["totals"] == {
        "rows": 2, "imported": 1, "unchanged": 0, "rejected": 1, "customers": 1, "amount_fen": 1_000,
    }  # fmt: skip
    assert done["rejected"][0]["field"] == "手机号"
    assert client.post(f"{path}/start").status_code == 409
    assert client.post(f"{path}/cancel").status_code == 409
    sheet = client.get(f"{path}/rejected.csv")
    assert sheet.headers["content-type"].startswith("text/csv")
    assert "'=1+1" in sheet.content.decode("utf-8-sig")
    page = client.get("/api/brands/golden/orders", params={"search": "A"}).json()
    assert [(one["order_no"], one["source"], one["amount_fen"]) for one in page["items"]] == [("A1", "pos", 1_000)]
    who = page["items"][0]["customer_id"]
    assert client.get(f"/api/brands/golden/customers/{who}/orders").json()["total"] == 1
    assert client.get("/api/brands/other/orders").json()["items"] == []
    assert client.get("/api/brands/golden/orders", params={"cursor": "x"}).status_code == 422


def test_one_brand_cannot_see_or_touch_the_imports_of_another(client: TestClient) -> None:
    number = upload(client, TEXT.encode()).json()["id"]
    assert client.get("/api/brands/other/imports").json()["items"] == []
    for method, path in (("GET", ""), ("POST", "/start"), ("POST", "/cancel"), ("GET", "/rejected.csv")):
        assert client.request(method, f"/api/brands/other/imports/{number}{path}").status_code == 404
    assert [one["id"] for one in client.get(BASE).json()["items"]] == [number]


def test_mappings_are_kept_by_name_and_checked(client: TestClient) -> None:
    mapping = upload(client, TEXT.encode()).json()["mapping"]
    where = "/api/brands/golden/import-mappings"
    assert client.post(where, json={"name": "pos", "mapping": mapping}).status_code == 201
    assert [one["name"] for one in client.get(where).json()] == ["cdnow", "pos"]
    assert [one["name"] for one in client.get("/api/brands/other/import-mappings").json()] == ["cdnow"]
    assert upload(client, TEXT.encode(), mapping="pos").json()["mapping_name"] == "pos"
    assert upload(client, TEXT.encode(), brand="other", mapping="pos").status_code == 404
    assert client.post(where, json={"name": "cdnow", "mapping": mapping}).status_code == 409
    assert client.post(where, json={"name": "a b", "mapping": mapping}).status_code == 422
    wrong = client.post(where, json={"name": "x", "mapping": {**mapping, "columns": {"手机号": "phone"}}})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "columns.手机号")
    unknown = client.post(where, json={"name": "x", "mapping": {**mapping, "colour": "red"}})
    assert unknown.status_code == 422
    assert "colour" in unknown.json()["field"]


@pytest.mark.parametrize(
    ("body", "fields"),
    [(b"", {}), (b"%PDF-1.7", {}), (b"\x89PNG....", {}), (TEXT.encode(), {"kind": "pets"}), (b"PK\x03\x04 x", {})],
)
def test_an_upload_that_is_no_table_is_answered_with_what_and_how_to_mend_it(
    client: TestClient, body: bytes, fields: dict[str, str]
) -> None:
    answer = upload(client, body, **fields)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert answer.json()["fix"]


def test_reading_and_writing_need_their_permissions(platform: Platform, scope: Scope) -> None:
    with client_for(platform, {"golden": scope}, frozenset({"imports.read"})) as reader:
        assert reader.get(BASE).status_code == 200
        assert upload(reader, TEXT.encode()).status_code == 403
        assert reader.get("/api/brands/golden/orders").status_code == 403
