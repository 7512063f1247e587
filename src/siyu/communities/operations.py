"""Writes of groups: take in whole readings, note who went, what was listed, what is gone. All on whole batches."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func

from siyu.communities import domain, queries
from siyu.communities.contracts import (
    MEMBERS_PER_FACT_MAX,
    OPEN,
    Departure,
    GroupCard,
    GroupMembersJoined,
    GroupMembersLeft,
    GroupStatus,
    Moved,
    MovedMember,
    QuitScene,
    SeenGroup,
    SeenMember,
)
from siyu.communities.domain import Difference, Ending, HeldStay
from siyu.communities.models import group, stay
from siyu.customers import operations as customers
from siyu.customers import queries as customer_queries
from siyu.customers.attributes.operations import NAME_ATTRIBUTE, set_attributes
from siyu.customers.contracts import Identity
from siyu.events import operations as events
from siyu.events.contracts import NewEvent
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.db.sequence import take
from siyu.kit.errors import Invalid
from siyu.kit.facts import publish
from siyu.kit.platform import Platform
from siyu.tenancy.queries import staff_by_wecom

SOURCE = "group"
JOINED, LEFT = "Group Joined", "Group Left"
_CHANGING = (
    "name", "owner", "org_unit_id", "notice", "admins", "status", "created_at_ms", "ended_at_ms", "member_version",
    "members", "customers", "read_at_ms",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Gone:
    """One stay to be ended, with what is told of it."""

    ending: Ending
    chat_id: str
    customer_id: int
    state: str
    scene: QuitScene


def record_groups(platform: Platform, conn: Connection, scope: Scope, seen: Sequence[SeenGroup]) -> Moved:
    """This function will take in whole readings of groups and return which customers came and went.

    A reading older than the one held changes nothing. Customers are found by external user id and unionid or created;
    facts GroupMembersJoined and GroupMembersLeft and the events "Group Joined" and "Group Left" tell of the changes.
    """
    if not seen:
        return Moved()
    _take_turns(conn, scope)
    known = queries.groups_by_id(conn, scope, [one.chat_id for one in seen])
    fresh = {one.chat_id: one for one in seen if _is_newer(one, known.get(one.chat_id))}
    held = _held(conn, scope, list(fresh))
    changes = {
        chat_id: domain.compare(_stays(held.get(chat_id, ())), one.members, one.read_at_ms)
        for chat_id, one in fresh.items()
    }
    who = _resolve(platform, conn, scope, changes)
    gone = [_unseen(chat_id, one, held) for chat_id, change in changes.items() for one in change.went]
    _store_groups(conn, scope, fresh, known)
    _store_stays(conn, scope, changes, who)
    _end(conn, scope, gone)
    joined = [_joined(chat_id, one, who) for chat_id, change in changes.items() for one in change.came]
    return _tell(platform, conn, scope, [one for one in joined if one.customer_id], _left(gone))


def note_departures(platform: Platform, conn: Connection, scope: Scope, words: Sequence[Departure]) -> Moved:
    """This function will end the stays of those who went, and say better how those went whom a reading missed."""
    if not words:
        return Moved()
    _take_turns(conn, scope)
    held = _held(conn, scope, sorted({one.chat_id for one in words}))
    ended: dict[tuple[str, str, int], _Gone] = {}
    news: list[_Gone] = []
    for word in sorted(words, key=lambda one: one.at_ms):
        row = _stay_of(word, held.get(word.chat_id, ()))
        if row is None or (word.chat_id, word.userid, row.joined_at_ms) in ended:
            continue
        ending = Ending(word.userid, row.joined_at_ms, max(word.at_ms, row.joined_at_ms))
        one = _Gone(ending, word.chat_id, row.customer_id, row.state, word.scene)
        ended[(word.chat_id, word.userid, row.joined_at_ms)] = one
        news += [one] if row.left_at_ms == 0 else []
    _end(conn, scope, list(ended.values()))
    _count_again(conn, scope, {one.chat_id for one in news})
    return _tell(platform, conn, scope, [], _left(news))


def dismiss(platform: Platform, conn: Connection, scope: Scope, ended: Mapping[str, int], status: GroupStatus) -> Moved:
    """This function will close groups ({chat_id: when}) and end every stay in them; closed ones stay as they are."""
    if not ended:
        return Moved()
    _take_turns(conn, scope)
    known = queries.groups_by_id(conn, scope, ended)
    closing = {one: ended[one] for one, card in known.items() if card.status in OPEN}
    scene = QuitScene.DISMISSED if status is GroupStatus.DISMISSED else QuitScene.UNSEEN
    gone = [
        _Gone(Ending(row.userid, row.joined_at_ms, max(row.joined_at_ms, at_ms)), chat_id, row.customer_id, row.state, scene)
        for chat_id, rows in _held(conn, scope, sorted(closing)).items()
        for row in rows
        if row.left_at_ms == 0 and (at_ms := closing[chat_id])
    ]  # fmt: skip
    _end(conn, scope, gone)
    change = scoped.update(scope, group).where(group.c.chat_id == bindparam("of"))
    rows = [{"of": one, "at": at_ms} for one, at_ms in sorted(closing.items())]
    values: dict[str, Any] = {"status": status.value, "ended_at_ms": bindparam("at"), "members": 0, "customers": 0}
    for part in scoped.batches(rows):
        conn.execute(change.values(**values), list(part))
    return _tell(platform, conn, scope, [], _left(gone))


def note_listed(conn: Connection, scope: Scope, listed: Mapping[str, GroupStatus], *, begun_at_ms: int) -> None:
    """This function will note that a full reading begun then listed these groups, and where each stands."""
    change = scoped.update(scope, group).where(group.c.chat_id == bindparam("of"), group.c.seen_at_ms < begun_at_ms)
    rows = [{"of": one, "where": status.value} for one, status in sorted(listed.items())]
    values: dict[str, Any] = {"status": bindparam("where"), "seen_at_ms": begun_at_ms, "ended_at_ms": 0}
    for part in scoped.batches(rows):
        conn.execute(change.values(**values), list(part))


def end_unlisted(platform: Platform, conn: Connection, scope: Scope, owners: Iterable[str], *, begun_at_ms: int) -> int:
    """This function will close the groups of these owners that a full reading begun then did not list; returns how many."""
    unlisted: list[str] = []
    for part in scoped.batches(sorted(set(owners)), queries.IN_MAX):
        terms = (group.c.owner.in_(part), group.c.status.in_(OPEN), group.c.seen_at_ms < begun_at_ms)
        unlisted += conn.execute(scoped.select(scope, group.c.chat_id).where(*terms)).scalars()
    dismiss(platform, conn, scope, dict.fromkeys(unlisted, begun_at_ms), GroupStatus.GONE)
    return len(unlisted)


def move_versions(conn: Connection, scope: Scope, versions: Mapping[str, str]) -> None:
    """This function will note the member version that we hold after word of who went: {chat_id: version}."""
    change = scoped.update(scope, group).where(group.c.chat_id == bindparam("of"))
    rows = [{"of": one, "version": version} for one, version in sorted(versions.items())]
    if rows:
        conn.execute(change.values(member_version=bindparam("version")), rows)


def _take_turns(conn: Connection, scope: Scope) -> None:
    """This function will let the writers of a brand's groups go one after the other, from reading to writing."""
    take(conn, f"groups:{scope.brand_id}")


