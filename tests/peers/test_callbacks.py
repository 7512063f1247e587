from collections.abc import Callable
from typing import Any

import pytest

from siyu.connectors.wecom.crypto import BadCallback, check_signature, open_envelope
from siyu.simulators.wecom.callbacks.post import sign_post
from siyu.simulators.wecom.callbacks.xml import event_xml
from siyu.simulators.wecom.entities import App, Event
from siyu.simulators.wecom.world import World
from tests.peers.conftest import Run
from tests.simulators.wecom.factories import START_MS, make_world

PADS = range(70)
READERS = ("wechatpy 1.8.18", "wechatpy 2.0.0a26", "@wecom/crypto 1.0.1", "node-easywechat 3.6.2")


@pytest.fixture
def corp() -> tuple[World, App]:
    world = make_world()
    return world, next(iter(world.state.apps.values()))


@pytest.fixture(params=READERS)
def reader(
    request: pytest.FixtureRequest, python_peer: Callable[[str, str], Run], node_peer: Callable[[str], Run]
) -> tuple[str, Run]:
    name = request.param
    if name.startswith("wechatpy"):
        return name, python_peer("wechatpy_reader.py", name.split()[1][0])
    return name, node_peer("easywechat_reader.cjs" if name.startswith("node") else "wecom_crypto_reader.cjs")


def event(length: int) -> str:
    fields = (("Event", "change_external_contact"), ("State", "店" + "x" * length))
    return event_xml("wwsimulatedcorp01", Event("zhangsan", START_MS, fields))


def job(world: World, app: App, posts: Any = (), messages: Any = ()) -> Any:
    keys = {"token": app.token, "aes_key": app.aes_key, "corpid": world.corpid}
    return {**keys, "posts": list(posts), "messages": list(messages)}


def posted(world: World, app: App, length: int, *, spoiled: bool = False) -> Any:
    post = sign_post(world.state, app, event(length), spoil_signature=spoiled)
    return post.params, post.body


def test_others_read_our_callbacks_whatever_the_padding(corp: tuple[World, App], reader: tuple[str, Run]) -> None:
    world, app = corp
    read = reader[1](job(world, app, [posted(world, app, length) for length in PADS]))
    assert read == [{"message": event(length)} for length in PADS]


def test_others_refuse_a_wrong_signature_and_a_wrong_corp(corp: tuple[World, App], reader: tuple[str, Run]) -> None:
    world, app = corp
    stranger = World(lambda: START_MS, corpid="wwanothercorp")
    posts = [posted(world, app, 1, spoiled=True), posted(stranger, app, 1)]
    wrong_signature, wrong_corp = reader[1](job(world, app, posts))
    assert wrong_signature == {"refused": -40001}
    if reader[0].startswith("node"):
        assert wrong_corp == {"message": event(1)}, "this peer is known to leave the corp id unchecked"
    else:
        assert wrong_corp == {"refused": -40005}


@pytest.mark.parametrize("reader", READERS[:3], indirect=True)
def test_our_server_reads_what_others_seal_whatever_the_padding(
    corp: tuple[World, App], reader: tuple[str, Run]
) -> None:
    world, app = corp
    for length, sealed in enumerate(reader[1](job(world, app, messages=[event(length) for length in PADS]))):
        envelope = sealed["timestamp"], sealed["nonce"], sealed["encrypt"]
        check_signature(app.token, *envelope, sealed["signature"])
        assert open_envelope(app.aes_key, sealed["encrypt"], world.corpid) == event(length)
        with pytest.raises(BadCallback):
            check_signature(app.token, *envelope, sealed["signature"][::-1])
        with pytest.raises(BadCallback):
            open_envelope(app.aes_key, sealed["encrypt"], "wwanothercorp")
