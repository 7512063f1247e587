"""CSV that people open in Excel: UTF-8 with a byte order mark, cells that can't run as formulas."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

# OWASP "CSV Injection": a cell that starts with one of these may run as a formula when the file is opened.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
BOM = "\ufeff"
ROWS_PER_CHUNK = 1_000
Cell = str | int | float | None


def csv_chunks(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """This function will yield the text of a CSV file a thousand rows at a time, numbers as they are, texts made safe."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(BOM)
    writer.writerow([safe_cell(name) for name in header])
    for number, row in enumerate(rows, start=1):
        writer.writerow([safe_cell(cell) for cell in row])
        if number % ROWS_PER_CHUNK == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def safe_cell(cell: Cell) -> Cell:
    """This function will return a cell that no spreadsheet takes for a formula: a risky text gets an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RISKY) else cell
