"""Request bodies: unpacked within their limits, and cut into deliveries for the inbox."""

import json
import zlib
from dataclasses import dataclass

import msgspec
from msgspec import Raw

from siyu.connectors.segment.errors import NotJson, TooLarge, TooManyMessages, UnknownEncoding
from siyu.events.inbox.contracts import BATCH, OVERSIZED, Delivery

KB = 1024
BATCH_BYTES_MAX = 500 * KB
MESSAGE_BYTES_MAX = 32 * KB
MESSAGES_MAX = 2_500
GZIP_WINDOW = 16 + zlib.MAX_WBITS
PLAIN = ("", "identity")


class _Envelope(msgspec.Struct, rename="camel", gc=False):
    """What stands around the messages of a batch."""

    batch: list[Raw]
    write_key: Raw = Raw(b"")
    sent_at: Raw = Raw(b"")


class _Single(msgspec.Struct, rename="camel", gc=False):
    """What stands beside the fields of a single call; its own sentAt is read when folding."""

    write_key: Raw = Raw(b"")


@dataclass(frozen=True, slots=True)
class Post:
    """A request, read. `oversized` are messages above 32 KB; `write_key` is the one in the body, "" when none."""

    kind: str
    messages: list[Raw]
    oversized: list[Raw]
    write_key: str
    sent_at: str

    def deliveries(self, source_id: int, received_at_ms: int) -> list[Delivery]:
        """This function will return what goes into the inbox: the messages as they are, oversized ones apart."""
        found = ((self.kind, self.messages), (OVERSIZED, self.oversized))
        return [
            Delivery(source_id, kind, received_at_ms, self.sent_at, len(raws), b"[" + b",".join(raws) + b"]")
            for kind, raws in found
            if raws
        ]


def unpack(body: bytes, encoding: str) -> bytes:
    """This function will return the plain body. Raises TooLarge above 500 KB unpacked, UnknownEncoding."""
    if encoding in PLAIN:
        return body
    if encoding not in ("gzip", "x-gzip"):
        raise UnknownEncoding(field="Content-Encoding", value=encoding)
    unpacker = zlib.decompressobj(GZIP_WINDOW)
    try:
        plain = unpacker.decompress(body, BATCH_BYTES_MAX + 1)
    except zlib.error as error:
        raise UnknownEncoding(field="Content-Encoding", value=encoding) from error
    if len(plain) > BATCH_BYTES_MAX:
        raise too_large("request", BATCH_BYTES_MAX)
    if not unpacker.eof or unpacker.unused_data:
        raise UnknownEncoding(field="Content-Encoding", value=encoding)
    return plain


def read(kind: str, body: bytes) -> Post:
    """This function will read the body of a call. Raises NotJson, TooLarge, TooManyMessages."""
    if kind != BATCH and len(body) > MESSAGE_BYTES_MAX:
        raise too_large("message", MESSAGE_BYTES_MAX)
    try:
        body.decode()
        return _read(kind, body)
    except UnicodeDecodeError as error:
        raise NotJson(field="body", value=f"byte {error.start} is not UTF-8") from error
    except msgspec.ValidationError as error:
        raise NotJson(field="body", value=str(error)) from error
    except (msgspec.DecodeError, RecursionError):
        return _read(kind, _mended(body))


def too_large(field: str, limit: int) -> TooLarge:
    """This function will return the error for a request or message above `limit` bytes."""
    return TooLarge(field=field, limit=limit // KB)


def _read(kind: str, body: bytes) -> Post:
    if kind != BATCH:
        single = _read_single(body)
        return Post(kind, [Raw(body)], [], _text(single.write_key), "")
    envelope = _read_envelope(body)
    if len(envelope.batch) > MESSAGES_MAX:
        raise TooManyMessages(field="batch", value=len(envelope.batch), limit=MESSAGES_MAX)
    fitting = [raw for raw in envelope.batch if len(raw) <= MESSAGE_BYTES_MAX]
    oversized = [] if len(fitting) == len(envelope.batch) else [r for r in envelope.batch if len(r) > MESSAGE_BYTES_MAX]
    return Post(BATCH, fitting, oversized, _text(envelope.write_key), _text(envelope.sent_at))


def _mended(body: bytes) -> bytes:
    """This function will return JSON whose texts hold halves of characters ("\\ud83d" of a cut emoji) without them.

    JavaScript writes such halves; one of them must not cost the whole batch. Raises NotJson for anything else.
    """
    try:
        plain = json.loads(body, parse_constant=_refuse)
        return json.dumps(plain, ensure_ascii=False).encode("utf-8", "replace")
    except (ValueError, RecursionError) as error:
        raise NotJson(field="body", value=str(error)) from error


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _text(raw: Raw) -> str:
    """This function will return a JSON text, or "" for anything else: what stands around messages never spoils them."""
    try:
        return _read_text(raw) if len(raw) else ""
    except msgspec.DecodeError:
        return ""


_read_envelope = msgspec.json.Decoder(_Envelope).decode
_read_single = msgspec.json.Decoder(_Single).decode
_read_text = msgspec.json.Decoder(str).decode
