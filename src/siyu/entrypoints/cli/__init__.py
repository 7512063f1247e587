"""The command line: `siyu demo | serve | worker | migrate | brand | import | segment | journey | doctor | bench`."""

import sys

from siyu.entrypoints.cli.main import app
from siyu.entrypoints.cli.terminal import report
from siyu.kit.errors import SiyuError


def main() -> None:
    """This function will run the command line; an expected error prints what, why and the fix, and exits with 1."""
    try:
        app()
    except SiyuError as error:
        report(error)
        sys.exit(1)
