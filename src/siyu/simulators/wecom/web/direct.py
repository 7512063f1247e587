"""World methods that scripts and the page may call as they are: POST /sim/<method> with its arguments as JSON."""

import dataclasses
import functools
from collections.abc import Callable
from typing import Any

from siyu.simulators.wecom.crowds import Crowd
from siyu.simulators.wecom.entities import Json
from siyu.simulators.wecom.nouns.groups import GroupChat
from siyu.simulators.wecom.world import World

METHODS = (
    World.create_department,
    World.rename_department,
    World.delete_department,
    World.member_joins,
    World.member_moves,
    World.member_resigns,
    World.hold_phone,
    World.sign_in,
    World.check_js_signature,
    World.send_own_group_mass,
    World.seed_group,
    World.open_group,
    World.join_group,
    World.scan_join_way,
    World.leave_group,
    World.remove_from_group,
    World.dismiss_group,
    World.change_group_owner,
    World.rename_group,
    World.set_group_notice,
    World.speak_in_group,
    World.attach_group_welcome,
    World.accept_transfer,
    World.refuse_transfer,
    World.add_half_friend,
    World.confirm_friend,
    World.click_link,
    World.scan_link,
    World.customer_says,
    World.buy_link_quota,
    World.delete_link_in_console,
    World.create_tag_in_console,
    World.rename_tag_in_console,
    World.delete_tag_in_console,
    World.shuffle_tags_in_console,
    World.publish_moment,
    World.publish_own_moment,
    World.react_to_moment,
    World.set_archive_key,
    World.permit_archive,
    World.agree_to_archive,
    World.disagree_to_archive,
    World.archive_message,
    World.revoke_archived,
    World.seed_corp,
    World.seed_crowd,
    World.expire_cursors,
    World.expire_tokens,
)


def direct_actions() -> dict[str, Callable[..., Json]]:
    """Return the methods by name, each answering JSON."""
    return {method.__name__: _as_action(method) for method in METHODS}


def _as_action(method: Callable[..., Any]) -> Callable[..., Json]:
    @functools.wraps(method)
    def action(world: World, **fields: Any) -> Json:
        return _plain(method(world, **fields))

    return action


def _plain(value: Any) -> Json:
    """Return a record as an object, nothing as {}, anything else as {"result": …}."""
    if value is None:
        return {}
    if isinstance(value, Crowd):
        return {"customers": len(value), "first": value.ident(0), "last": value.ident(len(value) - 1)}
    if isinstance(value, GroupChat):
        return {"chat_id": value.chat_id, "name": value.name}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return {"result": value}
