"""`siyu serve`, `openapi`: the API's process and its description."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from siyu.bootstrap import work
from siyu.entrypoints import api
from siyu.entrypoints.cli.terminal import opened
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
        running = work.create_worker(platform) if with_worker else None
        if running:
            running.start()
        try:
            uvicorn.run(api.create_app(platform), host=host, port=port, log_config=None, timeout_graceful_shutdown=5)
        finally:
            if running:
                running.stop()


def openapi(
    target: Annotated[Path | None, typer.Argument(help="File to write; standard output if left out.")] = None,
) -> None:
    """Print the API's OpenAPI description, from which the console's client is generated."""
    text = json.dumps(api.describe(), ensure_ascii=False, indent=1) + "\n"
    if target:
        target.write_text(text)
    else:
        sys.stdout.write(text)
