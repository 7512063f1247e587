"""What the nightly sweep deletes: files no import needs any more, whichever brand's; figures and refusals stay."""

from io import BytesIO
from typing import Any

import pytest
from fastapi.testclient import TestClient

from siyu.imports import queries, tasks
from siyu.imports.contracts import Import, Kind, Mapping, State
from siyu.imports.files import operations as files
from siyu.imports.files.queries import file_path, is_kept
from siyu.imports.models import import_occurrence
from siyu.imports.operations import FileGone, create_import, resume_or_create, start_import
from siyu.imports.running import operations as running
from siyu.imports.running.operations import run_import
from siyu.imports.sweeping import operations as sweeping
from siyu.kit.clock import DAY_MS, VirtualClock
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform
from tests.imports.test_routes import BASE, client_for

TEXT = "订单编号,手机号,支付时间,实付金额\nA1,13800138000,2025-01-01,10.00\nA2,123,2025-01-01,1\n".encode()


NUMBERLESS = "phone,day,amount\n" + "".join(f"13800138000,2025-03-0{day},5.00\n" for day in (1, 2, 3, 1))
BY_CONTENT = Mapping(
    kind=Kind.ORDERS,
    columns={"phone": "identity.phone", "day": "paid_at", "amount": "amount"},
    order_number="content",
)


def counts_left(platform: Platform, scope: Scope) -> int:
    """This function will say how many counts of same rows a brand's imports have left."""
    with platform.stores.core.reading() as conn:
        return len(conn.execute(scoped.select(scope, import_occurrence.c.content)).all())


def bring(platform: Platform, scope: Scope, body: bytes = TEXT, *, run: bool = True) -> Import:
    """This function will upload a file, and run its import unless told otherwise."""
    made = create_import(platform, scope, BytesIO(body), name="订单.csv", kind=Kind.ORDERS)
    return run_import(platform, scope, made.id) if run else made


def start(platform: Platform, scope: Scope, import_id: int) -> Import:
    return platform.stores.core.write(
        lambda conn: start_import(platform, conn, scope, import_id, at_ms=platform.clock.now_ms())
    )


def test_an_old_file_goes_and_figures_and_refused_rows_stay(
    platform: Platform, scope: Scope, clock: VirtualClock
) -> None:
    done = bring(platform, scope)
    clock.advance(90 * DAY_MS)
    tasks.sweep(platform)
    assert is_kept(platform, done.digest)
    clock.advance(1)
    tasks.sweep(platform)
    assert not is_kept(platform, done.digest)
    with platform.stores.core.reading() as conn:
        assert queries.find_import(conn, scope, done.id) == done
    assert (done.totals.imported, done.totals.rejected) == (1, 1)
    assert "123" in b"".join(queries.rejected_csv(platform, scope, done.id, "zh")).decode("utf-8-sig")


def test_a_file_stays_while_an_import_of_any_brand_needs_it(
    platform: Platform, scope: Scope, other_scope: Scope, clock: VirtualClock
) -> None:
    digest = bring(platform, scope).digest
    waiting = bring(platform, other_scope, run=False).id
    start(platform, other_scope, waiting)
    clock.advance(200 * DAY_MS)
    tasks.sweep(platform)
    assert is_kept(platform, digest)
    run_import(platform, other_scope, waiting)
    clock.advance(91 * DAY_MS)
    tasks.sweep(platform)
    assert not is_kept(platform, digest)


def test_uploading_the_same_file_again_keeps_it_for_as_long_again(
    platform: Platform, scope: Scope, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = bring(platform, scope)
    clock.advance(91 * DAY_MS)
    real = files.is_older

    def uploaded_meanwhile(path: Any, before_ms: int) -> bool:
        bring(platform, scope, run=False)  # between finding the file old and deleting it
        return real(path, before_ms)

    with monkeypatch.context() as patch:
        patch.setattr(files, "is_older", uploaded_meanwhile)
        tasks.sweep(platform)
    assert is_kept(platform, first.digest)
    tasks.sweep(platform)
    assert is_kept(platform, first.digest)
    assert list(file_path(platform, first.digest).parent.iterdir()) == [file_path(platform, first.digest)]


def test_what_a_killed_upload_left_goes_too(platform: Platform, scope: Scope, clock: VirtualClock) -> None:
    digest = bring(platform, scope).digest
    left = file_path(platform, digest).rename(file_path(platform, digest).parent.parent / "abc.part")
    clock.advance(91 * DAY_MS)
    tasks.sweep(platform)
    assert not left.exists()


def test_an_import_without_its_file_says_so_and_the_file_uploaded_again_goes_on(
    platform: Platform, scope: Scope, other_scope: Scope, clock: VirtualClock
) -> None:
    draft = bring(platform, scope, run=False)
    with client_for(platform, {"golden": scope, "other": other_scope}) as client:
        assert client.get(f"{BASE}/{draft.id}").json()["file_kept"] is True
        clock.advance(91 * DAY_MS)
        tasks.sweep(platform)
        _says_so(client, draft.id)
    with pytest.raises(FileGone):
        start(platform, scope, draft.id)
    again = resume_or_create(platform, scope, BytesIO(TEXT), name="订单.csv", kind=Kind.ORDERS)
    assert run_import(platform, scope, again.id).totals.imported == 1


def _says_so(client: TestClient, import_id: int) -> None:
    shown = client.get(f"{BASE}/{import_id}").json()
    assert (shown["file_kept"], shown["sample"]) == (False, [])
    assert [one["file_kept"] for one in client.get(BASE).json()["items"]] == [False]
    refused = client.post(f"{BASE}/{import_id}/start")
    assert refused.status_code == 409
    assert "重新上传" in refused.text


@pytest.mark.parametrize(("end", "left"), [(State.CANCELLED, 0), (State.FAILED, 3)])
def test_what_a_cancelled_import_counted_goes_and_what_a_failed_one_would_go_on_from_stays(
    platform: Platform,
    scope: Scope,
    other_scope: Scope,
    monkeypatch: pytest.MonkeyPatch,
    end: State,
    left: int,
) -> None:
    monkeypatch.setattr(running, "ROWS_PER_BATCH_MAX", 3)
    monkeypatch.setattr(sweeping, "COUNTS_PER_BATCH", 2)
    core = platform.stores.core

    def stop(run: Import) -> None:
        if run.totals.rows == 3:
            core.write(lambda conn: running.end_run(conn, owner, run.id, end, at_ms=1))

    for owner in (scope, other_scope):
        made = create_import(
            platform, owner, BytesIO(NUMBERLESS.encode()), name="订单.csv", kind=Kind.ORDERS, mapping=BY_CONTENT
        )
        assert run_import(platform, owner, made.id, on_progress=stop).totals.rows == 3
        assert counts_left(platform, owner) == 3
    tasks.sweep(platform)
    assert [counts_left(platform, one) for one in (scope, other_scope)] == [left, left]
