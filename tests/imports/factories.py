"""Short ways to bring a file in and to look at what came of it."""

from io import BytesIO
from pathlib import Path

from siyu.imports.contracts import Import, Kind, Mapping, Rejected
from siyu.imports.operations import create_import
from siyu.imports.queries import rejected_rows
from siyu.imports.running.operations import run_import
from siyu.kit.db.scope import Scope
from siyu.kit.platform import Platform


def bring_in(
    platform: Platform,
    scope: Scope,
    body: bytes | str | Path,
    *,
    kind: Kind = Kind.ORDERS,
    mapping: Mapping | None = None,
    name: str = "file.csv",
    mapping_name: str = "",
) -> Import:
    """This function will import a file from its bytes, text or path, start to end."""
    data = body.read_bytes() if isinstance(body, Path) else body.encode() if isinstance(body, str) else body
    made = create_import(
        platform, scope, BytesIO(data), name=name, kind=kind, mapping=mapping, mapping_name=mapping_name
    )
    return run_import(platform, scope, made.id)


def refused(platform: Platform, scope: Scope, run: Import) -> list[Rejected]:
    """This function will list the refused rows of an import."""
    with platform.stores.core.reading() as conn:
        return rejected_rows(conn, scope, run.id)


def log(platform: Platform, scope: Scope, columns: str = "*") -> list[dict[str, object]]:
    """This function will return the brand's whole event log, in an order of its own content."""
    with platform.stores.core.reading() as conn:
        found: list[dict[str, object]] = platform.lake.query(
            conn, scope, f"SELECT {columns} FROM events ORDER BY ALL"
        ).to_pylist()
    return found
