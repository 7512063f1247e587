"""The demo's outside world: a WeCom simulator in this process, with the brand's advisors and their friends in it."""

import secrets
import string
from collections.abc import Iterator
from contextlib import contextmanager

from siyu.entrypoints.demo import archive, codes, group_mass, groups, links
from siyu.entrypoints.demo.brand import CODE
from siyu.entrypoints.demo.people import add_people
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.outreach.contracts import ChannelSettings
from siyu.outreach.operations import save_channel
from siyu.simulators.wecom.people.mass import ConfirmHabit
from siyu.simulators.wecom.web.server import serve_in_thread
from siyu.simulators.wecom.world import AppKeys, World

CONFIRM_AFTER_S = 20.0
CONFIRM_SHARE = 0.85
WELCOME = "您好，我是您的禾满家专属顾问，选油选米、配送售后都可以找我。"


@contextmanager
def wecom(platform: Platform, scope: Scope, *, console_port: int, port: int) -> Iterator[str]:
    """This function will run the simulator on `port`, point the brand's WeCom settings at it and yield its address.

    The simulator forgets everything when it ends, so each start puts the advisors and friends of the brand into it.
    """
    world = World(platform.clock.now_ms, seed=platform.clock.now_ms())
    keys = AppKeys(secrets.token_urlsafe(32), secrets.token_hex(12), _aes_key())
    callback = f"http://127.0.0.1:{console_port}/callbacks/wecom/{CODE}"
    app = world.add_app(callback_url=callback, keys=keys)
    kept = world.add_app("会话存档", kind="archive")
    add_people(platform, scope, world)
    groups.enter(platform, scope, world)
    archive.join(platform, scope, world)
    world.set_confirm_habit(ConfirmHabit(CONFIRM_AFTER_S, CONFIRM_SHARE))
    group_mass.enter(platform, scope, world)  # after the habit: whoever has waited for days is left to wait
    world.start()
    serving = serve_in_thread(world, port=port)
    try:
        config = {"corpid": world.corpid, "agentid": str(app.agentid), "base_url": serving.url, "welcome_text": WELCOME}
        hidden = {"secret": keys.secret, "token": keys.token, "aes_key": keys.aes_key, "archive_secret": kept.secret}
        settings = ChannelSettings("wecom", True, config, hidden)
        now_ms = platform.clock.now_ms()
        platform.stores.flow.write(lambda conn: save_channel(platform, conn, scope, settings, at_ms=now_ms))
        codes.remake(platform, scope)
        links.remake(platform, scope, world)
        with codes.scanning(platform, scope, world):
            yield serving.url
    finally:
        serving.stop()
        world.stop()


def _aes_key() -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(43))
