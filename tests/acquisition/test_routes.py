"""The API of live codes, through the real routes with a caller of the test's choice."""

import io
import zipfile

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from siyu.acquisition import routes as more_routes
from siyu.acquisition.managing import routes
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Forbidden
from siyu.kit.http import Principal, install_errors
from tests.acquisition.conftest import Shop

BASE = "/api/brands/golden/live-codes"
ALL = frozenset({"acquisition.read", "acquisition.write"})
LATIN = "title=Add+us&line=Hello"


def client_for(shop: Shop, scopes: dict[str, Scope], permissions: frozenset[str] = ALL) -> TestClient:
    def authenticate(request, brand, permission):
        if permission not in permissions:
            raise Forbidden(value=permission)
        return Principal("user:1", "tester", permissions), scopes[brand]

    app = FastAPI()
    install_errors(app)
    app.state.platform, app.state.authenticate = shop.platform, authenticate
    for router in (more_routes.router, routes.router):
        app.include_router(router, prefix="/api")
    return TestClient(app, headers={"accept-language": "zh"})


@pytest.fixture
def client(shop: Shop, other_scope: Scope):
    with client_for(shop, {"golden": shop.scope, "other": other_scope}) as opened:
        yield opened


def settings(shop: Shop, **change: object) -> dict:
    seats = [{"staff_id": shop.staff[name], "per_day_max": 2} for name in ("zhangsan", "lisi")]
    hours = {"from_minute": 540, "until_minute": 1080, "staff_ids": [one["staff_id"] for one in seats]}
    body = {"name": "Store 1", "rotation": "sequence", "seats": seats, "default_staff_id": shop.staff["default"]}
    return {**body, "shifts": [{"days": [0, 1, 2, 3, 4], "hours": hours}], **change}


def create(client: TestClient, shop: Shop, **change: object) -> dict:
    places = [{"name": "shelf", "kind": "shelf"}, {"name": "parcel", "kind": "parcel_card"}]
    answer = client.post(BASE, json={"settings": settings(shop, **change), "placements": places})
    assert answer.status_code == 201, answer.text
    shop.settle()
    shop.pictures()
    return client.get(f"{BASE}/{answer.json()['id']}").json()


def test_the_preview_says_the_rules_and_the_next_day(client, shop) -> None:
    body = client.post(f"{BASE}/preview", json=settings(shop)).json()
    assert body["sentence"] == (
        "Zhangsan、Lisi 依次轮流接待；值班 周一至周五 9:00–18:00；"
        "每人每天最多加 2 人，满额或无人当班时由 Default 接待；自动通过好友。"
    )
    assert [len(one["answer"]["staff_ids"]) for one in body["stretches"]] == [1, 2, 1]
    assert body["now"]["reason"] == "default_off" and body["next_change_at_ms"] == body["stretches"][1]["from_ms"]
    assert (
        client.post(f"{BASE}/preview", json=settings(shop), headers={"accept-language": "en"})
        .json()["sentence"]
        .startswith("Zhangsan, Lisi take turns; on duty Mon–Fri 9:00–18:00")
    )


def test_a_code_is_made_found_changed_switched_and_closed(client, shop) -> None:
    made = create(client, shop)
    assert made["settings"]["rotation"] == "sequence" and [one["sync"] for one in made["placements"]] == ["ready"] * 2
    listed = client.get(f"{BASE}?search=Store&sort=name").json()
    assert (listed["total"], listed["items"][0]["id"]) == (1, made["id"])
    assert client.get(f"{BASE}?staff={shop.staff['wangwu']}").json()["total"] == 0
    url = f"{BASE}/{made['id']}"
    changed = client.put(url, json={"settings": settings(shop, name="Store 2"), "version": made["version"]}).json()
    assert (changed["name"], changed["version"]) == ("Store 2", 2)
    assert client.put(url, json={"settings": settings(shop), "version": 1}).status_code == 409
    switched = client.put(f"{url}/staff/{shop.staff['lisi']}", json={"on": False}).json()
    assert [one["on"] for one in switched["settings"]["seats"]] == [True, False]
    assert client.post(f"{url}/close").json() == {"closed": True}
    assert client.get(f"{BASE}?status=open").json()["total"] == 0


def test_figures_open_the_people_behind_them(client, shop) -> None:
    made = create(client, shop)
    shop.scan(shop.read(made["id"]))
    found = client.get(f"{BASE}/{made['id']}/statistics").json()
    assert found["total"] == {"added": 1, "lost": 0, "net": 1} and len(found["days"]) == 30
    assert [one["added"] for one in found["placements"]] == [1]
    assert found["placements"][0]["rule"]["where"][0]["value"] == [made["placements"][0]["state"]]
    assert client.get(f"{BASE}/{made['id']}/statistics?from=2025-02-01&until=2025-01-01").status_code == 422


def test_posters_come_as_files(client, shop) -> None:
    made = create(client, shop)
    place = f"{BASE}/{made['id']}/placements/{made['placements'][0]['id']}"
    assert client.get(f"{place}/qr.png").content.startswith(b"\x89PNG")
    assert client.get(f"{place}/poster.png?{LATIN}&show_name=false&template=strip").status_code in (200, 503)
    answer = client.get(f"{BASE}/posters.zip?code={made['id']}&{LATIN}")
    if answer.status_code == 200:
        assert len(zipfile.ZipFile(io.BytesIO(answer.content)).namelist()) == 2
    else:  # a name with "·" on a machine without a font for it
        assert answer.json()["code"] == "poster_font_missing"
    assert client.get(f"{place}/poster.png?colour=nope").status_code == 422


def test_many_codes_are_made_from_one_template(client, shop) -> None:
    body = {"template": settings(shop, name="{name}"), "staff_ids": [shop.staff["lisi"], 999]}
    answer = client.post(f"{BASE}/bulk", json=body).json()
    assert len(answer["code_ids"]) == 1 and answer["left_out"] == ["#999"]
    assert client.post(f"{BASE}/bulk", json={"template": settings(shop)}).status_code == 422


def test_another_brand_and_a_reader_are_kept_out(client, shop, other_scope) -> None:
    made = create(client, shop)
    other = BASE.replace("golden", "other")
    assert client.get(other).json()["items"] == [] and client.get(f"{other}/{made['id']}").status_code == 404
    with client_for(shop, {"golden": shop.scope}, frozenset({"acquisition.read"})) as reader:
        assert reader.post(f"{BASE}/{made['id']}/close").status_code == 403
