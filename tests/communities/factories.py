"""Groups as readings show them."""

from collections.abc import Sequence

from siyu.communities.contracts import JoinScene, Moved, SeenGroup, SeenMember
from siyu.communities.operations import record_groups
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

HOUR_MS = 3_600_000


def customer(userid: str, joined_at_ms: int, **more: object) -> SeenMember:
    """A customer in a group, who came by a code unless `more` says otherwise."""
    known: dict[str, object] = {"scene": JoinScene.CODE, "name": f"昵称{userid}", "unionid": f"oU{userid}", **more}
    return SeenMember(userid, True, joined_at_ms, **known)  # type: ignore[arg-type]


def reading(chat_id: str, members: Sequence[SeenMember], *, at_ms: int, **more: object) -> SeenGroup:
    """A reading of a group owned by zhangsan, who is in it."""
    owner = str(more.pop("owner", "zhangsan"))
    everybody = (SeenMember(owner, False, 1_000), *members)
    known: dict[str, object] = {"name": f"群{chat_id}", "created_at_ms": 1_000, "version": f"v{at_ms}", **more}
    return SeenGroup(chat_id, owner=owner, read_at_ms=at_ms, members=everybody, **known)  # type: ignore[arg-type]


def record(platform: Platform, scope: Scope, *seen: SeenGroup) -> Moved:
    """Take in readings."""
    return platform.stores.core.write(lambda conn: record_groups(platform, conn, scope, seen))
