"""What WeCom says about customers, turned into customers, friendships and tags; for callbacks and full readings alike."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sqlalchemy import Connection

from siyu.connectors.wecom.client.contracts import Json
from siyu.connectors.wecom.tags import reading as tags
from siyu.customers import operations as customers
from siyu.customers import queries as customer_queries
from siyu.customers.attributes.operations import set_attributes
from siyu.customers.contracts import Identity
from siyu.customers.friends.contracts import Added, FriendNews, Notes, Recorded
from siyu.customers.friends.operations import own_unowned, record_friends
from siyu.kit.clock import SECOND_MS
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Invalid
from siyu.kit.ids import Ids
from siyu.kit.platform import Platform
from siyu.tenancy import queries as tenancy

SOURCE = "wecom"
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Contact:
    """A customer as WeCom shows them. `name` is their nickname, `phones` what staff noted."""

    external_userid: str
    name: str = ""
    unionid: str = ""
    phones: tuple[str, ...] = ()
    at_ms: int = 0


def read_contact(external: Mapping[str, Any], follows: Sequence[Mapping[str, Any]], *, at_ms: int) -> Contact:
    """This function will read `external_contact` and the notes of those who follow them (p92114, p92994)."""
    phones = [str(phone) for follow in follows for phone in follow.get("remark_mobiles") or []]
    return Contact(
        external_userid=str(external.get("external_userid", "")),
        name=str(external.get("name") or ""),
        unionid=str(external.get("unionid") or ""),
        phones=tuple(dict.fromkeys(phones)),
        at_ms=at_ms,
    )


def read_friend(external_userid: str, follow: Mapping[str, Any], *, read_at_ms: int, seen_at_ms: int = 0) -> FriendNews:
    """This function will read one `follow_user` or `follow_info`; whose customer it is comes later (0)."""
    ids = follow.get("tag_id")
    if ids is None:
        ids = [tag["tag_id"] for tag in follow.get("tags") or [] if tag.get("tag_id")]
    return FriendNews(
        staff=str(follow["userid"]),
        external_userid=external_userid,
        customer_id=0,
        added=Added(
            at_ms=int(follow.get("createtime") or 0) * SECOND_MS,
            channel_state=str(follow.get("state") or ""),
            add_way=int(follow.get("add_way") or 0),
        ),
        notes=Notes(
            read_at_ms,
            str(follow.get("remark") or ""),
            str(follow.get("description") or ""),
            tuple(sorted(str(one) for one in ids)),
        ),
        seen_at_ms=seen_at_ms,
    )


def read_answer(answer: Json, *, at_ms: int) -> tuple[Contact, list[FriendNews]]:
    """This function will read an answer of externalcontact/get."""
    external, follows = answer.get("external_contact") or {}, answer.get("follow_user") or []
    contact = read_contact(external, follows, at_ms=at_ms)
    return contact, [read_friend(contact.external_userid, one, read_at_ms=at_ms) for one in follows]


def merged(people: Sequence[Contact]) -> list[Contact]:
    """This function will make one contact of each person, with the phones of all who noted some."""
    found: dict[str, Contact] = {}
    for one in people:
        held = found.get(one.external_userid)
        phones = (*held.phones, *one.phones) if held else one.phones
        found[one.external_userid] = replace(one, phones=tuple(dict.fromkeys(phones)))
    return list(found.values())


def take_in(
    platform: Platform, conn: Connection, scope: Scope, contacts: Sequence[Contact], news: Sequence[FriendNews],
    *, source: str = SOURCE,
) -> tuple[dict[str, int], Recorded]:  # fmt: skip
    """This function will store people and friendships in the caller's core transaction, set-based.

    Each of `news` is about one of `contacts`. Returns {external user id: customer} and what began and ended.
    """
    known = {one.external_userid: one for one in contacts}
    people = list(known.values())
    ids = _resolve(platform, conn, scope, people)
    owner = {one.external_userid: int(found) for one, found in zip(people, ids, strict=True)}
    _name(platform, conn, scope, people, ids)
    told = [replace(one, customer_id=owner[one.external_userid]) for one in news if one.external_userid in owner]
    recorded = record_friends(platform, conn, scope, told, source=source)
    tags.follow(platform, conn, scope, recorded.retagged)
    _own(conn, scope, recorded)
    return owner, recorded


def usable(external_userid: str) -> bool:
    """This function will say whether an external user id can be stored as an identity."""
    with suppress(Invalid):
        customers.clean("external_userid", external_userid)
        return True
    return False


def _resolve(platform: Platform, conn: Connection, scope: Scope, people: Sequence[Contact]) -> Ids:
    """This function will find or create everybody. Phones that staff noted are weaker than WeCom's own ids:

    they join a new contact to a customer known by that phone, and never move a contact who has a customer already.
    """
    phones = {text: one for person in people for text in person.phones if (one := _phone(text))}
    keys: dict[str, Key] = {
        text: ("phone", platform.keyring.blind_index(scope.brand_id, one.value)) for text, one in phones.items()
    }
    strong = [key for person in people for key in _keys(person)]
    owners = customer_queries.owners(conn, scope, list(dict.fromkeys([*strong, *keys.values()])))
    records = []
    for person in people:
        mine = next((owners[key] for key in _keys(person) if key in owners), None)
        fit = [text for text in person.phones if text in keys and owners.get(keys[text], mine) in (mine, None)]
        if mine is None:
            fit = [text for text in person.phones if text in keys]
        records.append([Identity(*key) for key in _keys(person)] + [phones[text] for text in fit])
    return customers.resolve(platform, conn, scope, records, source=SOURCE, at_ms=[one.at_ms for one in people])


def _keys(person: Contact) -> list[Key]:
    found = [("unionid", person.unionid)] if person.unionid else []
    return [*found, ("external_userid", person.external_userid)]


def _phone(text: str) -> Identity | None:
    with suppress(Invalid):
        return customers.clean("phone", text)
    return None


def _name(platform: Platform, conn: Connection, scope: Scope, people: Sequence[Contact], ids: Ids) -> None:
    named = [place for place, one in enumerate(people) if one.name]
    if not named:
        return
    values = [{"name": people[place].name} for place in named]
    times = [people[place].at_ms for place in named]
    who = ids[np.array(named)]
    set_attributes(platform, conn, scope, who, values, at_ms=times, source=SOURCE, define_missing=True)


def _own(conn: Connection, scope: Scope, recorded: Recorded) -> None:
    """This function will give new friends who belong to nobody to the member they added."""
    staff = tenancy.staff_by_wecom(conn, scope, {one.staff for one in recorded.added})
    owners = {
        one.customer_id: (staff[one.staff].org_unit_id, staff[one.staff].id)
        for one in recorded.added
        if one.staff in staff
    }
    own_unowned(conn, scope, owners)
