"""How long to wait before the vendor is called again. Pure."""

WAIT_FIRST_MS = 2_000
WAIT_MAX_MS = 600_000


def wait_ms(attempts: int) -> int:
    """This function will return how long to wait after `attempts` failures in a row: doubling from 2 s to 10 min."""
    return min(WAIT_FIRST_MS << min(attempts, 16), WAIT_MAX_MS)
