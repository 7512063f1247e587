"""What the worker does for imports."""

from siyu.imports.running.operations import run_import
from siyu.kit.jobs import Job
from siyu.kit.platform import Platform


def run(platform: Platform, job: Job) -> None:
    """This function will run a queued import from its checkpoint to its end (the job `imports.run`)."""
    run_import(platform, job.scope, job.payload["import_id"], on_progress=lambda _: job.renew())
