"""会话内容存档: messages by sequence, who agreed, and the corp's public keys by version."""

from dataclasses import dataclass, field

from siyu.simulators.wecom.entities import Json


@dataclass(frozen=True, slots=True)
class ArchivedMessage:
    """This record is an archived message as it is pulled: its body encrypted, its key encrypted under one version."""

    seq: int
    msgid: str
    at_ms: int
    key_version: int
    encrypted_key: str
    encrypted_body: str


@dataclass(frozen=True, slots=True)
class Consent:
    """This record is a customer's answer towards one member."""

    agreed: bool
    at_ms: int


@dataclass(slots=True)
class ArchiveBook:
    """This record holds the archive; `permitted` is whose messages are kept, `keys` PEM by version, `files` by sdkfileid."""

    messages: list[ArchivedMessage] = field(default_factory=list)
    consents: dict[tuple[str, str], Consent] = field(default_factory=dict)
    keys: dict[int, bytes] = field(default_factory=dict)
    permitted: dict[str, int] = field(default_factory=dict)
    plain: list[Json] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    told_at_ms: int | None = None
