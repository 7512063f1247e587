"""The command line in this process: what a person would see, without waiting for Python to start anew each time."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from siyu.entrypoints import cli


@dataclass(frozen=True, slots=True)
class Done:
    """What a command printed."""

    stdout: str
    stderr: str


class Terminal:
    """`siyu` with a data folder of its own; every command is checked against the exit code it should end with."""

    def __init__(self, data: Path, patch: pytest.MonkeyPatch, printed: pytest.CaptureFixture[str]) -> None:
        self._patch, self._printed = patch, printed
        patch.setenv("SIYU_DATA_DIR", str(data))
        patch.delenv("SIYU_DATABASE_URL", raising=False)

    def __call__(self, *words: str, language: str = "C.UTF-8", code: int = 0) -> Done:
        """This function will run one command to its end."""
        self._patch.setenv("LC_ALL", language)
        self._patch.setattr("sys.argv", ["siyu", *words])
        self._printed.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        done = Done(*self._printed.readouterr())
        assert (ended.value.code or 0) == code, done
        return done
