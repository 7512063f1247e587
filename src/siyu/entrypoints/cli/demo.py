"""`siyu demo`: the whole product with a believable brand, in one process."""

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import platformdirs
import typer
import uvicorn
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from siyu.bootstrap import opening, work
from siyu.entrypoints import api
from siyu.entrypoints.cli.terminal import err, say
from siyu.entrypoints.demo import brand as demo_brand
from siyu.entrypoints.demo import stage
from siyu.kit.config import KitSettings
from siyu.kit.db.scope import Scope
from siyu.kit.logs import set_up_logs
from siyu.kit.platform import Platform

CUSTOMERS_MAX = 5_000_000
STAGES = {
    "customers": ("客户", "customers"),
    "orders": ("订单", "orders"),
    "events": ("行为", "behaviour"),
    "segments": ("人群", "segments"),
}


def demo(
    customers: Annotated[
        int, typer.Option(min=1, max=CUSTOMERS_MAX, help="How many customers the brand has.")
    ] = 20_000,
    seed: Annotated[int, typer.Option(min=0, help="The same seed makes the same brand.")] = 7,
    port: Annotated[int, typer.Option(help="Port of the console; the WeCom simulator takes the next one.")] = 8000,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Only prepare the data with --no-serve.")] = True,
) -> None:
    """Start everything with a demo brand: API, worker, console and the WeCom simulator. Ctrl-C ends it.

    The first start makes the data (about a minute for 20,000 customers); later starts keep what you did.
    """
    settings = KitSettings()
    if "SIYU_DATA_DIR" not in os.environ:
        settings = settings.model_copy(update={"data_dir": Path(platformdirs.user_data_dir("siyu")) / "demo"})
    set_up_logs(as_json=settings.log_json)
    platform = opening.open_platform(settings)
    try:
        with _progress() as progress:
            scope = demo_brand.prepare(platform, customers=customers, seed=seed, progress=progress)
        if serve:
            _serve(platform, scope, port)
    finally:
        platform.close()


@contextlib.contextmanager
def _progress() -> Iterator[demo_brand.Progress]:
    """This function will show one bar a stage; the total is known for customers only."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=err) as bars:
        tasks = {}

        def tell(name: str, rows: int, total: int | None = None) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(" ".join(STAGES[name]), total=total)
            bars.advance(tasks[name], rows)

        yield tell


def _serve(platform: Platform, scope: Scope, port: int) -> None:
    """This function will run API, worker and WeCom simulator until Ctrl-C."""
    with stage.wecom(platform, scope, console_port=port, port=port + 1) as simulator_url:
        worker = work.create_worker(platform)
        worker.start()
        threading.Timer(0.5, _greet, (port, simulator_url)).start()
        try:
            uvicorn.run(
                api.create_app(platform), host="127.0.0.1", port=port, log_config=None, timeout_graceful_shutdown=3
            )
        except KeyboardInterrupt:
            pass
        finally:
            worker.stop()


def _greet(port: int, simulator_url: str) -> None:
    address = f"http://127.0.0.1:{port}"
    login = f"{demo_brand.LOGIN} / {demo_brand.PASSWORD}"
    say(
        f"\n  [bold]Siyu 已启动[/]  {address}\n  账号 {login}\n  企业微信模拟器 {simulator_url}/sim\n  按 Ctrl-C 结束\n",
        f"\n  [bold]Siyu is up[/]  {address}\n  sign in with {login}\n"
        f"  WeCom simulator {simulator_url}/sim\n  Ctrl-C ends it\n",
    )
