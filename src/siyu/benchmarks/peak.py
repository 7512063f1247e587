"""How much memory this program has used at most."""

from pathlib import Path


def peak_mb() -> float:
    """This function will return this program's own peak of resident memory in MB (Linux, proc(5) VmHWM).

    Not getrusage's ru_maxrss: that survives exec, so a child would report what its parent had used before.
    """
    status = Path("/proc/self/status").read_text()
    line = next(one for one in status.splitlines() if one.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024
