"""`siyu serve`, `worker`, `migrate`, `openapi`: the processes and the schema."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from siyu import bootstrap
from siyu.entrypoints import api
from siyu.entrypoints import worker as worker_process
from siyu.entrypoints.cli.terminal import opened, say
from siyu.kit.config import KitSettings
from siyu.kit.db import migrate as schema
from siyu.kit.logs import set_up_logs


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for all.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    with_worker: Annotated[
        bool, typer.Option("--with-worker/--no-worker", help="Run a worker in this process.")
    ] = True,
) -> None:
    """Serve the API and the console; on the embedded store a worker runs in the same process.

    On PostgreSQL run as many `siyu serve --no-worker` and `siyu worker` as you need.
    """
    with opened() as platform:
        set_up_logs(as_json=platform.settings.log_json)
        running = bootstrap.create_worker(platform) if with_worker else None
        if running:
            running.start()
        try:
            uvicorn.run(api.create_app(platform), host=host, port=port, log_config=None, timeout_graceful_shutdown=5)
        finally:
            if running:
                running.stop()


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
    platform = bootstrap.open_platform_unchecked(KitSettings())
    try:
        late = schema.behind(platform.stores)
        if check:
            say("数据库结构需要升级" if late else "数据库结构已是最新", f"behind: {late}" if late else "up to date")
            raise typer.Exit(1 if late else 0)
        schema.upgrade(platform.stores)
        say("数据库结构已是最新", "The schema is up to date")
    finally:
        platform.close()


def openapi(
    target: Annotated[Path | None, typer.Argument(help="File to write; standard output if left out.")] = None,
) -> None:
    """Print the API's OpenAPI description, from which the console's client is generated."""
    text = json.dumps(api.describe(), ensure_ascii=False, indent=1) + "\n"
    if target:
        target.write_text(text)
    else:
        sys.stdout.write(text)
