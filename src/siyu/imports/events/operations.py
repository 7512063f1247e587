"""A batch of rows of a file of events: one look-up of people, one record."""

from collections.abc import Sequence

import numpy as np

from siyu.events.contracts import NewEvent
from siyu.events.operations import record
from siyu.imports.contracts import Row
from siyu.imports.events.domain import EventRow, read_event
from siyu.imports.rows.domain import content_number, rejected
from siyu.imports.rows.operations import Batch, Taken, find_people, occurrences
from siyu.kit.errors import SiyuError


def take_events(batch: Batch, rows: Sequence[Row]) -> Taken:
    """This function will log the events of up to 5,000 rows; those logged before are unchanged."""
    taken = Taken()
    read = []
    for row in rows:
        try:
            read.append(read_event(row, batch.cells))
        except SiyuError as error:
            taken.rejected.append(rejected(row, error))
    ids = find_people(batch, [one.person for one in read])
    counts = iter(occurrences(batch, [one.content for one in read if not one.message_id]))
    numbers = [one.message_id or content_number(one.content, next(counts)) for one in read]
    events = [_event(batch, *each) for each in zip(read, ids, numbers, strict=True)]
    taken.imported = record(batch.platform, batch.conn, batch.scope, events)
    taken.unchanged = len(read) - taken.imported
    taken.amount_fen = sum(one.value_fen for one in read)
    taken.customer_ids = np.array(ids, dtype=np.int64)
    return taken


def _event(batch: Batch, one: EventRow, customer_id: int, number: str) -> NewEvent:
    return NewEvent(
        message_id=f"file:{batch.source}:{number}",
        customer_id=customer_id,
        at_ms=one.at_ms,
        name=one.name,
        value_fen=one.value_fen,
        quantity=one.quantity,
        ref=one.ref,
        properties=one.properties or None,
    )
