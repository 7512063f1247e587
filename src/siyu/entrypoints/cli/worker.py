"""`siyu worker`, `migrate`: the worker's process and the schema. Neither waits for the API's routers to be built."""

from typing import Annotated

import typer

from siyu.bootstrap import opening
from siyu.entrypoints import worker as worker_process
from siyu.entrypoints.cli.terminal import opened, say
from siyu.kit.config import KitSettings
from siyu.kit.db import migrate as schema
from siyu.kit.logs import set_up_logs


def worker() -> None:
    """Run a worker: it folds events, ticks journeys, sends messages and runs jobs. Any number may run."""
    with opened() as platform:
        set_up_logs(as_json=platform.settings.log_json)
        worker_process.run(platform)


def migrate(
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether the schema is current; exit 1 if not.")
    ] = False,
) -> None:
    """Bring the database's tables to this version. Back up first; embedded stores do this by themselves."""
    platform = opening.open_platform_unchecked(KitSettings())
    try:
        late = schema.behind(platform.stores)
        if check:
            say("数据库结构需要升级" if late else "数据库结构已是最新", f"behind: {late}" if late else "up to date")
            raise typer.Exit(1 if late else 0)
        schema.upgrade(platform.stores)
        say("数据库结构已是最新", "The schema is up to date")
    finally:
        platform.close()
