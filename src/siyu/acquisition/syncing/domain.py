"""The digest that tells whether the vendor has to be called, and how long to wait after a failure. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict

from siyu.acquisition.live_codes.contracts import Answer, CodeSettings
from siyu.acquisition.syncing.contracts import REMARK_CHARS_MAX, Way

WAIT_FIRST_MS = 2_000
WAIT_MAX_MS = 600_000


def wanted_way(settings: CodeSettings, answer: Answer, state: str, userids: Mapping[int, str]) -> Way:
    """This function will say how a placement's contact way should be for this answer."""
    staff = tuple(sorted(userids[staff_id] for staff_id in answer.staff_ids if userids.get(staff_id)))
    return Way(state, staff, answer.skip_verify, settings.sticky, settings.name[:REMARK_CHARS_MAX])


def digest(way: Way) -> str:
    """This function will return a short fingerprint of a way; equal ways have equal ones."""
    return hashlib.sha256(json.dumps(asdict(way), sort_keys=True).encode()).hexdigest()[:32]


def wait_ms(attempts: int) -> int:
    """This function will return how long to wait before trying again after `attempts` failures in a row."""
    return min(WAIT_FIRST_MS << min(attempts, 16), WAIT_MAX_MS)
