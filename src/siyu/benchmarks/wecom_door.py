"""The callback door of the WeCom benches, in a process of its own."""

import os
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from siyu.benchmarks.wecom_worker import open_platform
from siyu.bootstrap import doors
from siyu.kit.http import install_errors


def serve(port: int) -> None:
    """This function will serve the doors for machines until the process is killed."""
    platform = open_platform(Path(os.environ["SIYU_DATA_DIR"]))
    app = FastAPI()
    app.state.platform = platform
    install_errors(app)
    doors.mount_doors(app, platform)
    uvicorn.run(app, port=port, log_level="critical", access_log=False)
