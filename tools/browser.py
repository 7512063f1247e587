"""Find a Chromium for the browser tests, or install one, and say which.

`python -m tools.browser` prints the path on stdout and everything else on stderr.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
PACKAGES = ("chromium", "fonts-noto-cjk")


def main() -> None:
    """This function will print the path of a Chromium that is there now, installing one when none was."""
    found = find()
    if not found:
        install()
        found = find()
    if not found:
        sys.exit("no Chromium could be found or installed; set SIYU_CHROMIUM to one, or run: make test-fast")
    print(f"browser tests use {found}", file=sys.stderr)
    print(found)


def find() -> str | None:
    """This function will return a Chromium: the one named by SIYU_CHROMIUM, the machine's, or Playwright's."""
    named = os.environ.get("SIYU_CHROMIUM")
    on_path = next((path for path in map(shutil.which, NAMES) if path), None)
    return named or on_path or (str(MAC) if MAC.exists() else None) or playwrights()


def playwrights() -> str | None:
    """This function will return the Chromium that Playwright keeps in its own cache, if it downloaded one."""
    code = (
        "from playwright.sync_api import sync_playwright as p\nwith p() as play: print(play.chromium.executable_path)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stdout.strip()
    return shown if shown and Path(shown).exists() else None


def install() -> None:
    """This function will install Chromium: from Debian's packages as root, else by Playwright's own download."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("no Chromium found: installing Debian's chromium and fonts-noto-cjk", file=sys.stderr)
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
            subprocess.run(["apt-get", *step], env=env, stdout=sys.stderr, check=False)
    if not find():
        print("no Chromium found: downloading Playwright's", file=sys.stderr)
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(command, stdout=sys.stderr, check=False)


if __name__ == "__main__":
    main()
