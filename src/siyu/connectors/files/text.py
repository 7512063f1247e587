"""Tables in text files: separated values (CSV and its like), and columns parted by spaces or of fixed width."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from io import TextIOWrapper
from itertools import accumulate, chain, pairwise
from pathlib import Path
from typing import Any

from siyu.connectors.files.shape import BAD_BYTES, Source, named_rows
from siyu.imports.contracts import ReaderOptions, Row

# One cell may hold this much; an unclosed quote swallows no more than this of the file.
CELL_CHARACTERS_MAX = 1 << 20
csv.field_size_limit(CELL_CHARACTERS_MAX)


class TextFile(Source):
    """An open text file whose place in bytes is known; bytes outside the encoding become U+FFFD and mark their row."""

    def __init__(self, path: Path, options: ReaderOptions) -> None:
        super().__init__(path, options)
        self._binary = path.open("rb")
        self.text = TextIOWrapper(self._binary, encoding=options.encoding, errors="replace", newline="")

    def bytes_done(self) -> int:
        """This function will return how many bytes have been read."""
        return self._binary.tell()

    def close(self) -> None:
        """This function will close the file."""
        self.text.close()


class Separated(TextFile):
    """Comma, tab, semicolon or bar separated values, quoted as Excel does."""

    def rows(self) -> Iterator[Row]:
        """This function will yield the rows; one that cannot be cut is yielded with its problem."""
        return (_checked(row) for row in named_rows(self._cells(), self.options, ragged=True))

    def _cells(self) -> Iterator[list[Any]]:
        reader = csv.reader(self.text, delimiter=self.options.delimiter)
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield [f"{error}", BAD_BYTES]
                continue
            if any(cells):
                yield cells


class Columns(TextFile):
    """Lines whose columns are parted by runs of spaces, or cut at fixed widths when the options name them."""

    def rows(self) -> Iterator[Row]:
        """This function will yield the rows; a line with too few or too many columns is yielded with its problem."""
        return (_checked(row) for row in named_rows(self._cells(), self.options, ragged=False))

    def _cells(self) -> Iterator[list[Any]]:
        cuts = list(pairwise(accumulate(chain([0], self.options.widths))))
        for line in self.text:
            if line.strip():
                yield [line[start:end].strip() for start, end in cuts] if cuts else line.split()


def _checked(row: Row) -> Row:
    bad = any(BAD_BYTES in cell for cell in row.values.values() if isinstance(cell, str))
    return replace(row, problem="bytes") if bad else row
