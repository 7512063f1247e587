"""The door for files: what reads tables out of them and writes tables back. Bootstrap fills it, nothing else."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from siyu.imports.contracts import ReaderOptions, RowBatch
from siyu.kit.errors import Unavailable


class TableFiles(Protocol):
    """Reads rows from files of several formats with bounded memory, and writes CSV that Excel opens safely."""

    def look(self, path: Path, name: str) -> ReaderOptions:
        """This function will say how the file is best read. Raises Invalid for what is no table."""
        ...

    def read(self, path: Path, options: ReaderOptions, *, skip_rows: int, rows_max: int) -> Iterator[RowBatch]:
        """This function will yield the rows after the first `skip_rows`, at most `rows_max` at a time."""
        ...

    def write_csv(self, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
        """This function will yield the bytes of a CSV file, cells that a spreadsheet would execute made harmless."""
        ...


class NoFileReader(Unavailable):
    """No connector for files was bound."""

    zh = "没有安装文件读取组件"
    en = "No file reader is installed"


class FileDoor:
    """Holds the one connector that reads and writes files."""

    def __init__(self) -> None:
        self._bound: TableFiles | None = None

    def bind(self, files: TableFiles) -> None:
        """This function will set the connector; called once, in bootstrap."""
        self._bound = files

    @property
    def tables(self) -> TableFiles:
        """The connector. Raises NoFileReader when none was bound."""
        if self._bound is None:
            raise NoFileReader(permanent=True)
        return self._bound


FILES = FileDoor()
