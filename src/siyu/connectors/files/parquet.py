"""Parquet files through Arrow, one batch of rows in memory at a time."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from siyu.connectors.files.shape import Source, readable
from siyu.imports.contracts import COLUMNS_MAX, ROWS_PER_BATCH_MAX, ReaderOptions, Row


class Parquet(Source):
    """One Parquet file; column names and types are its own."""

    def __init__(self, path: Path, options: ReaderOptions) -> None:
        super().__init__(path, options)
        try:
            self._file = pq.ParquetFile(path)
        except (pa.ArrowException, OSError) as error:
            raise self.refuse(f"文件已损坏({error})", f"the file is damaged ({error})") from None
        if self._file.metadata.num_columns > COLUMNS_MAX:
            raise self.refuse(f"超过 {COLUMNS_MAX} 列", f"it has more than {COLUMNS_MAX} columns")
        self._read = 0

    def rows(self) -> Iterator[Row]:
        """This function will yield the rows; lists stay lists, times stay times."""
        for batch in self._file.iter_batches(batch_size=ROWS_PER_BATCH_MAX):
            for values in batch.to_pylist():
                self._read += 1
                yield Row(self._read, readable(values))

    def bytes_done(self) -> int:
        """This function will return the share of rows read, as bytes of the file."""
        return self.size * self._read // int(max(self._file.metadata.num_rows, 1))

    def close(self) -> None:
        """This function will close the file."""
        self._file.close()
