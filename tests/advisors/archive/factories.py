"""Conversations as a connector would hand them over."""

import base64
from collections.abc import Sequence
from functools import cache

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from siyu.advisors.archive.contracts import Answer, Envelope, FilePart, NewMessage, Source
from siyu.advisors.archive.keys.operations import add_key, new_pair
from siyu.advisors.archive.ports import CannotOpen
from siyu.advisors.archive.pulling.operations import store
from siyu.kit.clock import HOUR_MS

private_key = cache(lambda version: new_pair())


def said(msgid: str, sender: str, to: str, text: str, at_ms: int, **more) -> NewMessage:
    """This function will make a text message."""
    return NewMessage(msgid, at_ms, more.pop("kind", "text"), sender, (to,), text=text, **more)


def keep(platform, scope, *messages: NewMessage) -> int:
    """This function will store opened messages."""
    now_ms = platform.clock.now_ms()
    return platform.stores.core.write(lambda conn: store(conn, scope, messages, at_ms=now_ms))


def key(platform, scope, version: int = 1) -> str:
    """This function will give the brand a key pair and return the public key."""
    now_ms, pem = platform.clock.now_ms(), private_key(version)
    made = platform.stores.core.write(lambda conn: add_key(platform, conn, scope, pem, version=version, at_ms=now_ms))
    return made.public_pem


class Shelf:
    """An archive in memory: the port's contract and nothing else. Its bodies are readable to whoever has the secret."""

    def __init__(self) -> None:
        self.messages: list[NewMessage] = []
        self.envelopes: list[Envelope] = []
        self.files: dict[str, bytes] = {}
        self.agreed: dict[tuple[str, str], bool] = {}
        self.asked: list[int] = []
        self.piece = 4

    def put(self, message: NewMessage, public_pem: str, *, version: int = 1, skip: int = 0) -> None:
        seq = (self.envelopes[-1].seq if self.envelopes else 0) + 1 + skip
        secret = f"secret-{message.msgid}"
        sealed = load_pem_public_key(public_pem.encode()).encrypt(secret.encode(), padding.PKCS1v15())
        self.messages.append(message)
        self.envelopes.append(Envelope(seq, message.msgid, version, base64.b64encode(sealed).decode(), secret))

    def source(self, scope) -> Source:
        return Source.SIMULATOR

    def changed(self, scope) -> bool:
        return False

    def pull(self, scope, after_seq: int, limit: int) -> list[Envelope]:
        self.asked.append(after_seq)
        return [one for one in self.envelopes if one.seq > after_seq][:limit]

    def open(self, scope, envelope: Envelope, secret: str) -> NewMessage | None:
        if envelope.sealed_body != secret:
            raise CannotOpen(value=envelope.msgid)
        return next(one for one in self.messages if one.msgid == envelope.msgid)

    def part(self, scope, file_id: str, mark: str) -> FilePart:
        start = int(mark or 0)
        end = start + self.piece
        return FilePart(self.files[file_id][start:end], str(end), end >= len(self.files[file_id]))

    def members(self, scope) -> list[str]:
        return sorted({userid for userid, _ in self.agreed})

    def answers(self, scope, pairs: Sequence[tuple[str, str]]) -> list[Answer]:
        return [Answer(one, "", other, self.agreed[one, other], HOUR_MS) for one, other in pairs]

    def room_answers(self, scope, room_id: str) -> list[Answer]:
        return []
