"""Standing work of the archive, bound in bootstrap: pull, fetch files, count weeks, tell of hits, look back, forget."""

from collections.abc import Callable
from functools import partial

import structlog

from siyu.advisors.archive.consents.operations import ask_on, begin_round
from siyu.advisors.archive.consents.queries import round_is_due
from siyu.advisors.archive.contracts import Source
from siyu.advisors.archive.media.operations import fetch
from siyu.advisors.archive.ports import Archive
from siyu.advisors.archive.pulling import operations as pulling
from siyu.advisors.archive.pulling.queries import position
from siyu.advisors.archive.purging.operations import purge
from siyu.advisors.archive.rules.queries import rules
from siyu.advisors.archive.watching.history.operations import step
from siyu.advisors.archive.watching.history.queries import LOOK_BACK_JOB
from siyu.advisors.archive.watching.operations import tell
from siyu.advisors.archive.weeks.operations import count
from siyu.advisors.ports import Nudge
from siyu.kit.db.scope import Scope
from siyu.kit.errors import SiyuError
from siyu.kit.jobs import Job, JobHandler, Lease
from siyu.kit.platform import Platform
from siyu.kit.worker import Lane
from siyu.tenancy import queries as tenancy

PULL_EVERY_S = 5.0
FILES_EVERY_S = 10.0
CARE_EVERY_S = 20.0
PURGE_JOB = "archive.purge"
Step = Callable[[Platform, Scope], int]
log = structlog.get_logger(__name__)


def lanes(archive: Archive, nudge: Nudge) -> list[Lane]:
    """This function will make the lanes of the archive; each does a bounded step for every brand in turn."""
    return [
        _lane("archive.pull", partial(_pull, archive), PULL_EVERY_S),
        _lane("archive.files", partial(_fetch, archive), FILES_EVERY_S),
        _lane("archive.answers", partial(_ask_on, archive), CARE_EVERY_S),
        _lane("archive.care", partial(_care, nudge), CARE_EVERY_S),
    ]


def purge_nightly(platform: Platform, _job: Job) -> None:
    """This function will forget what is older than each brand keeps."""
    for scope in _brands(platform):
        purge(platform, scope)


def look_back(platform: Platform, job: Job) -> None:
    """This function will look through the next kept messages for words that were added since."""
    step(platform, job)


JOBS: dict[str, JobHandler] = {PURGE_JOB: purge_nightly, LOOK_BACK_JOB: look_back}


def _pull(archive: Archive, platform: Platform, scope: Scope) -> int:
    core, now_ms = platform.stores.core, platform.clock.now_ms()
    with core.reading() as conn:
        resting, is_on = position(conn, scope).due_at_ms > now_ms, rules(conn, scope).on
    # Settings that somebody has just put right are not kept waiting for what the old ones spoiled.
    if not is_on or (not archive.changed(scope) and resting) or archive.source(scope) is Source.NONE:
        return 0
    try:
        return pulling.pull(platform, scope, archive).messages + pulling.open_sealed(platform, scope, archive)
    except SiyuError as error:
        failed = error
    log.warning("archive.pull_failed", brand=scope.brand_id, reason=failed.detail("en"))
    core.write(lambda conn: pulling.put_off(conn, scope, failed, at_ms=now_ms))
    return 0


def _fetch(archive: Archive, platform: Platform, scope: Scope) -> int:
    return fetch(platform, scope, archive)


def _ask_on(archive: Archive, platform: Platform, scope: Scope) -> int:
    now_ms = platform.clock.now_ms()
    with platform.stores.core.reading() as conn:
        due = round_is_due(conn, scope, now_ms)
    if due and archive.source(scope) is not Source.NONE:
        begin_round(platform, scope, archive)
    return ask_on(platform, scope, archive)


def _care(nudge: Nudge, platform: Platform, scope: Scope) -> int:
    return count(platform, scope) + tell(platform, scope, nudge)


def _lane(name: str, step: Step, idle_s: float) -> Lane:
    def run(platform: Platform, _lease: Lease) -> int:
        return sum(_careful(name, step, platform, scope) for scope in _brands(platform))

    return Lane(name, lambda platform: platform.stores.core, run, idle_s)


def _careful(name: str, step: Step, platform: Platform, scope: Scope) -> int:
    """This function will do one brand's step; its failure is logged and does not keep other brands waiting."""
    try:
        return step(platform, scope)
    except SiyuError as error:
        log.warning("archive.step_failed", lane=name, brand=scope.brand_id, reason=error.detail("en"))
        return 0


def _brands(platform: Platform) -> list[Scope]:
    with platform.stores.core.reading() as conn:
        return [Scope(brand.id) for brand in tenancy.brands(conn)]
