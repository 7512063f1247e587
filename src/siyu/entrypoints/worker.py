"""The worker process: runs until told to stop, finishing the step it is in."""

import signal
import threading

import structlog

from siyu.bootstrap import work
from siyu.kit.platform import Platform

log = structlog.get_logger(__name__)


def run(platform: Platform) -> None:
    """This function will run a worker until SIGINT or SIGTERM, then let every step finish."""
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    worker = work.create_worker(platform)
    worker.start()
    log.info("worker.started")
    stop.wait()
    worker.stop()
    log.info("worker.stopped")
