"""The whole circle on real purchases: rule → segment → journey → advisors' confirmation, with workers killed."""

from collections import Counter
from pathlib import Path
from typing import Any

import duckdb

from siyu.connectors.files.tables import Files
from siyu.customers.contracts import Identity
from siyu.imports.ports import FILES
from siyu.journeys.operations import create_journey, publish_journey
from siyu.kit.clock import SystemClock
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach.contracts import ChannelSettings
from siyu.outreach.operations import save_channel
from siyu.segments import queries as segments
from siyu.segments.operations import create_segment
from siyu.segments.refreshing.operations import refresh
from siyu.simulators.wecom.people.mass import ConfirmHabit
from siyu.simulators.wecom.web.server import serve_in_thread
from siyu.simulators.wecom.world import World
from tests.imports.factories import bring_in
from tests.journeys.factories import three_nodes
from tests.journeys.test_killed_workers import (
    Workers,
    assert_log_adds_up,
    befriend,
    kill_at_random,
    wait_until_settled,
)
from tests.journeys.worker_process import open_platform

# "At least 2 purchase days, none in the last 180 days", seen on 1998-06-30, the last day of the data. Said with dates,
# so that the workers, who live today, see the same people.
RULE = {
    "all": [
        {"event": "Order Paid", "measure": "days", "op": ">=", "value": 2},
        {"not": {"event": "Order Paid", "op": ">=", "value": 1, "window": {"from": "1998-01-02", "to": "1998-06-30"}}},
    ]
}
EXPECTED = """
WITH bought AS (
    SELECT split_part(line, ' ', 1) AS who, try_strptime(split_part(line, ' ', 2), '%Y%m%d')::DATE AS day
    FROM (SELECT regexp_replace(trim(column0), ' +', ' ', 'g') AS line
          FROM read_csv($path, header = false, sep = '|', columns = {'column0': 'VARCHAR'}))
)
SELECT who FROM bought WHERE day IS NOT NULL GROUP BY who
HAVING count(DISTINCT day) >= 2 AND max(day) <= DATE '1998-06-30' - 180 ORDER BY who
"""


def expected_people(path: Path) -> list[str]:
    """This function will ask DuckDB, on the raw file alone, who the rule describes."""
    with duckdb.connect(":memory:") as db:
        return [row[0] for row in db.execute(EXPECTED, {"path": str(path)}).fetchall()]


def test_everyone_the_rule_describes_gets_one_message_although_workers_are_killed(
    platform: Platform, scope: Scope, database_url: str, tmp_path: Path, shared_data: Path
) -> None:
    FILES.bind(Files())
    path = shared_data / "CDNOW_master.txt"
    bring_in(platform, scope, path, mapping_name="cdnow", name=path.name)
    who = expected_people(path)
    segment_id = make_segment(platform, scope)
    with platform.stores.core.reading() as conn:
        assert segments.visible_count(platform, conn, scope, segment_id) == len(who) > 1_000
    world, settings = make_world()
    befriend(
        platform, scope, [[Identity("member_no", one), Identity("external_userid", f"wm{one}")] for one in who], world
    )
    with serve_in_thread(world) as serving:
        told = ChannelSettings("wecom", True, {**settings.config, "base_url": serving.url}, settings.secrets)
        platform.stores.flow.write(lambda conn: save_channel(platform, conn, scope, told, at_ms=1))
        journey_id = walk(platform, scope, segment_id, (tmp_path, database_url), len(who))
    received = Counter(message.external_userid for message in world.sent_messages())
    assert received.keys() == {f"wm{one}" for one in who} and set(received.values()) == {1}
    assert_log_adds_up(platform, scope, journey_id, len(who))


def make_segment(platform: Platform, scope: Scope) -> int:
    now_ms = platform.clock.now_ms()
    made = platform.stores.core.write(
        lambda conn: create_segment(platform, conn, scope, name="沉睡复购客", rule=RULE, at_ms=now_ms)
    )
    refresh(platform, scope, made.id)
    return made.id


def make_world() -> tuple[World, ChannelSettings]:
    world = World(SystemClock().now_ms)
    app = world.add_app()
    for number in range(4):
        world.add_member(f"advisor{number}")
    world.set_confirm_habit(ConfirmHabit(after_s=0.5))
    secrets = {"secret": app.secret, "token": app.token, "aes_key": app.aes_key}
    return world, ChannelSettings("wecom", True, {"corpid": world.corpid}, secrets)


def walk(platform: Platform, scope: Scope, segment_id: int, place: tuple[Path, str], people: int) -> int:
    """This function will publish entry → wait → send → exit for the segment and kill its workers until all are done."""
    draft: dict[str, Any] = three_nodes()
    draft["nodes"][0]["trigger"] = {"segment": segment_id}
    draft["nodes"][1]["duration_ms"] = 2_000
    draft["nodes"][2]["channel"] = "wecom"
    opened = open_platform(*place)
    journey = opened.stores.flow.write(lambda conn: create_journey(conn, scope, name="唤醒", draft=draft, at_ms=1))
    workers = Workers(*place)
    try:
        publish_journey(opened, scope, journey.id, enter_current=True)
        kill_at_random(workers, lambda _: 0)
        wait_until_settled(platform, scope, people)
    finally:
        workers.stop()
        opened.close()
    return journey.id
