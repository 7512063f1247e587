"""CSV for spreadsheets: UTF-8 with a byte order mark, and no cell that a spreadsheet would execute."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

# OWASP "CSV Injection": a cell that starts with one of these may run as a formula when the file is opened.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
BLOCK_ROWS = 1_000


def harmless(value: object) -> object:
    """This function will return a cell that no spreadsheet executes: risky texts get a leading apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value


def write_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """This function will yield a CSV file in blocks of 1,000 rows, so that any number of rows fits in memory."""
    buffer = io.StringIO()
    sheet = csv.writer(buffer)
    yield b"\xef\xbb\xbf"
    sheet.writerow([harmless(name) for name in header])
    for number, row in enumerate(rows, start=1):
        sheet.writerow([harmless(cell) for cell in row])
        if number % BLOCK_ROWS == 0:
            yield _drain(buffer)
    yield _drain(buffer)


def _drain(buffer: io.StringIO) -> bytes:
    block = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return block
