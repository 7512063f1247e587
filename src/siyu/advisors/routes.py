"""HTTP of advisors: everything the sidebar asks. A caller sees only their own customers, whatever their unit."""

from collections.abc import Callable
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import Connection

from siyu.advisors import queries, schemas
from siyu.advisors.book import operations as book
from siyu.advisors.book import queries as book_queries
from siyu.advisors.contracts import Advisor, FollowUp, FollowUpState, Portrait, Sent, Suggestion
from siyu.advisors.domain import chat_message
from siyu.advisors.portrait import queries as portraits
from siyu.advisors.portrait.domain import sentence
from siyu.content import queries as content
from siyu.content.contracts import FILE_KINDS, Material, MaterialKind, Stage
from siyu.content.ports import MediaStore
from siyu.customers import operations as customer_operations
from siyu.customers import queries as customers
from siyu.customers.contracts import CustomerCard
from siyu.events.queries import timeline as read_timeline
from siyu.events.queries import told
from siyu.kit.clock import DAY_MS, day_start_ms, local_date
from siyu.kit.http import PAGE_DEFAULT, PAGE_MAX, Access, Page, allow
from siyu.orders.contracts import Order
from siyu.orders.queries import order_page, value_of
from siyu.tenancy.queries import staff_by_id

router = APIRouter(prefix="/brands/{brand}/advisors", tags=["advisors"])
Serve = Annotated[Access, Depends(allow("advisors.use"))]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX)]
HIDDEN_FACTS = {"name", "level"}
FACTS_MAX = 30
LEVELS = ("level", "member_level", "会员等级")


@router.get("/me")
def me(access: Serve) -> schemas.ServingOut:
    """Who is serving."""
    with access.platform.stores.core.reading() as conn:
        who = queries.advisor(conn, access.scope)
        until = _end_of_today(access, who)
        due = book_queries.count_due(conn, access.scope, who.staff.id, before_ms=until)
    return schemas.ServingOut(name=who.staff.name, brand=who.brand, zone=who.zone, unit=who.unit, due_today=due)


@router.get("/customers/by-wecom/{external_userid}")
def by_wecom(external_userid: str, access: Serve) -> schemas.KnownOut:
    """The customer behind the WeCom customer that the sidebar stands beside."""
    with access.platform.stores.core.reading() as conn:
        found = queries.by_wecom(access.platform, conn, access.scope, external_userid)
        _own(access, conn, found)
    return schemas.KnownOut(customer_id=found)


@router.get("/customers/{customer_id}")
def portrait(customer_id: int, access: Serve) -> schemas.PortraitOut:
    """The first screen: who, why now, what to say, last order, tags."""
    with access.platform.stores.core.reading() as conn:
        found = portraits.portrait(access.platform, conn, access.scope, customer_id)
        labels = {key: held.label or key for key, held in customers.attributes(conn, access.scope).items()}
    return _portrait_out(access, found, labels)


@router.get("/customers/{customer_id}/timeline")
def timeline(
    customer_id: int, access: Serve, cursor: str | None = None, limit: Limit = PAGE_DEFAULT
) -> Page[schemas.MomentOut]:
    """What happened with the customer, newest first."""
    on, brand = access.platform, queries.whole_brand(access.scope)
    with on.stores.core.reading() as conn:
        _own(access, conn, customer_id)
        page = read_timeline(on, conn, brand, customer_id, cursor=cursor, limit=limit)
    items = [
        schemas.MomentOut(
            id=str(one.id), kind=one.kind, at_ms=one.at_ms, sentence=told(one, access.lang), value_fen=one.value_fen
        )
        for one in page.entries
    ]
    return Page(items=items, next_cursor=page.next_cursor)


@router.get("/customers/{customer_id}/orders")
def orders(customer_id: int, access: Serve, limit: Limit = PAGE_DEFAULT) -> Page[schemas.ServedOrderOut]:
    """The customer's orders, newest first."""
    with access.platform.stores.core.reading() as conn:
        _own(access, conn, customer_id)
        found = order_page(conn, queries.whole_brand(access.scope), customer_id=customer_id, limit=limit)
    return Page(items=[_order_out(one) for one in found])


