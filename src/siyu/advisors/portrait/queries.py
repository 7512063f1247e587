"""Reads of the portrait: put together from what the rooms below publish, a fixed number of statements a customer."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from siyu.advisors import queries as serving
from siyu.advisors.book.queries import follow_ups
from siyu.advisors.contracts import Acquaintance, Advisor, Portrait, Reason, Suggestion, Why
from siyu.advisors.portrait.domain import Moment, reason_of, stage_of
from siyu.content import queries as content
from siyu.content.contracts import Script, Stage
from siyu.customers import queries as customers
from siyu.customers.contracts import CustomerCard
from siyu.customers.friends.contracts import FRIENDLY, Friend
from siyu.kit.clock import DAY_MS
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from siyu.orders.contracts import CustomerValue, Order
from siyu.orders.queries import order_page, value_of
from siyu.outreach.queries import waiting_for
from siyu.segments.queries import of_customer
from siyu.tenancy.queries import staff_by_wecom

SUGGESTIONS = 3
SCRIPTS_READ = 50
BIRTHDAY = "birthday"
# Which words of a script show that it is written for the reason of the moment.
OCCASIONS: Mapping[Why, tuple[str, ...]] = {
    Why.BIRTHDAY: ("生日", "birthday"),
    Why.AFTER_ORDER: ("用得", "收到", "口感", "回访"),
    Why.NEW_FRIEND: ("添加", "您好", "你好", "hello"),
    Why.SLEEPING: ("好久不见", "想您", "老客"),
}


def portrait(platform: Platform, conn: Connection, scope: Scope, customer_id: int) -> Portrait:
    """This function will return the portrait of one of the caller's customers. Raises NotServing or NotYourCustomer.

    `conn` reads the core store; the tasks of messages are read from the flow store.
    """
    who = serving.advisor(conn, scope)
    card, friends = serving.own_customer(platform, conn, scope, who, customer_id)
    brand = serving.whole_brand(scope)
    value = value_of(conn, brand, customer_id)
    orders = order_page(conn, brand, customer_id=customer_id, limit=1)
    planned = follow_ups(conn, scope, who.staff.id, customer_id=customer_id)
    mine = next((one for one in friends if one.staff == who.staff.wecom_userid and one.state in FRIENDLY), None)
    since_ms, now_ms = (mine.since_ms if mine else 0), platform.clock.now_ms()
    tasks = _tasks(platform, brand, customer_id, who)
    born = card.attributes.get(BIRTHDAY)
    reason = reason_of(Moment(now_ms, who.zone, value, since_ms, born, planned, tasks))
    stage = stage_of(value, since_ms, now_ms)
    last = orders[0] if orders else None
    values = words_for(card, who, last, value, now_ms, remark=mine.remark if mine else "")
    tags = {one.name: one for one in customers.tags(conn, scope)}
    return Portrait(
        card=card,
        remark=mine.remark if mine else "",
        stage=stage,
        value=value,
        reason=reason,
        suggestions=suggestions(conn, scope, stage, reason, values),
        last_order=last,
        tags=tuple(tags[name] for name in card.tags),
        segments=tuple((one.id, one.name) for one in of_customer(platform, conn, brand, customer_id)),
        friends=_acquaintances(conn, scope, friends, who),
        follow_ups=tuple(planned),
    )


def words_for(
    card: CustomerCard, who: Advisor, last: Order | None, value: CustomerValue, now_ms: int, *, remark: str = ""
) -> dict[str, str]:
    """This function will return what the variables of scripts stand for with this customer."""
    paid = value.last_paid_at_ms
    return {
        "name": card.name or remark,
        "advisor": who.staff.name,
        "brand": who.brand,
        "store": who.unit,
        "last_product": last.lines[0].name if last and last.lines else "",
        "days_since_order": "" if paid is None else str(max(0, now_ms - paid) // DAY_MS),
    }


def suggestions(
    conn: Connection, scope: Scope, stage: Stage, reason: Reason, values: Mapping[str, str]
) -> tuple[Suggestion, ...]:
    """This function will choose up to three scripts: for the occasion before for the stage before for everybody."""
    found = content.scripts(conn, scope, content.Look(limit=SCRIPTS_READ), stage=stage, or_any=True)
    occasion = OCCASIONS.get(reason.why, ())

    def rank(one: Script) -> tuple[bool, bool, bool]:
        fits = any(word in one.title + one.text for word in occasion)
        return (not fits, one.stage is Stage.ANY, bool(one.objection))

    return with_materials(conn, scope, sorted(found, key=rank)[:SUGGESTIONS], values)


def with_materials(
    conn: Connection, scope: Scope, scripts: Sequence[Script], values: Mapping[str, str]
) -> tuple[Suggestion, ...]:
    """This function will fill scripts for a customer and put their materials beside them; archived ones stay away."""
    known = content.materials_by_id(conn, scope, {one.material_id for one in scripts if one.material_id})
    usable = {one.id: one for one in known.values() if not one.archived}
    return tuple(Suggestion(one, content.spoken(one, values), usable.get(one.material_id or 0)) for one in scripts)


def _tasks(platform: Platform, scope: Scope, customer_id: int, who: Advisor) -> list[str]:
    if not who.staff.wecom_userid:
        return []
    with platform.stores.flow.reading() as conn:
        return [one.text for one in waiting_for(conn, scope, customer_id, who.staff.wecom_userid)]


def _acquaintances(conn: Connection, scope: Scope, friends: Sequence[Friend], who: Advisor) -> tuple[Acquaintance, ...]:
    names = {userid: one.name for userid, one in staff_by_wecom(conn, scope, [one.staff for one in friends]).items()}
    mine = who.staff.wecom_userid
    return tuple(
        Acquaintance(
            staff=names.get(one.staff, one.staff),
            since_ms=one.since_ms,
            remark=one.remark if one.staff == mine else "",
            is_friend=one.state in FRIENDLY,
            is_me=one.staff == mine,
        )
        for one in friends
    )
