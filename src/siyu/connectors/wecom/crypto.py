"""Callback signature and decryption (p90968): AES-256-CBC, IV = first 16 bytes of the key, padding to 32 bytes."""

import base64
import binascii
import hashlib
import hmac
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from siyu.kit.errors import Forbidden

BLOCK = 32
RANDOM_BYTES = 16
LENGTH_BYTES = 4


class BadCallback(Forbidden):
    """A callback is not signed with our token, or not encrypted for our corp."""

    zh = "企业微信回调校验失败"
    en = "The callback is not from WeCom, or not for this corp"
    fix_zh = "请核对回调的 Token 与 EncodingAESKey"
    fix_en = "Check the callback's Token and EncodingAESKey"


def check_signature(token: str, timestamp: str, nonce: str, encrypted: str, given: str) -> None:
    """This function will raise BadCallback unless `given` signs the other values with `token`."""
    joined = "".join(sorted((token, timestamp, nonce, encrypted)))
    expected = hashlib.sha1(joined.encode()).hexdigest()
    if not token or not hmac.compare_digest(expected.encode(), given.encode()):
        raise BadCallback(field="msg_signature")


def open_envelope(aes_key: str, encrypted: str, receive_id: str) -> str:
    """This function will return the text inside. Raises BadCallback for a wrong key, damage or another receiver."""
    try:
        key = base64.b64decode(aes_key + "=")
        opener = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
        padded = opener.update(base64.b64decode(encrypted, validate=True)) + opener.finalize()
        plain = padded[: len(padded) - _padding(padded)]
        (length,) = struct.unpack(">I", plain[RANDOM_BYTES : RANDOM_BYTES + LENGTH_BYTES])
        body = plain[RANDOM_BYTES + LENGTH_BYTES :]
        text, receiver = body[:length].decode(), body[length:]
    except (ValueError, binascii.Error, struct.error) as error:
        raise BadCallback(field="encrypt") from error
    if len(body) < length or not hmac.compare_digest(receiver, receive_id.encode()):
        raise BadCallback(field="receiveid")
    return text


def _padding(padded: bytes) -> int:
    size = padded[-1] if padded else 0
    if not 1 <= size <= BLOCK or padded[-size:] != bytes([size]) * size:
        raise ValueError("bad padding")
    return size
