"""Keys: phones are encrypted with AES-256-GCM and found again through an HMAC-SHA256 blind index.

The per-brand keys are derived from the master key with HKDF (RFC 5869), so one brand's rows mean nothing to another.
"""

import base64
import hashlib
import hmac
import os
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from siyu.kit.errors import Invalid

KEY_BYTES = 32
NONCE_BYTES = 12
KEY_FILE = "secret.key"


class BadSecretKey(Invalid):
    """The master key is not 32 bytes of base64."""

    zh = "主密钥无效:需要 32 字节的 base64"
    en = "The master key must be 32 bytes in base64"
    fix_zh = "用 `openssl rand -base64 32` 生成并写入 SIYU_SECRET_KEY"
    fix_en = "Make one with `openssl rand -base64 32` and put it in SIYU_SECRET_KEY"


class Keyring:
    """Derives and uses the keys of each brand."""

    def __init__(self, master: bytes) -> None:
        self._derive = lru_cache(maxsize=4096)(lambda purpose, brand_id: _derive(master, purpose, brand_id))

    def encrypt(self, brand_id: int, text: str) -> bytes:
        """This function will return `text` encrypted for the brand: 12 bytes nonce, then ciphertext and tag."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self._derive("phone", brand_id)).encrypt(nonce, text.encode(), None)

    def decrypt(self, brand_id: int, sealed: bytes) -> str:
        """This function will return the text behind `sealed`. Raises cryptography's InvalidTag for another brand's."""
        key = AESGCM(self._derive("phone", brand_id))
        return key.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None).decode()

    def blind_index(self, brand_id: int, text: str) -> str:
        """This function will return the searchable digest of `text` within the brand (64 hex digits)."""
        return hmac.new(self._derive("index", brand_id), text.encode(), hashlib.sha256).hexdigest()

    def sign(self, purpose: str, text: str) -> str:
        """This function will return a URL-safe signature of `text` for `purpose` (sessions, download links)."""
        digest = hmac.new(self._derive(purpose, 0), text.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def open_keyring(secret_key: str, data_dir: Path) -> Keyring:
    """This function will open the keyring of `secret_key`, or of the key file in `data_dir`, made on first use.

    Raises BadSecretKey when the key is malformed.
    """
    return Keyring(_decode(secret_key) if secret_key else _key_file(data_dir / KEY_FILE))


def _key_file(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _decode(path.read_text().strip())
    with os.fdopen(handle, "w") as file:
        file.write(base64.b64encode(os.urandom(KEY_BYTES)).decode())
        file.flush()
        os.fsync(file.fileno())
    return _decode(path.read_text().strip())


def _decode(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise BadSecretKey(field="SIYU_SECRET_KEY")
    return key


def _derive(master: bytes, purpose: str, brand_id: int) -> bytes:
    info = f"siyu/{purpose}/{brand_id}".encode()
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=info).derive(master)
