"""HTTP of insights: reports as JSON, each also as CSV."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse

from siyu.insights.contracts import JourneyFunnel, Overview, Repurchase, Retention, Rfm
from siyu.insights.overview.queries import overview as read_overview
from siyu.insights.ports import JourneyNumbers
from siyu.insights.repurchase.queries import repurchase as read_repurchase
from siyu.insights.retention.queries import retention as read_retention
from siyu.insights.rfm.queries import rfm as read_rfm
from siyu.kit.csv_export import Cell, csv_chunks
from siyu.kit.errors import Unavailable
from siyu.kit.http import Access, allow
from siyu.kit.money import format_fen

router = APIRouter(prefix="/brands/{brand}/insights", tags=["insights"])
Read = Annotated[Access, Depends(allow("insights.read"))]
First = Annotated[date | None, Query(alias="from", description="First day; left out: eleven months before the last.")]
Last = Annotated[date | None, Query(alias="to", description="Last day, included; left out: today.")]
AsOf = Annotated[date | None, Query(description="Day by whose end everything counts; left out: today.")]
Months = Annotated[int, Query(ge=1, le=60)]
CSV_TYPE = "text/csv; charset=utf-8"


class JourneysNotInstalled(Unavailable):
    """This installation runs without journeys."""

    zh = "这个安装没有启用旅程"
    en = "This installation runs without journeys"


def journey_numbers(request: Request) -> JourneyNumbers:
    """This function will return what bootstrap bound to the port. Raises JourneysNotInstalled when it bound nothing."""
    found: JourneyNumbers | None = getattr(request.app.state, "journey_numbers", None)
    if found is None:
        raise JourneysNotInstalled(permanent=True)
    return found


Numbers = Annotated[JourneyNumbers, Depends(journey_numbers)]


@router.get("/overview")
def overview(access: Read, first: First = None, last: Last = None) -> Overview:
    """Customers, buyers and revenue of a period and of each month in it."""
    with access.platform.stores.core.reading() as conn:
        return read_overview(access.platform, conn, access.scope, first=first, last=last, lang=access.lang)


@router.get("/rfm")
def rfm(access: Read, as_of: AsOf = None) -> Rfm:
    """How recently, how often and how much people have bought."""
    with access.platform.stores.core.reading() as conn:
        return read_rfm(access.platform, conn, access.scope, as_of=as_of, lang=access.lang)


@router.get("/repurchase")
def repurchase(access: Read, as_of: AsOf = None) -> Repurchase:
    """How long people take to buy again."""
    with access.platform.stores.core.reading() as conn:
        return read_repurchase(access.platform, conn, access.scope, as_of=as_of, lang=access.lang)


@router.get("/retention")
def retention(access: Read, as_of: AsOf = None, months: Months = 12) -> Retention:
    """Of those who first bought in a month, who buys in the months after."""
    with access.platform.stores.core.reading() as conn:
        return read_retention(access.platform, conn, access.scope, as_of=as_of, months=months, lang=access.lang)


@router.get("/journeys/{journey_id}/funnel")
def funnel(journey_id: int, access: Read, numbers: Numbers) -> JourneyFunnel:
    """The steps of a journey: who reached them, who waits, who went on, and why others did not."""
    return numbers.funnel(access.scope, journey_id, access.lang)


@router.get("/overview.csv", response_class=StreamingResponse)
def overview_csv(access: Read, first: First = None, last: Last = None) -> StreamingResponse:
    """The months of the overview as CSV; money in yuan."""
    header = [
        "month",
        "new_customers",
        "buyers",
        "first_buyers",
        "returning_buyers",
        "orders",
        "revenue",
        "first_revenue",
        "returning_revenue",
    ]
    rows: list[list[Cell]] = [
        [
            one.month,
            one.new_customers,
            one.buyers,
            one.first_buyers,
            one.returning_buyers,
            one.orders,
            _yuan(one.revenue_fen),
            _yuan(one.first_revenue_fen),
            _yuan(one.returning_revenue_fen),
        ]
        for one in overview(access, first, last).months
    ]
    return _csv("overview", header, rows)


@router.get("/rfm.csv", response_class=StreamingResponse)
def rfm_csv(access: Read, as_of: AsOf = None) -> StreamingResponse:
    """The cells of the RFM grid as CSV; money in yuan."""
    report = rfm(access, as_of)
    rows: list[list[Cell]] = [
        [report.recency[one.recency].label, report.frequency[one.frequency].label, one.people, _yuan(one.revenue_fen)]
        for one in report.cells
    ]
    return _csv("rfm", ["recency", "frequency", "people", "revenue"], rows)


@router.get("/repurchase.csv", response_class=StreamingResponse)
def repurchase_csv(access: Read, as_of: AsOf = None) -> StreamingResponse:
    """The repurchase curve as CSV, day by day."""
    rows: list[list[Cell]] = [[one.days, one.intervals, round(one.share, 6)] for one in repurchase(access, as_of).curve]
    return _csv("repurchase", ["days", "intervals", "share"], rows)


@router.get("/retention.csv", response_class=StreamingResponse)
def retention_csv(access: Read, as_of: AsOf = None, months: Months = 12) -> StreamingResponse:
    """The cohorts as CSV, one row a cohort and month."""
    rows: list[list[Cell]] = [
        [cohort.month, cohort.people, cell.after, cell.people, round(cell.share, 6)]
        for cohort in retention(access, as_of, months).cohorts
        for cell in cohort.cells
    ]
    return _csv("retention", ["cohort", "people", "months_after", "bought", "share"], rows)


@router.get("/journeys/{journey_id}/funnel.csv", response_class=StreamingResponse)
def funnel_csv(journey_id: int, access: Read, numbers: Numbers) -> StreamingResponse:
    """The steps of a journey as CSV."""
    steps = funnel(journey_id, access, numbers).steps
    rows: list[list[Cell]] = [[one.key, one.label, one.kind, one.reached, one.waiting, one.went_on] for one in steps]
    return _csv(f"journey-{journey_id}", ["step", "label", "kind", "reached", "waiting", "went_on"], rows)


def _yuan(fen: int) -> float:
    """This function will return an amount as a number spreadsheets add up: yuan with two decimals."""
    return float(format_fen(fen).replace(",", ""))


def _csv(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> StreamingResponse:
    named = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingResponse(csv_chunks(header, rows), media_type=CSV_TYPE, headers=named)
