"""A worker of the WeCom benches, in a process of its own that may be killed; it loads nothing else, to be back soon."""

import json
import os
import time
from pathlib import Path

from siyu.benchmarks.peak import peak_mb
from siyu.bootstrap import opening, work
from siyu.connectors.wecom.client.calls import WecomClient
from siyu.connectors.wecom.sync.operations import begin
from siyu.connectors.wecom.sync.reading import AlreadyReading, read_all
from siyu.kit.config import KitSettings
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

BRAND = "bench"
READY, FIGURES = "worker-ready", "figures.json"


def work_for_ever() -> None:
    """This function will run a whole worker, every lane of it, until the process is killed."""
    platform = open_platform(Path(os.environ["SIYU_DATA_DIR"]))
    work.create_worker(platform).start()
    (Path(os.environ["SIYU_DATA_DIR"]) / READY).touch()
    while True:
        time.sleep(1)


def read_corp() -> None:
    """This function will read the whole corp of brand "bench", as `siyu wecom sync` does, and leave its figures behind."""
    folder = Path(os.environ["SIYU_DATA_DIR"])
    platform = open_platform(folder)
    scope, client = Scope(1), WecomClient(platform.clock)
    now_ms = platform.clock.now_ms()
    begun = platform.stores.core.write(lambda conn: begin(conn, scope, started_by="bench", at_ms=now_ms))
    found = None
    while found is None:
        try:
            found = read_all(platform, client, scope, begun.id)
        except AlreadyReading:  # left by the process that was killed a moment ago
            time.sleep(0.5)
    figures = {"friends": found.friends, "pages": found.pages, "staff": found.staff_done, "peak_mb": peak_mb()}
    (folder / FIGURES).write_text(json.dumps(figures))


def open_platform(folder: Path) -> Platform:
    """This function will open the platform in `folder` on SQLite."""
    return opening.open_platform(KitSettings(data_dir=folder))