def _is_newer(one: SeenGroup, held: GroupCard | None) -> bool:
    return held is None or one.read_at_ms >= held.read_at_ms


def _held(conn: Connection, scope: Scope, chat_ids: Sequence[str]) -> dict[str, list[Any]]:
    """This function will return the stays that last, and those that a reading thought ended, by group."""
    found: dict[str, list[Any]] = {}
    for part in scoped.batches(chat_ids, queries.IN_MAX):
        lasting = (stay.c.left_at_ms == 0) | (stay.c.quit_scene == QuitScene.UNSEEN)
        for row in conn.execute(scoped.select(scope, stay).where(stay.c.chat_id.in_(part), lasting)):
            found.setdefault(row.chat_id, []).append(row)
    return found


def _stays(rows: Iterable[Any]) -> list[HeldStay]:
    return [HeldStay(row.userid, row.joined_at_ms, ended=row.left_at_ms != 0) for row in rows]


def _stay_of(word: Departure, rows: Iterable[Any]) -> Any:
    """This function will find the stay that a departure ended: the newest begun by then and not over before."""
    mine = [row for row in rows if row.userid == word.userid and row.joined_at_ms <= word.at_ms]
    fit = [row for row in mine if row.left_at_ms == 0 or row.left_at_ms >= word.at_ms]
    return max(fit, key=lambda row: row.joined_at_ms, default=None)


