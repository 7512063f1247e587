"""Write keys: how they look and what is stored of them."""

import hashlib
import re
import secrets

KEY_BYTES = 24
HINT_LENGTH = 4
# Long enough that guessing is hopeless; Segment's own keys have 32 letters and digits.
KEY_FORM = re.compile(r"[A-Za-z0-9_-]{20,100}")


def new_write_key() -> str:
    """This function will return a fresh write key: 32 URL-safe characters, 192 bits of chance."""
    return secrets.token_urlsafe(KEY_BYTES)


def is_write_key(text: str) -> bool:
    """This function will say whether `text` has the form of a write key (20–100 letters, digits, "_" or "-")."""
    return KEY_FORM.fullmatch(text) is not None


def digest(write_key: str) -> str:
    """This function will return the SHA-256 of a write key in hex; keys are random, so no salt is needed."""
    return hashlib.sha256(write_key.encode()).hexdigest()


def hint(write_key: str) -> str:
    """This function will return the part of a write key people may see: its last four characters."""
    return write_key[-HINT_LENGTH:]
