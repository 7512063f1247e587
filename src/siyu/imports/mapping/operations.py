"""Reading a mapping somebody wrote."""

from pathlib import Path

from siyu.imports.contracts import Mapping
from siyu.imports.mapping.domain import BadMapping
from siyu.imports.mapping.schemas import read_mapping

FILE_BYTES_MAX = 1 << 20


def read_mapping_file(path: Path) -> Mapping:
    """This function will read a mapping from a JSON file. Raises BadMapping with the field that is wrong."""
    try:
        size = path.stat().st_size
    except OSError:
        raise BadMapping(
            field="mapping", value=str(path), why_zh=f"没有文件 {path.name}", why_en=f"there is no file {path.name}"
        ) from None
    if size > FILE_BYTES_MAX:
        raise BadMapping(field="mapping", value=str(path), why_zh="文件超过 1 MB", why_en="the file is above 1 MB")
    return read_mapping(path.read_bytes())
