"""What the worker does for imports."""

from siyu.imports.running.operations import run_import
from siyu.imports.settings import ImportsSettings
from siyu.imports.sweeping.operations import sweep_counts, sweep_files
from siyu.kit.clock import DAY_MS
from siyu.kit.db.scope import Scope
from siyu.kit.jobs import Job
from siyu.kit.platform import Platform
from siyu.tenancy import queries as tenancy

SWEEP_JOB = "imports.sweep"


def run(platform: Platform, job: Job) -> None:
    """This function will run a queued import from its checkpoint to its end (the job `imports.run`)."""
    run_import(platform, job.scope, job.payload["import_id"], on_progress=lambda _: job.renew())


def sweep(platform: Platform, _job: Job | None = None) -> None:
    """This function will delete files and counts that no import needs any more (a nightly job, `imports.sweep`)."""
    with platform.stores.core.reading() as conn:
        scopes = [Scope(brand.id) for brand in tenancy.brands(conn)]
    sweep_files(platform, scopes, before_ms=platform.clock.now_ms() - ImportsSettings().files_days * DAY_MS)
    for scope in scopes:
        sweep_counts(platform, scope)
