"""The connector itself: one object that reads and writes every format behind `imports.ports.TableFiles`."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from siyu.connectors.files import encoding, excel, look, parquet, text, writer
from siyu.connectors.files.shape import Source
from siyu.imports.contracts import FileFormat, ReaderOptions, RowBatch

READERS: dict[FileFormat, type[Source]] = {
    "csv": text.Separated,
    "text": text.Columns,
    "excel": excel.Sheet,
    "parquet": parquet.Parquet,
}


class Files:
    """Fulfils `imports.ports.TableFiles`."""

    def look(self, path: Path, name: str) -> ReaderOptions:
        """This function will say how the file is best read. Raises NotATable or UnknownEncoding."""
        return look.look(path, name)

    def read(self, path: Path, options: ReaderOptions, *, skip_rows: int, rows_max: int) -> Iterator[RowBatch]:
        """This function will yield the rows after the first `skip_rows`, at most `rows_max` at a time."""
        if options.format in ("csv", "text") and not options.encoding:
            options = encoding.with_encoding(path, options)
        with READERS[options.format](path, options) as source:
            rows = islice(source.rows(), skip_rows, None)
            while batch := list(islice(rows, rows_max)):
                yield RowBatch(batch, source.bytes_done())

    def write_csv(self, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
        """This function will yield the bytes of a CSV file that Excel opens without executing anything."""
        return writer.write_csv(header, rows)
