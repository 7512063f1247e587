"""Times as operators in China read them."""

from datetime import datetime

from siyu.simulators.wecom.quota import CHINA


def china_time(at_ms: int) -> str:
    """Return a time as operators in China read it."""
    return datetime.fromtimestamp(at_ms / 1000, CHINA).strftime("%Y-%m-%d %H:%M:%S")
