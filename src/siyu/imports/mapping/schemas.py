"""Mappings in and out of JSON, strictly: unknown fields are refused by name."""

from pydantic import TypeAdapter, ValidationError

from siyu.imports.contracts import Mapping
from siyu.imports.mapping.domain import BadMapping, check_mapping

_MAPPING = TypeAdapter(Mapping)


def read_mapping(body: str | bytes) -> Mapping:
    """This function will read a mapping from JSON and check it. Raises BadMapping with the field that is wrong."""
    try:
        mapping = _MAPPING.validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "mapping"
        raise BadMapping(field=field, why_zh=first["msg"], why_en=first["msg"]) from None
    check_mapping(mapping)
    return mapping


def stored_mapping(text: str) -> Mapping:
    """This function will read a mapping that Siyu itself stored."""
    return _MAPPING.validate_json(text)


def write_mapping(mapping: Mapping) -> str:
    """This function will return the mapping as JSON text, keys in order."""
    return _MAPPING.dump_json(mapping).decode()
