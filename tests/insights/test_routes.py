"""The API of insights, through the real routes with a caller of the test's choice."""

import csv
import io

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from siyu.insights import routes
from siyu.insights.contracts import FunnelStep, JourneyFunnel
from siyu.kit.errors import Forbidden, NotFound
from siyu.kit.http import Principal, install_errors
from tests.insights.factories import make_buyers

REPORTS = ("overview", "rfm", "repurchase", "retention")
PURCHASES = [[("2024-10-05", 1_000), ("2024-12-01", 2_000)], [("2024-12-31", 700)], []]


class Numbers:
    """A funnel of journey 7 and of no other."""

    def funnel(self, scope, journey_id, lang):
        if journey_id != 7:
            raise NotFound(field="journey", value=journey_id)
        step = FunnelStep("send", "发送", "send", 3, 1, 1, {"refused": 1})
        return JourneyFunnel(7, "欢迎", 1, 3, (step,), "按步骤统计")


@pytest.fixture
def client(platform, scope, other_scope):
    def authenticate(request, brand, permission):
        if brand == "closed" or permission != "insights.read":
            raise Forbidden(value=permission)
        return Principal("user:1", "tester", frozenset({permission})), {"golden": scope, "other": other_scope}[brand]

    app = FastAPI()
    install_errors(app)
    app.state.platform, app.state.authenticate = platform, authenticate
    app.include_router(routes.router, prefix="/api")
    make_buyers(platform, scope, PURCHASES)
    with TestClient(app) as opened:
        yield opened


def get(client, path, brand="golden", **params):
    return client.get(f"/api/brands/{brand}/insights/{path}", params=params)


def test_the_overview_carries_definition_time_unit_and_rule(client):
    body = get(client, "overview", **{"from": "2024-12-01", "to": "2024-12-31"}).json()
    buyers = next(one for one in body["figures"] if one["key"] == "buyers")
    assert (buyers["value"], buyers["unit"], buyers["people"]) == (2, "people", 2)
    assert buyers["definition"] and buyers["as_of_ms"] == body["as_of_ms"] == 1_735_660_800_000
    assert buyers["rule"]["window"] == {"from": "2024-12-01", "to": "2024-12-31"}
    assert [month["revenue_fen"] for month in body["months"]] == [2_700]


@pytest.mark.parametrize("report", REPORTS)
def test_each_table_can_be_taken_away_as_csv(client, report):
    assert get(client, report).status_code == 200
    answer = get(client, f"{report}.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer.headers["content-disposition"] == f'attachment; filename="{report}.csv"'
    assert len(rows) > 1 and all(len(row) == len(rows[0]) for row in rows)


@pytest.mark.parametrize("report", REPORTS)
def test_a_brand_sees_no_figures_of_another_and_a_stranger_none(client, report):
    other = get(client, report, brand="other").json()
    assert sum(one["value"] or 0 for one in other.get("figures", [])) == 0
    assert get(client, report, brand="closed").status_code == 403


def test_a_wrong_date_is_answered_with_its_place_and_fix(client):
    assert get(client, "rfm", as_of="yesterday").status_code == 422
    body = get(client, "overview", **{"from": "2025-02-01", "to": "2025-01-01"}).json()
    assert (body["field"], body["value"]) == ("from", "2025-02-01") and body["fix"]


def test_the_funnel_comes_through_the_port(client):
    assert get(client, "journeys/7/funnel").status_code == 502
    client.app.state.journey_numbers = Numbers()
    assert get(client, "journeys/7/funnel").json()["steps"][0]["dropped"] == {"refused": 1}
    assert get(client, "journeys/7/funnel.csv").text.splitlines()[1] == "send,发送,send,3,1,1"
    assert get(client, "journeys/8/funnel").status_code == 404