def _resolve(platform: Platform, conn: Connection, scope: Scope, changes: Mapping[str, Difference]) -> dict[str, int]:
    """This function will find or create the customers who came: {external user id: customer}.

    Only those created by it are given the nickname the group shows; others have a name from a better source.
    """
    people: dict[str, SeenMember] = {}
    for change in changes.values():
        for one in change.came:
            if one.is_customer and _usable(one.userid):
                people.setdefault(one.userid, one)
    if not people:
        return {}
    members = list(people.values())
    keys = [(key.kind, key.value) for one in members for key in _identities(one)]
    known = customer_queries.owners(conn, scope, keys)
    times = [one.joined_at_ms for one in members]
    records = [_identities(one) for one in members]
    ids = customers.resolve(platform, conn, scope, records, source=SOURCE, at_ms=times)
    named = [
        place
        for place, one in enumerate(members)
        if one.name and not any((key.kind, key.value) in known for key in _identities(one))
    ]
    if named:
        values = [{NAME_ATTRIBUTE: members[place].name} for place in named]
        at_ms = [times[place] for place in named]
        set_attributes(platform, conn, scope, ids[named], values, at_ms=at_ms, source=SOURCE, define_missing=True)
    return {one.userid: int(found) for one, found in zip(members, ids, strict=True)}


def _identities(one: SeenMember) -> list[Identity]:
    found = [Identity("unionid", one.unionid)] if one.unionid and _usable(one.unionid, "unionid") else []
    return [*found, Identity("external_userid", one.userid)]


def _usable(value: str, kind: str = "external_userid") -> bool:
    try:
        return customers.clean(kind, value).value == value
    except Invalid:
        return False


def _store_groups(
    conn: Connection, scope: Scope, seen: Mapping[str, SeenGroup], known: Mapping[str, GroupCard]
) -> None:
    owners = sorted({one.owner for one in seen.values()})
    units = {
        userid: one.org_unit_id
        for part in scoped.batches(owners, queries.IN_MAX)
        for userid, one in staff_by_wecom(conn, scope, part).items()
    }
    rows = [_group_row(one, known.get(one.chat_id), units.get(one.owner)) for one in seen.values()]
    scoped.upsert(conn, scope, group, rows, index=["brand_id", "chat_id"], update=_CHANGING)


def _group_row(one: SeenGroup, held: GroupCard | None, unit: int | None) -> dict[str, Any]:
    return {
        "chat_id": one.chat_id,
        "name": one.name,
        "owner": one.owner,
        "org_unit_id": unit,
        "notice": one.notice,
        "admins": ",".join(one.admins),
        "status": _status(one, held).value,
        "created_at_ms": one.created_at_ms,
        "ended_at_ms": 0,
        "member_version": one.version,
        "members": len(one.members),
        "customers": sum(member.is_customer for member in one.members),
        "read_at_ms": one.read_at_ms,
        "seen_at_ms": one.read_at_ms,
    }


def _status(one: SeenGroup, held: GroupCard | None) -> GroupStatus:
    """This function will say where a group stands: as it was listed, else as held; a new owner has inherited it."""
    if one.status is not None:
        return one.status
    if held is None or held.status not in OPEN:
        return GroupStatus.NORMAL
    waited = held.status in (GroupStatus.OWNER_LEFT, GroupStatus.INHERITING)
    return GroupStatus.INHERITED if waited and held.owner_userid != one.owner else held.status


def _store_stays(conn: Connection, scope: Scope, changes: Mapping[str, Difference], who: Mapping[str, int]) -> None:
    came = [
        {
            "chat_id": chat_id,
            "userid": one.userid,
            "joined_at_ms": one.joined_at_ms,
            "customer_id": who.get(one.userid, 0) if one.is_customer else 0,
            "is_customer": one.is_customer,
            "name": one.name,
            "join_scene": one.scene.value,
            "inviter": one.inviter,
            "state": one.state,
            "left_at_ms": 0,
            "quit_scene": "",
        }
        for chat_id, change in changes.items()
        for one in change.came
    ]
    scoped.insert_new(conn, scope, stay, came)
    back = [
        {"of": chat_id, "who": one.userid, "since": one.joined_at_ms}
        for chat_id, change in changes.items()
        for one in change.back
    ]
    for part in scoped.batches(back):
        conn.execute(_one_stay(scope).values(left_at_ms=0, quit_scene=""), list(part))


