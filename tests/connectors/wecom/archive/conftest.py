"""A simulated corp whose archive is open."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from siyu.outreach.operations import save_channel
from siyu.outreach.queries import channel_settings
from tests.advisors.archive.factories import key

SOURCE = Path(__file__).with_name("finance.c")


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The stand-in for the vendor's library, built."""
    place = tmp_path_factory.mktemp("finance") / "libfinance.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-w", "-o", str(place), str(SOURCE)], check=True)
    return str(place)


@pytest.fixture
def archived(platform, scope, corp):
    """The corp with its archive open: zhangsan is archived, wmA agreed, wmB did not."""
    world = corp.world
    kept = world.add_app("会话存档", kind="archive")
    with platform.stores.flow.reading() as conn:
        held = channel_settings(platform, conn, scope, "wecom")
    settings = replace(held, secrets={**held.secrets, "archive_secret": kept.secret})
    platform.stores.flow.write(lambda conn: save_channel(platform, conn, scope, settings, at_ms=1))
    world.set_archive_key(key(platform, scope))
    world.permit_archive("zhangsan")
    world.seed_friends("zhangsan", ["wmA", "wmB"])
    world.agree_to_archive("zhangsan", "wmA")
    return world
