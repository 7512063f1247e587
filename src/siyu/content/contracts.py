"""What content tells others: materials, scripts, the stages scripts are written for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class MaterialKind(StrEnum):
    """What a piece of material is; images, files and videos have bytes, the others only words."""

    TEXT = "text"
    IMAGE = "image"
    LINK = "link"
    MINIPROGRAM = "miniprogram"
    FILE = "file"
    VIDEO = "video"


FILE_KINDS = (MaterialKind.IMAGE, MaterialKind.FILE, MaterialKind.VIDEO)
# Cards may have a picture of their own as their file: mass messages and moments need one, the sidebar does not.
COVERED_KINDS = (MaterialKind.LINK, MaterialKind.MINIPROGRAM)


class Stage(StrEnum):
    """Where a customer stands with the brand, as scripts are sorted; `ANY` fits everybody."""

    ANY = "any"
    NEW_FRIEND = "new_friend"
    CONSIDERING = "considering"
    FIRST_ORDER = "first_order"
    REPEAT = "repeat"
    LOYAL = "loyal"
    SLEEPING = "sleeping"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the data folder: SHA-256 in hex, the name people see, its size and media type."""

    digest: str
    name: str
    size_bytes: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a picture is, how long a video runs; None: not known."""

    width_px: int | None = None
    height_px: int | None = None
    length_ms: int | None = None


@dataclass(frozen=True, slots=True)
class NewMaterial:
    """A material to save. `body` has the fields of its kind, see `domain.FIELDS`."""

    kind: MaterialKind
    title: str
    category: str = ""
    body: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Material:
    """A stored piece of material. `version` grows with each change."""

    id: int
    kind: MaterialKind
    title: str
    category: str
    body: Mapping[str, str]
    file: StoredFile | None
    version: int
    archived: bool
    created_by: str
    created_at_ms: int
    updated_at_ms: int


@dataclass(frozen=True, slots=True)
class NewScript:
    """A script to save: `text` may carry variables like {name}; `objection` is what the customer says against."""

    title: str
    text: str
    stage: Stage = Stage.ANY
    objection: str = ""
    category: str = ""
    material_id: int | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """A stored script 话术. `variables` are those its text uses, in order."""

    id: int
    title: str
    text: str
    stage: Stage
    objection: str
    category: str
    material_id: int | None
    variables: tuple[str, ...]
    version: int
    archived: bool
    created_by: str
    created_at_ms: int
    updated_at_ms: int
