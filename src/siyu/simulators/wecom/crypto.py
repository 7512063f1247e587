"""Callback encryption and signature, written from the vendor's description alone (AES-256-CBC, block 32, SHA-1)."""

import base64
import hashlib
import hmac
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK_BYTES = 32
PREFIX_BYTES = 16


class BadCiphertext(ValueError):
    """This error will say that a text cannot be decrypted with this key for this receiver."""


def signature(token: str, timestamp: str, nonce: str, encrypted: str) -> str:
    """Return the lower-case hex SHA-1 of the four values sorted as text and joined."""
    return hashlib.sha1("".join(sorted([token, timestamp, nonce, encrypted])).encode()).hexdigest()


def signature_matches(expected: str, given: str) -> bool:
    """Return whether two signatures agree, in constant time."""
    return hmac.compare_digest(expected.encode(), given.encode())


def encrypt(aes_key: str, message: str, receive_id: str, *, prefix: bytes | None = None) -> str:
    """Return base64(AES(prefix + length + message + receiver)); `prefix` is 16 random bytes unless given."""
    body = message.encode()
    plain = (prefix or os.urandom(PREFIX_BYTES)) + struct.pack(">I", len(body)) + body + receive_id.encode()
    pad = BLOCK_BYTES - len(plain) % BLOCK_BYTES
    worker = _cipher(aes_key).encryptor()
    return base64.b64encode(worker.update(plain + bytes([pad]) * pad) + worker.finalize()).decode()


def decrypt(aes_key: str, encrypted: str, receive_id: str) -> str:
    """Return the message inside; raise `BadCiphertext` for a wrong key, damaged text or another receiver."""
    try:
        worker = _cipher(aes_key).decryptor()
        plain = worker.update(base64.b64decode(encrypted)) + worker.finalize()
    except ValueError as error:
        raise BadCiphertext("not a whole number of blocks or not base64") from error
    body, owner = _split(_unpad(plain))
    if owner != receive_id.encode():
        raise BadCiphertext("encrypted for another receiver")
    return body.decode()


def _cipher(aes_key: str) -> Cipher[modes.CBC]:
    key = base64.b64decode(aes_key + "=")
    return Cipher(algorithms.AES256(key), modes.CBC(key[:16]))


def _unpad(plain: bytes) -> bytes:
    pad = plain[-1] if plain else 0
    if not 1 <= pad <= BLOCK_BYTES or plain[-pad:] != bytes([pad]) * pad:
        raise BadCiphertext("bad padding")
    return plain[:-pad]


def _split(plain: bytes) -> tuple[bytes, bytes]:
    start = PREFIX_BYTES + 4
    if len(plain) < start:
        raise BadCiphertext("too short")
    length = struct.unpack(">I", plain[PREFIX_BYTES:start])[0]
    if start + length > len(plain):
        raise BadCiphertext("length beyond the end")
    return plain[start : start + length], plain[start + length :]
