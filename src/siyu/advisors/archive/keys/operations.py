"""Making and taking in key pairs; a private key goes into the store encrypted and never out again."""

import hashlib

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from sqlalchemy import Connection

from siyu.advisors.archive.contracts import PublicKey
from siyu.advisors.archive.keys import queries
from siyu.advisors.archive.models import archive_key
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.errors import Conflict, Invalid
from siyu.kit.platform import Platform
from siyu.tenancy.operations import record_audit

BITS = 2_048
EXPONENT = 65_537
FINGERPRINT_LENGTH = 16


class BadArchiveKey(Invalid):
    """What was given is no RSA private key of 2,048 bits in PEM."""

    zh = "私钥不正确:需要 RSA 2048 的 PEM 文本"
    en = "The private key must be RSA, 2048 bits, in PEM"
    fix_zh = "留空由思域生成,再把公钥填到企业微信后台"
    fix_en = "Leave it empty to have one made, and paste the public key into the WeCom console"


class ArchiveKeyKnown(Conflict):
    """A key of this version is here already; its messages could not be opened any more if it were replaced."""

    zh = "公钥版本 {value} 已有密钥"
    en = "There is a key of version {value} already"
    fix_zh = "请填企业微信后台显示的新版本号"
    fix_en = "Give the new version that the WeCom console shows"


def new_pair() -> str:
    """This function will make a key pair and return the private key in PEM; takes a moment, so outside transactions."""
    return _pem(rsa.generate_private_key(EXPONENT, BITS))


def add_key(
    platform: Platform, conn: Connection, scope: Scope, private_pem: str, *, version: int, at_ms: int
) -> PublicKey:
    """This function will keep a private key for messages of `version`. Raises BadArchiveKey or ArchiveKeyKnown."""
    key = _read(private_pem)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    fingerprint = hashlib.sha256(public.encode()).hexdigest()[:FINGERPRINT_LENGTH]
    row = {
        "version": version,
        "private_sealed": platform.keyring.encrypt(scope.brand_id, _pem(key)),
        "public_pem": public,
        "fingerprint": fingerprint,
        "created_at_ms": at_ms,
    }
    if not scoped.insert_missing(conn, scope, archive_key, [row], archive_key.c.version):
        raise ArchiveKeyKnown(field="version", value=version)
    record_audit(conn, scope, "archive.key", f"version:{version}", {"fingerprint": fingerprint}, at_ms=at_ms)
    return next(one for one in queries.public_keys(conn, scope) if one.version == version)


def _read(private_pem: str) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(private_pem.strip().encode(), None)
    except (ValueError, TypeError) as error:
        raise BadArchiveKey(field="private_key") from error
    if not isinstance(key, RSAPrivateKey) or key.key_size != BITS:
        raise BadArchiveKey(field="private_key")
    return key


def _pem(key: RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
