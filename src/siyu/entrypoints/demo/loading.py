"""Fill a brand from the simulator, through the same operations real data would take. Safe to run again at any point."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
from sqlalchemy import Connection

from siyu.customers import operations as customers
from siyu.customers.attributes.operations import define_attribute, set_attributes
from siyu.customers.contracts import AttributeKind, Identity
from siyu.events import operations as events
from siyu.events.contracts import NewEvent
from siyu.kit.db.scope import Scope
from siyu.kit.ids import Ids
from siyu.kit.platform import Platform
from siyu.orders import operations as orders
from siyu.orders.contracts import NewOrder, NewRefund, OrderLine
from siyu.orders.refunds import operations as refunding
from siyu.simulators.brand import world
from siyu.simulators.brand.contracts import BrandSpec
from siyu.simulators.brand.labels import tag_names
from siyu.tenancy import operations as tenancy
from siyu.tenancy.contracts import NewOrgUnit, NewStaff, OrgLevel

ROWS_PER_WRITE = 4_000
SOURCE = "demo"
ATTRIBUTES = {
    "name": (AttributeKind.TEXT, "姓名"),
    "gender": (AttributeKind.TEXT, "性别"),
    "birthday": (AttributeKind.DATE, "生日"),
    "city": (AttributeKind.TEXT, "城市"),
    "household_size": (AttributeKind.NUMBER, "家庭人数"),
    "level": (AttributeKind.TEXT, "会员等级"),
    "channel": (AttributeKind.TEXT, "来源渠道"),
}
GENDERS = {"m": "男", "f": "女"}
Progress = Callable[[str, int], None]


@dataclass(slots=True)
class _Loader:
    platform: Platform
    scope: Scope
    units: Mapping[str, int]
    staff: Mapping[str, int]
    tags: Mapping[str, int]
    ids: dict[str, int]


def load(platform: Platform, scope: Scope, spec: BrandSpec, progress: Progress) -> None:
    """This function will load organisation, staff, tags, customers, orders and behaviour of `spec` into the brand.

    `progress(stage, rows)` is told after every batch; stages are customers, orders, events.
    """
    loader = platform.stores.core.write(lambda conn: _prepare(platform, conn, scope, spec))
    stages = (
        ("customers", world.customers(spec), _customers),
        ("orders", world.orders(spec), _orders),
        ("events", world.behaviours(spec), _behaviours),
    )
    for stage, batches, save in stages:
        for batch in _slices(batches):
            platform.stores.core.write(partial(save, loader, batch))
            progress(stage, batch.num_rows)


def _slices(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for start in range(0, batch.num_rows, ROWS_PER_WRITE):
            yield batch.slice(start, ROWS_PER_WRITE)


def _prepare(platform: Platform, conn: Connection, scope: Scope, spec: BrandSpec) -> _Loader:
    at_ms = spec.start_ms
    units = [
        NewOrgUnit(unit.code, unit.parent_code, OrgLevel(unit.level), unit.name, unit.city or "")
        for unit in world.org_units(spec)
    ]
    people = [NewStaff(one.code, one.store_code, one.name, one.role, one.wecom_userid) for one in world.staff(spec)]
    saved_units = tenancy.save_org_units(conn, scope, units)
    saved_staff = tenancy.save_staff(conn, scope, people)
    for key, (kind, label) in ATTRIBUTES.items():
        define_attribute(conn, scope, key, kind, label, at_ms=at_ms)
    orders.listen(conn, scope)
    tags: dict[str, int] = {}
    for group in world.tags(spec):
        names = [tag.name for tag in group.tags]
        made = customers.ensure_tags(conn, scope, names, at_ms=at_ms, group=group.name, source="import")
        tags |= {tag.code: made[tag.name] for tag in group.tags}
    assert tags.keys() == tag_names().keys()
    return _Loader(platform, scope, saved_units, saved_staff, tags, {})


def _customers(loader: _Loader, batch: pa.RecordBatch, conn: Connection) -> None:
    rows = batch.to_pylist()
    joined = [row["joined_at_ms"] for row in rows]
    people = [_identities(row) for row in rows]
    on, scope = loader.platform, loader.scope
    ids = customers.resolve(on, conn, scope, people, source=SOURCE, at_ms=joined)
    values = [_attributes(row) for row in rows]
    set_attributes(on, conn, scope, ids, values, at_ms=joined, source=SOURCE)
    customers.assign_owner(
        conn,
        scope,
        ids,
        org_unit_ids=[loader.units.get(row["store_code"]) for row in rows],
        advisor_ids=[loader.staff.get(row["advisor_code"] or "") for row in rows],
    )
    _tag(loader, conn, rows, ids)
    loader.ids.update(zip((row["member_no"] for row in rows), ids.tolist(), strict=True))


def _identities(row: Mapping[str, Any]) -> list[Identity]:
    known = {
        "phone": row["phone"],
        "member_no": row["member_no"],
        "external_userid": row["wecom_external_userid"],
        "unionid": row["unionid"],
    }
    return [Identity(kind, value) for kind, value in known.items() if value]


def _attributes(row: Mapping[str, Any]) -> dict[str, object]:
    known = {key: row[key] for key in ATTRIBUTES if row[key] is not None}
    gender = GENDERS.get(row["gender"])
    return {**known, "gender": gender} if gender else {key: known[key] for key in known if key != "gender"}


def _tag(loader: _Loader, conn: Connection, rows: list[dict[str, Any]], ids: Ids) -> None:
    for code, tag_id in loader.tags.items():
        holders = ids[np.array([code in row["tags"] for row in rows], dtype=bool)]
        if len(holders):
            at_ms = max(row["joined_at_ms"] for row in rows)
            customers.add_tags(loader.platform, conn, loader.scope, tag_id, holders, source="import", at_ms=at_ms)


def _orders(loader: _Loader, batch: pa.RecordBatch, conn: Connection) -> None:
    rows = batch.to_pylist()
    new = [_order(loader, row) for row in rows]
    orders.save_orders(loader.platform, conn, loader.scope, new)
    refunds = [
        NewRefund(
            source=SOURCE,
            refund_no=f"R{row['order_no']}",
            order_no=row["order_no"],
            amount_fen=row["refund_fen"],
            at_ms=row["refunded_at_ms"],
        )
        for row in rows
        if row["refund_fen"]
    ]
    refunding.save_refunds(loader.platform, conn, loader.scope, refunds)


def _order(loader: _Loader, row: Mapping[str, Any]) -> NewOrder:
    lines = tuple(
        OrderLine(
            name=line["name"],
            quantity=line["quantity"],
            sku=line["sku"],
            category=line["category"],
            unit_price_fen=line["price_fen"],
        )
        for line in row["lines"]
    )
    return NewOrder(
        source=SOURCE,
        order_no=row["order_no"],
        customer_id=loader.ids[row["member_no"]],
        amount_fen=row["amount_fen"],
        paid_at_ms=row["paid_at_ms"],
        discount_fen=row["discount_fen"],
        channel=row["channel"],
        coupon=row["coupon"] or "",
        org_unit_id=loader.units.get(row["store_code"] or "", 0),
        lines=lines,
    )


def _behaviours(loader: _Loader, batch: pa.RecordBatch, conn: Connection) -> None:
    new = [
        NewEvent(
            message_id=row["event_id"],
            customer_id=loader.ids[row["member_no"]],
            at_ms=row["at_ms"],
            name=row["event"],
            properties=json.loads(row["properties"]),
        )
        for row in batch.to_pylist()
    ]
    events.record(loader.platform, conn, loader.scope, new)
