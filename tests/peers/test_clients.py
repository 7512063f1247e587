from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from siyu.simulators.wecom.world import World
from tests.peers.conftest import Run
from tests.simulators.wecom.factories import Api, make_world, serve

PEERS = {"wechatpy 1.8.18": "1.8.18", "wechatpy 2.0.0a26": "2.0.0.alpha26", "node-easywechat 3.6.2": "3.6.2"}


@pytest.fixture
def api() -> Iterator[Api]:
    world = make_world()
    world.seed_friends("zhangsan", ["wm0", "wm1"], names={"wm0": "小林"})
    serving, client = serve(world)
    with serving:
        yield client
    client.http.close()


@pytest.fixture(params=PEERS)
def peer(
    request: pytest.FixtureRequest, python_peer: Callable[[str, str], Run], node_peer: Callable[[str], Run]
) -> tuple[str, Run]:
    name = request.param
    if name.startswith("node"):
        return name, node_peer("easywechat_client.cjs")
    return name, python_peer("wechatpy_client.py", name.split()[1][0])


def test_a_client_nobody_here_wrote_walks_through_the_simulator(
    api: Api, peer: tuple[str, Run], tmp_path: Path
) -> None:
    name, walk = peer
    world: World = api.world
    found: Any = walk({"url": api.url, "corpid": world.corpid, "secret": api.app.secret, "folder": str(tmp_path)})
    assert found["version"] == PEERS[name]
    assert found["followers"] == found["after_expiry"] == ["zhangsan", "lisi"]
    assert (found["customers"], found["name"]) == (["wm0", "wm1"], "小林")
    (task,) = world.mass_tasks()
    assert (found["msgid"], task.content) == (task.msgid, {"text": {"content": "上新"}})
    assert world.state.media[found["media_id"]].content == b"\x89PNG123456"
    assert (found["limited"], found["stranger"]) == (45009, 84061)
    assert found.get("expired", 42001) == 42001
    assert len(world.state.tokens) == 2
