"""The address of a place, the digest that tells whether the vendor has to be called, which unit is a department. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from urllib.parse import quote, urlencode

from siyu.acquisition.links.contracts import LinkSettings, VendorLink

VENDOR_NAME_CHARS_MAX = 30
# Units that were read from WeCom carry this code with the department's number.
UNIT_PREFIX = "wecom:"


def place_url(url: str, channel: str) -> str:
    """This function will return the address to hand out for a place: whoever comes by it brings `channel` along."""
    return f"{url}?{urlencode({'customer_channel': channel})}" if url else ""


def deep_link(address: str) -> str:
    """This function will return the address that opens WeChat from an app or a text message (p97297)."""
    return f"weixin://biz/ww/profile/{quote(address, safe='')}" if address else ""


def department_of(unit_code: str) -> int | None:
    """This function will return the WeCom department that a unit is, None for a unit of the brand's own list."""
    number = unit_code.removeprefix(UNIT_PREFIX)
    return int(number) if unit_code.startswith(UNIT_PREFIX) and number.isdigit() else None


def wanted_link(settings: LinkSettings, userids: Mapping[int, str], unit_codes: Iterable[str]) -> VendorLink:
    """This function will say how a link should be at the vendor; who is not able to serve is left out."""
    users = sorted(userids[staff_id] for staff_id in settings.staff_ids if userids.get(staff_id))
    departments = sorted(number for code in unit_codes if (number := department_of(code)) is not None)
    name = settings.name[:VENDOR_NAME_CHARS_MAX]
    return VendorLink(name, tuple(users), tuple(departments), settings.skip_verify)


def digest(link: VendorLink) -> str:
    """This function will return a short fingerprint of a link; equal links have equal ones."""
    return hashlib.sha256(json.dumps(asdict(link), sort_keys=True).encode()).hexdigest()[:32]
