"""Human actions as JSON: POST /sim/<name> with a flat object; the answer is JSON, a refusal is 400 in zh and en."""

import dataclasses
import inspect
from collections.abc import Callable
from typing import Any

from siyu.simulators.wecom.callbacks.sender import CallbackTrouble
from siyu.simulators.wecom.entities import Json
from siyu.simulators.wecom.faults import Fault
from siyu.simulators.wecom.people.mass import ConfirmHabit
from siyu.simulators.wecom.web.direct import direct_actions
from siyu.simulators.wecom.world import World

SEED_MAX = 1_000_000


def scan(world: World, *, config_id: str, external_userid: str | None = None, name: str | None = None) -> Json:
    """Let a customer scan a contact way."""
    return dataclasses.asdict(world.scan(config_id, external_userid=external_userid, name=name))


def add_friend(world: World, *, userid: str, external_userid: str, channel: str = "") -> Json:
    """Let a customer add a member directly."""
    return dataclasses.asdict(world.add_friend(userid, external_userid, channel=channel))


def customer_deletes(world: World, *, external_userid: str, userid: str) -> Json:
    """Let a customer delete a member."""
    world.customer_deletes(external_userid, userid)
    return {}


def member_deletes(world: World, *, userid: str, external_userid: str) -> Json:
    """Let a member delete a customer."""
    world.member_deletes(userid, external_userid)
    return {}


def member_edits(world: World, *, userid: str, external_userid: str, **notes: Any) -> Json:
    """Let a member edit remark, mobiles, personal_tags or corp tags (tag_ids)."""
    world.member_edits(userid, external_userid, **notes)
    return {}


def chat(world: World, *, userid: str, external_userid: str) -> Json:
    """Let the two exchange a message."""
    world.chat(userid, external_userid)
    return {}


def confirm_mass(world: World, *, msgid: str, userid: str, **choice: Any) -> Json:
    """Let a member confirm a mass message, whole, by share, or to named external_userids or chat_ids."""
    return dataclasses.asdict(world.confirm_mass(msgid, userid, **choice))


def send_own_mass(world: World, *, userid: str, external_userids: list[str], text: str) -> Json:
    """Let a member send a mass message of their own."""
    return {"msgid": world.send_own_mass(userid, external_userids, text=text)}


def confirm_habit(world: World, *, after_s: float | None = None, share: float = 1.0) -> Json:
    """Let members confirm by themselves; without after_s they stop doing so."""
    world.set_confirm_habit(None if after_s is None else ConfirmHabit(after_s, share))
    return {}


def seed_friends(world: World, *, userid: str, external_userids: list[str]) -> Json:
    """Make customers friends of a member without callbacks."""
    return {"added": world.seed_friends(userid, external_userids[:SEED_MAX])}


def add_member(world: World, *, userid: str, name: str | None = None) -> Json:
    """Add a member."""
    return {"userid": world.add_member(userid, name).userid}


def callback_url(world: World, *, agentid: int, url: str | None = None) -> Json:
    """Set an app's callback address and verify it as the vendor does on save."""
    world.set_callback_url(agentid, url)
    return dataclasses.asdict(world.verify_callback_url(agentid)) if url else {}


def callback_trouble(world: World, **trouble: float) -> Json:
    """Make the callback line unreliable: duplicated, reordered, dropped, badly_signed, delay_s, reordered_by_s."""
    world.set_callback_trouble(CallbackTrouble(**trouble))
    return {}


def fault(world: World, **planned: Any) -> Json:
    """Plan a fault: path, kind, times, errcode, latency_ms."""
    world.add_fault(Fault(**planned))
    return {}


def clear_faults(world: World) -> Json:
    """Forget all planned faults."""
    world.faults.clear()
    return {}


def advance(world: World, *, ms: int) -> Json:
    """Move the corp's time forward."""
    return {"confirmed": world.advance(ms), "now_ms": world.state.now_ms()}


def revoke_tokens(world: World) -> Json:
    """Make every access_token invalid."""
    world.revoke_tokens()
    return {}


ACTIONS: dict[str, Callable[..., Json]] = {
    action.__name__: action
    for action in (
        scan,
        add_friend,
        customer_deletes,
        member_deletes,
        member_edits,
        chat,
        confirm_mass,
        send_own_mass,
        confirm_habit,
        seed_friends,
        add_member,
        callback_url,
        callback_trouble,
        fault,
        clear_faults,
        advance,
        revoke_tokens,
    )
} | direct_actions()


def describe(action: Callable[..., Json]) -> Json:
    """Return an action's fields as Python writes them, and its first line."""
    fields = [
        str(field) for name, field in inspect.signature(action).parameters.items() if name not in ("self", "world")
    ]
    return {"fields": fields, "about": (action.__doc__ or "").splitlines()[0]}
