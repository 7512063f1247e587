"""Many new friends at once, an unreliable line, a worker killed twice: everybody gets one welcome, inside the window."""

import multiprocessing
import time
from collections import Counter
from pathlib import Path
from typing import Any

from siyu.customers.friends import queries as friends
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach.contracts import ChannelSettings
from siyu.outreach.operations import save_channel
from siyu.simulators.wecom.callbacks.sender import CallbackTrouble
from siyu.simulators.wecom.faults import Fault
from siyu.simulators.wecom.web.server import serve_in_thread
from siyu.simulators.wecom.world import World
from tests.connectors.wecom.conftest import serve_door
from tests.connectors.wecom.worker_process import open_platform, work_for_ever

ADDS = 300
STAFF = 4
KILLS = 2
DEADLINE_S = 60.0


def test_everybody_is_welcomed_once_although_the_worker_is_killed(
    platform: Platform, scope: Scope, database_url: str, tmp_path: Path
) -> None:
    opened = open_platform(tmp_path, database_url)
    world = World(opened.clock.now_ms)
    app = world.add_app()
    for number in range(STAFF):
        world.add_member(f"s{number}")
    world.set_callback_trouble(CallbackTrouble(duplicated=0.05, reordered=0.05, reordered_by_s=0.1))
    world.add_fault(Fault("externalcontact/send_welcome_msg", "errcode", errcode=45009, times=2))
    world.add_fault(Fault("externalcontact/send_welcome_msg", "cut", times=3))
    with serve_in_thread(world) as serving, serve_door(opened) as url:
        secrets = {"secret": app.secret, "token": app.token, "aes_key": app.aes_key}
        config = {"corpid": world.corpid, "base_url": serving.url, "welcome_text": "欢迎"}
        settings = ChannelSettings("wecom", True, config, secrets)
        opened.stores.flow.write(lambda conn: save_channel(opened, conn, scope, settings, at_ms=1))
        world.set_callback_url(app.agentid, url)
        befriend_and_kill(world, (tmp_path, database_url))
        received = Counter(message.external_userid for message in world.sent_messages())
        assert len(received) == ADDS and set(received.values()) == {1}
        with opened.stores.core.reading() as conn:
            counts = friends.friend_counts(conn, scope, [f"s{number}" for number in range(STAFF)])
        assert sum(counts.values()) == ADDS
    opened.close()


def befriend_and_kill(world: World, place: tuple[Path, str]) -> None:
    """This function will add 300 friends in three parts, killing the worker after two of them, until all are stored."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.connectors.wecom.worker_process"])
    worker: Any = context.Process(target=work_for_ever, args=place, daemon=True)
    worker.start()
    part = ADDS // (KILLS + 1)
    for number in range(ADDS):
        world.add_friend(f"s{number % STAFF}", f"wm{number:04d}")
        if number % part == part - 1 and number < ADDS - 1:
            wait_for(lambda wanted=number - part // 2: len(world.sent_messages()) >= wanted)
            worker.kill()
            worker.join()
            worker = context.Process(target=work_for_ever, args=place, daemon=True)
            worker.start()
    platform = open_platform(*place)
    wait_for(lambda: len(world.sent_messages()) >= ADDS and stored(platform) == ADDS)
    worker.kill()
    worker.join()
    platform.close()


def stored(platform: Platform) -> int:
    with platform.stores.core.reading() as conn:
        counts = friends.friend_counts(conn, Scope(1), [f"s{number}" for number in range(STAFF)])
    return sum(counts.values())


def wait_for(happened: Any) -> None:
    end = time.monotonic() + DEADLINE_S
    while not happened() and time.monotonic() < end:
        time.sleep(0.02)
