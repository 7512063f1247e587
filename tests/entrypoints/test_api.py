"""The application as a whole: health, metrics, its description, and the console's copy of that description."""

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from siyu.entrypoints.api import create_app, describe
from siyu.kit.db import migrate
from siyu.kit.platform import Platform

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def client(platform: Platform):
    """The real application on each store."""
    with TestClient(create_app(platform), raise_server_exceptions=False) as client:
        yield client


def test_a_process_is_alive_before_its_schema_fits_and_ready_only_after(client, platform):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").status_code == 503  # the test's tables carry no version
    assert client.get("/readyz").json() == {"status": "behind", "behind": ["core", "inbox", "flow"]}
    assert migrate.behind(platform.stores) == ["core", "inbox", "flow"]


def test_metrics_count_requests_by_route_and_never_by_address(client):
    client.get("/api/brands/secret-name/customers")
    text = client.get("/metrics").text
    assert "siyu_request_seconds_count" in text and "secret-name" not in text


def test_the_console_was_generated_from_the_api_as_it_is():
    held = json.loads((ROOT / "web/openapi.json").read_text())
    assert held == json.loads(json.dumps(describe())), "run `siyu openapi web/openapi.json` and `npm run api` in web/"


def test_an_unknown_address_of_the_api_is_a_problem_and_of_the_console_a_page(client):
    missing = client.get("/api/nothing", headers={"Accept-Language": "en"})
    assert (missing.status_code, missing.json()["code"]) == (404, "unknown_resource")
    assert client.get("/b/demo/anything").status_code in (200, 503)  # 503 says that the console is not built