@router.get("/customers/{customer_id}/notes")
def notes(
    customer_id: int, access: Serve, cursor: int | None = None, limit: Limit = PAGE_DEFAULT
) -> Page[schemas.NoteOut]:
    """Everybody's notes on the customer, newest first."""
    with access.platform.stores.core.reading() as conn:
        who, _ = _own(access, conn, customer_id)
        found = book_queries.notes(conn, access.scope, customer_id, below_id=cursor, limit=limit)
        names = staff_by_id(conn, access.scope, {one.staff_id for one in found})
    items = [
        schemas.NoteOut(
            id=one.id,
            text=one.text,
            staff=names[one.staff_id].name if one.staff_id in names else "",
            is_mine=one.staff_id == who.staff.id,
            at_ms=one.at_ms,
        )
        for one in found
    ]
    return Page(items=items, next_cursor=str(items[-1].id) if len(items) == limit else None)


@router.post("/customers/{customer_id}/notes", status_code=201)
def add_note(customer_id: int, body: schemas.NoteBody, access: Serve) -> schemas.NoteOut:
    """Write a note."""
    now_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> schemas.NoteOut:
        who, _ = _own(access, conn, customer_id)
        made = book.add_note(
            conn, access.scope, customer_id=customer_id, staff_id=who.staff.id, text=body.text, at_ms=now_ms
        )
        return schemas.NoteOut(id=made.id, text=made.text, staff=who.staff.name, is_mine=True, at_ms=made.at_ms)

    return access.platform.stores.core.write(work)


@router.post("/customers/{customer_id}/sent", status_code=204)
def note_sent(customer_id: int, body: schemas.SentBody, access: Serve) -> None:
    """Note what was put into the chat with one tap; the same tap is noted once."""
    on, sent = access.platform, Sent(body.tap, body.script_id, body.material_id)

    def work(conn: Connection) -> None:
        who, _ = _own(access, conn, customer_id)
        book.note_sent(on, conn, access.scope, who=who, customer_id=customer_id, sent=sent)

    on.stores.core.write(work)


@router.post("/customers/{customer_id}/follow-ups", status_code=201)
def plan_follow_up(customer_id: int, body: schemas.FollowUpBody, access: Serve) -> schemas.FollowUpOut:
    """Plan something to do for the customer; a reminder comes in WeCom when it is due."""
    now_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> FollowUp:
        who, _ = _own(access, conn, customer_id)
        return book.plan_follow_up(
            conn,
            access.scope,
            customer_id=customer_id,
            staff_id=who.staff.id,
            text=body.text,
            due_at_ms=body.due_at_ms,
            at_ms=now_ms,
        )

    return _follow_up_out(access.platform.stores.core.write(work), now_ms)


@router.get("/follow-ups")
def follow_ups(
    access: Serve, state: FollowUpState = FollowUpState.OPEN, overdue: bool = False, limit: Limit = PAGE_DEFAULT
) -> list[schemas.FollowUpOut]:
    """The caller's follow-ups with all customers, the earliest due first; `overdue` keeps those past their time."""
    now_ms = access.platform.clock.now_ms()
    with access.platform.stores.core.reading() as conn:
        who = queries.advisor(conn, access.scope)
        before = now_ms if overdue else None
        found = book_queries.follow_ups(
            conn, access.scope, who.staff.id, due_before_ms=before, state=state, limit=limit
        )
        brand = queries.whole_brand(access.scope)
        cards = customers.cards(access.platform, conn, brand, [one.customer_id for one in found])
    names = {card.id: card.name for card in cards}
    return [_follow_up_out(one, now_ms, names.get(one.customer_id)) for one in found]


