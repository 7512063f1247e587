"""Knocks at our own callback door as WeCom does when the address is saved (p90930): signed, encrypted, to be echoed."""

import base64
import hashlib
import secrets
import struct

import httpx
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from siyu.connectors.wecom.credentials import Corp

BLOCK = 32
RANDOM_BYTES = 16
TIMEOUT_S = 5.0


def echoes(address: str, corp: Corp, *, at_s: int) -> str:
    """This function will return "" when the door at `address` echoes what only our keys can read, else what it said."""
    word = secrets.token_hex(8)
    sealed = seal(corp.aes_key, word, corp.corpid)
    nonce = secrets.token_hex(4)
    signature = hashlib.sha1("".join(sorted((corp.token, str(at_s), nonce, sealed))).encode()).hexdigest()
    params = {"msg_signature": signature, "timestamp": str(at_s), "nonce": nonce, "echostr": sealed}
    try:
        answer = httpx.get(address, params=params, timeout=TIMEOUT_S, trust_env=False)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return f"{type(error).__name__}: {error}"[:200]
    return "" if answer.text == word else f"HTTP {answer.status_code}"


def seal(aes_key: str, text: str, receive_id: str) -> str:
    """This function will encrypt a text for `receive_id`, as WeCom does (p90968)."""
    key = base64.b64decode(aes_key + "=")
    body = text.encode()
    plain = secrets.token_bytes(RANDOM_BYTES) + struct.pack(">I", len(body)) + body + receive_id.encode()
    size = BLOCK - len(plain) % BLOCK
    lock = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(lock.update(plain + bytes([size]) * size) + lock.finalize()).decode()
