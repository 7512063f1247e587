"""Excel workbooks (.xlsx, .xls, .xlsb, .ods) through calamine: values and dates, never formulas or macros."""

from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, WorksheetNotFound

from siyu.connectors.files.shape import Source, named_rows
from siyu.imports.contracts import ReaderOptions, Row

# A workbook is unpacked into memory by its reader, so its size on disk is limited; larger tables belong into CSV.
EXCEL_BYTES_MAX = 200 << 20


class Sheet(Source):
    """One sheet of a workbook; the first one unless the options name another."""

    def __init__(self, path: Path, options: ReaderOptions) -> None:
        super().__init__(path, options)
        if self.size > EXCEL_BYTES_MAX:
            raise self.refuse("超过 200 MB,请另存为 CSV", "it is larger than 200 MB, save it as CSV")
        self._sheet = self._open()
        self._height = max(self._sheet.total_height, 1)
        self._read = 0

    def rows(self) -> Iterator[Row]:
        """This function will yield the rows below the header."""
        return named_rows(self._cells(), self.options, ragged=True)

    def bytes_done(self) -> int:
        """This function will return the share of rows read, as bytes of the file."""
        return self.size * min(self._read, self._height) // self._height

    def close(self) -> None:
        """This function will let the workbook go."""
        self._book.close()

    def _open(self) -> CalamineSheet:
        try:
            self._book = CalamineWorkbook.from_path(str(self.path))
            name = self.options.sheet
            return self._book.get_sheet_by_name(name) if name else self._book.get_sheet_by_index(0)
        except PasswordError:
            raise self.refuse("它有密码保护", "it is protected by a password") from None
        except WorksheetNotFound:
            why = (f"没有名为「{self.options.sheet}」的工作表", f"it has no sheet {self.options.sheet!r}")
            raise self.refuse(*why) from None
        except (CalamineError, IndexError) as error:
            raise self.refuse(f"工作簿已损坏({error})", f"the workbook is damaged ({error})") from None

    def _cells(self) -> Iterator[list[object]]:
        for cells in self._sheet.iter_rows():
            self._read += 1
            if any(cell not in ("", None) for cell in cells):
                yield list(cells)
