"""Shapes of content's API."""

from dataclasses import asdict
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from siyu.content.contracts import Material, MaterialKind, Script, Shape, Stage, StoredFile


class Body(BaseModel):
    """A request body: unknown fields are refused by name."""

    model_config = ConfigDict(extra="forbid")


class MaterialFileOut(BaseModel):
    """A material's file; its bytes are at …/materials/{id}/file. A picture's size and a video's length are null if unknown."""

    name: str
    size_bytes: int
    media_type: str
    width_px: int | None
    height_px: int | None
    length_ms: int | None


class MaterialOut(BaseModel):
    """A piece of material. `body` has the fields of its kind: text; url, description, image_url; appid, page, image_url."""

    id: int
    kind: MaterialKind
    title: str
    category: str
    body: dict[str, str]
    file: MaterialFileOut | None
    version: int
    archived: bool
    created_by: str
    created_at_ms: int
    updated_at_ms: int


class MaterialBody(Body):
    """A new material without a file."""

    kind: MaterialKind
    title: str
    category: str = ""
    body: dict[str, str] = {}


class MaterialChange(Body):
    """What a material is to become; `version` is the one the change was made on."""

    title: str
    category: str = ""
    body: dict[str, str] = {}
    version: int


class ScriptOut(BaseModel):
    """A script."""

    id: int
    title: str
    text: str
    stage: Stage
    objection: str
    category: str
    material_id: int | None
    material: MaterialOut | None
    variables: list[str]
    version: int
    archived: bool
    created_by: str
    created_at_ms: int
    updated_at_ms: int


class ScriptBody(Body):
    """A new script."""

    title: str
    text: str
    stage: Stage = Stage.ANY
    objection: str = ""
    category: str = ""
    material_id: int | None = None


class ScriptChange(ScriptBody):
    """What a script is to become; `version` is the one the change was made on."""

    version: int


class ArchiveBody(Body):
    """Whether a piece is out of use."""

    archived: bool


class VariableOut(BaseModel):
    """A variable that scripts may use: what it means, and the word that stands in when it is not known."""

    name: str
    meaning: str
    fallback: str


class CategoriesOut(BaseModel):
    """The categories in use."""

    materials: Annotated[list[str], Field(max_length=200)]
    scripts: Annotated[list[str], Field(max_length=200)]


def material_out(one: Material, shape: Shape | None) -> MaterialOut:
    """This function will shape a material whose file measures `shape`."""
    file = _file_out(one.file, shape or Shape()) if one.file else None
    names = MaterialOut.model_fields.keys() - {"file", "body"}
    return MaterialOut(**{name: getattr(one, name) for name in names}, file=file, body=dict(one.body))


def script_out(one: Script, material: MaterialOut | None) -> ScriptOut:
    """This function will shape a script with its material."""
    names = ScriptOut.model_fields.keys() - {"material", "variables"}
    return ScriptOut(**{name: getattr(one, name) for name in names}, variables=list(one.variables), material=material)


def _file_out(held: StoredFile, shape: Shape) -> MaterialFileOut:
    known = {"name": held.name, "size_bytes": held.size_bytes, "media_type": held.media_type}
    return MaterialFileOut.model_validate(known | asdict(shape))