@router.patch("/follow-ups/{follow_up_id}")
def settle_follow_up(follow_up_id: int, body: schemas.FollowUpChange, access: Serve) -> schemas.FollowUpOut:
    """Mark a follow-up done or cancelled, or open it again."""
    now_ms = access.platform.clock.now_ms()

    def work(conn: Connection) -> FollowUp:
        who = queries.advisor(conn, access.scope)
        return book.settle_follow_up(
            conn, access.scope, staff_id=who.staff.id, follow_up_id=follow_up_id, state=body.state, at_ms=now_ms
        )

    return _follow_up_out(access.platform.stores.core.write(work), now_ms)


@router.get("/tags")
def tags(access: Serve) -> list[schemas.ServedTagOut]:
    """Every tag of the brand, to put on a customer."""
    with access.platform.stores.core.reading() as conn:
        return [
            schemas.ServedTagOut(id=one.id, name=one.name, group=one.group)
            for one in customers.tags(conn, access.scope)
        ]


@router.put("/customers/{customer_id}/tags/{tag_id}", status_code=204)
def add_tag(customer_id: int, tag_id: int, access: Serve) -> None:
    """Put a tag on the customer."""
    _change_tag(access, customer_id, tag_id, customer_operations.add_tags)


@router.delete("/customers/{customer_id}/tags/{tag_id}", status_code=204)
def remove_tag(customer_id: int, tag_id: int, access: Serve) -> None:
    """Take a tag off the customer."""
    _change_tag(access, customer_id, tag_id, customer_operations.remove_tags)


@router.get("/customers/{customer_id}/scripts")
def scripts(
    customer_id: int,
    access: Serve,
    search: str = "",
    stage: Stage | None = None,
    cursor: int | None = None,
    limit: Limit = PAGE_DEFAULT,
) -> Page[schemas.SuggestionOut]:
    """Scripts with their variables filled for the customer; `search` looks through texts and objections."""
    on, brand = access.platform, queries.whole_brand(access.scope)
    with on.stores.core.reading() as conn:
        who, card = _own(access, conn, customer_id)
        last = order_page(conn, brand, customer_id=customer_id, limit=1)
        value = value_of(conn, brand, customer_id)
        values = portraits.words_for(card, who, last[0] if last else None, value, on.clock.now_ms())
        look = content.Look(search=search, below_id=cursor, limit=limit)
        found = content.scripts(conn, access.scope, look, stage=stage)
        ready = portraits.with_materials(conn, access.scope, found, values)
    items = [_suggestion_out(one) for one in ready]
    return Page(items=items, next_cursor=str(items[-1].script_id) if len(items) == limit else None)


@router.get("/materials")
def materials(
    access: Serve,
    search: str = "",
    kind: MaterialKind | None = None,
    cursor: int | None = None,
    limit: Limit = PAGE_DEFAULT,
) -> Page[schemas.PieceOut]:
    """The brand's materials, newest first."""
    with access.platform.stores.core.reading() as conn:
        look = content.Look(search=search, below_id=cursor, limit=limit)
        items = [_piece_out(one) for one in content.materials(conn, access.scope, look, kind=kind)]
    return Page(items=items, next_cursor=str(items[-1].id) if len(items) == limit else None)


@router.post("/materials/{material_id}/message")
def material_message(request: Request, material_id: int, access: Serve) -> schemas.ChatMessageOut:
    """A material as the JS-SDK's sendChatMessage takes it; files are made ready in WeCom if they are not."""
    with access.platform.stores.core.reading() as conn:
        found = content.material_by_id(conn, access.scope, material_id)
    return schemas.ChatMessageOut(kind=found.kind, message=chat_message(found, _media_id(request, access, found)))


def _media_id(request: Request, access: Access, material: Material) -> str:
    if material.kind not in FILE_KINDS:  # a link is sent as words and an address; its cover is for mass messages
        return ""
    store: MediaStore = request.app.state.media_store
    return store.media_id(access.scope, material)


def _own(access: Access, conn: Connection, customer_id: int) -> tuple[Advisor, CustomerCard]:
    """This function will return who is serving and the customer's card. Raises NotServing or NotYourCustomer."""
    who = queries.advisor(conn, access.scope)
    card, _ = queries.own_customer(access.platform, conn, access.scope, who, customer_id)
    return who, card


