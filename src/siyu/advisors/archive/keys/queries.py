"""Reads of the archive's keys: the public side for people, the private side for opening messages only."""

import base64
import binascii
from collections.abc import Iterable

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from sqlalchemy import Connection

from siyu.advisors.archive.contracts import PublicKey
from siyu.advisors.archive.models import archive_key
from siyu.kit.db import scoped
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform

VERSIONS_MAX = 100


def public_keys(conn: Connection, scope: Scope) -> list[PublicKey]:
    """This function will list the brand's keys, newest version first, at most 100."""
    columns = (archive_key.c.version, archive_key.c.fingerprint, archive_key.c.public_pem, archive_key.c.created_at_ms)
    statement = scoped.select(scope, *columns).order_by(archive_key.c.version.desc()).limit(VERSIONS_MAX)
    return [PublicKey(*row) for row in conn.execute(statement)]


class PrivateKeys:
    """The private keys of a brand, opened for one pull; shows nothing of them."""

    def __init__(self, platform: Platform, conn: Connection, scope: Scope, versions: Iterable[int]) -> None:
        statement = scoped.select(scope, archive_key).where(archive_key.c.version.in_(sorted(set(versions))))
        self._keys: dict[int, RSAPrivateKey] = {}
        self.fingerprints: dict[int, str] = {}
        for row in conn.execute(statement):
            key = load_pem_private_key(platform.keyring.decrypt(scope.brand_id, row.private_sealed).encode(), None)
            assert isinstance(key, RSAPrivateKey)
            self._keys[row.version], self.fingerprints[row.version] = key, row.fingerprint

    def unseal(self, version: int, sealed: str) -> str | None:
        """This function will return the secret sealed for a version (RSA, PKCS #1 v1.5); None when it cannot be read."""
        key = self._keys.get(version)
        if key is None:
            return None
        try:
            return key.decrypt(base64.b64decode(sealed, validate=True), padding.PKCS1v15()).decode()
        except (ValueError, binascii.Error):
            return None