def _end(conn: Connection, scope: Scope, gone: Sequence[_Gone]) -> None:
    rows = [
        {
            "of": one.chat_id,
            "who": one.ending.userid,
            "since": one.ending.joined_at_ms,
            "at": one.ending.left_at_ms,
            "how": one.scene.value,
        }
        for one in gone
    ]
    for part in scoped.batches(rows):
        values: dict[str, Any] = {"left_at_ms": bindparam("at"), "quit_scene": bindparam("how")}
        conn.execute(_one_stay(scope).values(**values), list(part))


def _one_stay(scope: Scope) -> Any:
    mine = (stay.c.chat_id == bindparam("of"), stay.c.userid == bindparam("who"))
    return scoped.update(scope, stay).where(*mine, stay.c.joined_at_ms == bindparam("since"))


def _count_again(conn: Connection, scope: Scope, chat_ids: Iterable[str]) -> None:
    """This function will set groups' numbers of members to the stays that last."""
    for part in scoped.batches(sorted(chat_ids), queries.IN_MAX):
        counted = (stay.c.chat_id, stay.c.is_customer, func.count(stay.c.userid).label("people"))
        statement = scoped.select(scope, *counted).where(stay.c.chat_id.in_(part), stay.c.left_at_ms == 0)
        numbers = {chat_id: [0, 0] for chat_id in part}
        for row in conn.execute(statement.group_by(stay.c.chat_id, stay.c.is_customer)):
            numbers[row.chat_id][0] += row.people
            numbers[row.chat_id][1] += row.people if row.is_customer else 0
        rows = [{"of": one, "all": both[0], "them": both[1]} for one, both in numbers.items()]
        change = scoped.update(scope, group).where(group.c.chat_id == bindparam("of"))
        values: dict[str, Any] = {"members": bindparam("all"), "customers": bindparam("them")}
        conn.execute(change.values(**values), rows)


def _unseen(chat_id: str, one: Ending, held: Mapping[str, list[Any]]) -> _Gone:
    row = next(row for row in held[chat_id] if (row.userid, row.joined_at_ms) == (one.userid, one.joined_at_ms))
    return _Gone(one, chat_id, row.customer_id, row.state, QuitScene.UNSEEN)


def _joined(chat_id: str, one: SeenMember, who: Mapping[str, int]) -> MovedMember:
    customer_id = who.get(one.userid, 0) if one.is_customer else 0
    return MovedMember(chat_id, customer_id, one.userid, one.state, one.scene.value, one.joined_at_ms, one.joined_at_ms)


def _left(gone: Iterable[_Gone]) -> list[MovedMember]:
    return [
        MovedMember(
            one.chat_id, one.customer_id, one.ending.userid, one.state, one.scene.value, one.ending.left_at_ms,
            one.ending.joined_at_ms,
        )
        for one in gone
        if one.customer_id
    ]  # fmt: skip


def _tell(
    platform: Platform, conn: Connection, scope: Scope, joined: Sequence[MovedMember], left: Sequence[MovedMember]
) -> Moved:
    """This function will log events and publish facts of those who came and went."""
    chats = queries.groups_by_id(conn, scope, {one.chat_id for one in (*joined, *left)})
    told = [_event(JOINED, one, chats) for one in joined] + [_event(LEFT, one, chats) for one in left]
    events.record(platform, conn, scope, told)
    at_ms = platform.clock.now_ms()
    for part in scoped.batches(joined, MEMBERS_PER_FACT_MAX):
        publish(conn, scope, GroupMembersJoined(list(part)), at_ms=at_ms)
    for part in scoped.batches(left, MEMBERS_PER_FACT_MAX):
        publish(conn, scope, GroupMembersLeft(list(part)), at_ms=at_ms)
    return Moved(tuple(joined), tuple(left))


def _event(name: str, one: MovedMember, chats: Mapping[str, GroupCard]) -> NewEvent:
    change = "joined" if name == JOINED else "left"
    properties = {"group_id": one.chat_id, "group_name": chats[one.chat_id].name, "scene": one.scene}
    properties |= {"state": one.state} if one.state else {}
    key = f"group:{one.chat_id}:{one.userid}:{one.since_ms}:{change}"
    return NewEvent(key, one.customer_id, one.at_ms, name, properties=properties)