def _change_tag(access: Access, customer_id: int, tag_id: int, change: Callable[..., Any]) -> None:
    on, brand = access.platform, queries.whole_brand(access.scope)

    def work(conn: Connection) -> None:
        _own(access, conn, customer_id)
        ids = np.array([customer_id], dtype=np.int64)
        change(on, conn, brand, tag_id, ids, source=access.principal.actor, at_ms=on.clock.now_ms())

    on.stores.core.write(work)


def _end_of_today(access: Access, who: Advisor) -> int:
    today = local_date(access.platform.clock.now_ms(), who.zone)
    return day_start_ms(today, who.zone) + DAY_MS


def _portrait_out(access: Access, found: Portrait, labels: dict[str, str]) -> schemas.PortraitOut:
    card, now_ms = found.card, access.platform.clock.now_ms()
    reason = found.reason
    level = next((str(card.attributes[key]) for key in LEVELS if card.attributes.get(key)), "")
    facts = [(labels.get(key, key), value) for key, value in card.attributes.items() if key not in HIDDEN_FACTS]
    return schemas.PortraitOut(
        customer_id=card.id,
        name=card.name or found.remark,
        remark=found.remark,
        phone=card.phone_masked,
        level=level,
        stage=found.stage,
        orders=found.value.orders,
        net_fen=found.value.net_fen,
        last_paid_at_ms=found.value.last_paid_at_ms,
        reason=schemas.ReasonOut(why=reason.why, days=reason.days, sentence=sentence(reason, access.lang)),
        suggestions=[_suggestion_out(one) for one in found.suggestions],
        last_order=_order_out(found.last_order) if found.last_order else None,
        tags=[schemas.ServedTagOut(id=one.id, name=one.name, group=one.group) for one in found.tags],
        facts=[schemas.ServedFactOut(label=label, value=str(value)) for label, value in facts[:FACTS_MAX]],
        segments=[schemas.ServedSegmentOut(id=one, name=name) for one, name in found.segments],
        friends=[
            schemas.AcquaintanceOut(staff=one.staff, since_ms=one.since_ms, is_friend=one.is_friend, is_me=one.is_me)
            for one in found.friends
        ],
        follow_ups=[_follow_up_out(one, now_ms) for one in found.follow_ups],
        as_of_ms=now_ms,
    )


def _suggestion_out(one: Suggestion) -> schemas.SuggestionOut:
    script = one.script
    return schemas.SuggestionOut(
        script_id=script.id,
        title=script.title,
        text=one.text,
        stage=script.stage,
        objection=script.objection,
        category=script.category,
        material=_piece_out(one.material) if one.material else None,
    )


def _piece_out(one: Material) -> schemas.PieceOut:
    return schemas.PieceOut(
        id=one.id,
        kind=one.kind,
        title=one.title,
        category=one.category,
        body=dict(one.body),
        file_name=one.file.name if one.file else "",
        file_bytes=one.file.size_bytes if one.file else 0,
    )


def _order_out(one: Order) -> schemas.ServedOrderOut:
    return schemas.ServedOrderOut(
        id=one.id,
        order_no=one.order_no,
        status=one.status,
        amount_fen=one.amount_fen,
        refunded_fen=one.refunded_fen,
        at_ms=one.paid_at_ms or one.created_at_ms,
        lines=[
            schemas.ServedLineOut(name=line.name, quantity=line.quantity, paid_fen=line.paid_fen) for line in one.lines
        ],
    )


def _follow_up_out(one: FollowUp, now_ms: int, customer: str | None = None) -> schemas.FollowUpOut:
    return schemas.FollowUpOut(
        id=one.id,
        customer_id=one.customer_id,
        customer=customer,
        text=one.text,
        due_at_ms=one.due_at_ms,
        state=one.state,
        is_overdue=one.state is FollowUpState.OPEN and one.due_at_ms <= now_ms,
        settled_at_ms=one.settled_at_ms,
    )
