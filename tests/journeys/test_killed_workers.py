"""Two worker processes, killed again and again at random moments: everybody still gets exactly one message."""

import multiprocessing
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from sqlalchemy import func

from siyu.customers import operations as customers
from siyu.customers.contracts import Identity
from siyu.customers.friends.contracts import Added, FriendNews
from siyu.customers.friends.operations import record_friends
from siyu.journeys import queries
from siyu.journeys.contracts import Outcome, Version
from siyu.journeys.models import journey_step
from siyu.kit.clock import SystemClock
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach import queries as outreach
from siyu.outreach.contracts import ChannelSettings, IntentState
from siyu.outreach.operations import save_channel
from siyu.simulators.wecom.people.mass import ConfirmHabit
from siyu.simulators.wecom.web.server import serve_in_thread
from siyu.simulators.wecom.world import World
from tests.connectors.webhook.test_channel import SECRET
from tests.journeys.factories import let_in, published, three_nodes
from tests.journeys.worker_process import open_platform, work_for_ever

KILLS = 20
WORKERS = 2
PEOPLE = 2_000
DEADLINE_S = 300.0


class Receiver:
    """A webhook receiver that, like the standard asks, drops what it has seen by its id, and sometimes is slow."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.lock = threading.Lock()

    @contextmanager
    def served(self) -> Iterator[str]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                with receiver.lock:
                    receiver.seen[self.headers["webhook-id"]] += 1
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: Any) -> None: ...

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/hook"
        finally:
            server.shutdown()
            server.server_close()


class Workers:
    """Worker processes that can be killed and are started again, forked from one that has everything imported."""

    def __init__(self, folder: Path, url: str) -> None:
        self._place = (folder, url)
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["tests.journeys.worker_process"])
        self.running = [self._start() for _ in range(WORKERS)]

    def kill_one(self, number: int) -> None:
        self.running[number].kill()
        self.running[number].join()
        self.running[number] = self._start()

    def stop(self) -> None:
        for process in self.running:
            process.kill()
            process.join()

    def _start(self) -> Any:
        process = self._context.Process(target=work_for_ever, args=self._place, daemon=True)
        process.start()
        return process


def test_everyone_gets_one_webhook_message_although_workers_are_killed(
    platform: Platform, scope: Scope, database_url: str, tmp_path: Path
) -> None:
    receiver = Receiver()
    people = make_people(platform, scope, "member_no")
    with receiver.served() as url:
        settings = ChannelSettings("webhook", True, {"url": url}, {"secret": SECRET})
        platform.stores.flow.write(lambda conn: save_channel(platform, conn, scope, settings, at_ms=1))
        version = run_killed(open_platform(tmp_path, database_url), scope, database_url, tmp_path, people, "webhook")
    assert len(receiver.seen) == PEOPLE, "one id a person: every repeat was recognisable as one"
    assert_log_adds_up(platform, scope, version.journey_id, PEOPLE)


def test_everyone_gets_one_wecom_message_although_workers_are_killed(
    platform: Platform, scope: Scope, database_url: str, tmp_path: Path
) -> None:
    world = World(SystemClock().now_ms)
    app = world.add_app()
    for number in range(4):
        world.add_member(f"advisor{number}")
    world.set_confirm_habit(ConfirmHabit(after_s=0.5))
    people = make_people(platform, scope, "external_userid", world)
    with serve_in_thread(world) as serving:
        secrets = {"secret": app.secret, "token": app.token, "aes_key": app.aes_key}
        settings = ChannelSettings("wecom", True, {"corpid": world.corpid, "base_url": serving.url}, secrets)
        platform.stores.flow.write(lambda conn: save_channel(platform, conn, scope, settings, at_ms=1))
        opened = open_platform(tmp_path, database_url)
        version = run_killed(opened, scope, database_url, tmp_path, people, "wecom")
    received = Counter(message.external_userid for message in world.sent_messages())
    assert len(received) == PEOPLE and set(received.values()) == {1}
    assert_log_adds_up(platform, scope, version.journey_id, PEOPLE)


def make_people(platform: Platform, scope: Scope, kind: str, world: World | None = None) -> list[int]:
    return befriend(platform, scope, [[Identity(kind, f"wmP{number}")] for number in range(PEOPLE)], world)


def befriend(platform: Platform, scope: Scope, people: list[list[Identity]], world: World | None) -> list[int]:
    """This function will make `people`, whose last identity is the WeCom one, friends of four advisors in turn."""
    names = [person[-1].value for person in people]

    def work(conn: Any) -> list[int]:
        ids = [int(one) for one in customers.resolve(platform, conn, scope, people, source="test", at_ms=1)]
        found = [
            FriendNews(f"advisor{number % 4}", name, one, Added(1))
            for number, (one, name) in enumerate(zip(ids, names, strict=True))
        ]
        record_friends(platform, conn, scope, found, source="test")
        return ids

    for number in range(4):
        if world is not None:
            world.seed_friends(f"advisor{number}", names[number::4])
    return platform.stores.core.write(work)


def run_killed(platform: Platform, scope: Scope, url: str, folder: Path, people: list[int], channel: str) -> Version:
    """This function will walk `people` through entry → wait → send → exit in batches, while workers are killed."""
    draft = three_nodes()
    draft["nodes"][1]["duration_ms"] = 300
    draft["nodes"][2]["channel"] = channel
    version = published(platform, scope, draft)
    workers = Workers(folder, url)
    try:
        kill_at_random(workers, lambda part: let_in(platform, scope, version, people[part::KILLS]))
        wait_until_settled(platform, scope, len(people))
    finally:
        workers.stop()
        platform.close()
    return version


def kill_at_random(workers: Workers, enter: Callable[[int], int]) -> None:
    chance = random.Random(7)
    for kill in range(KILLS):
        enter(kill)
        time.sleep(chance.uniform(0.1, 1.0))
        workers.kill_one(chance.randrange(WORKERS))


def wait_until_settled(platform: Platform, scope: Scope, people: int) -> None:
    end = time.monotonic() + DEADLINE_S
    while time.monotonic() < end:
        with platform.stores.flow.reading() as conn:
            counts = outreach.state_counts(conn, scope)
        if counts.get(IntentState.DELIVERED, 0) == people:
            return
        time.sleep(0.3)
    raise AssertionError(f"not settled: {counts}")


def assert_log_adds_up(platform: Platform, scope: Scope, journey_id: int, people: int) -> None:
    with platform.stores.flow.reading() as conn:
        funnel = queries.funnel_numbers(conn, scope, journey_id)
        statement = scoped.select(scope, journey_step.c.outcome, func.count()).group_by(journey_step.c.outcome)
        steps = {Outcome(outcome): number for outcome, number in conn.execute(statement)}
        counts = outreach.state_counts(conn, scope)
    everyone = dict.fromkeys((Outcome.ENTERED, Outcome.WAITED, Outcome.SENT, Outcome.EXITED), people)
    assert steps == everyone
    assert (funnel.entered, funnel.in_flight, funnel.exited) == (people, 0, people)
    assert [node.passed for node in funnel.nodes] == [people] * 4
    assert counts == {IntentState.DELIVERED: people}
