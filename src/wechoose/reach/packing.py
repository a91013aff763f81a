"""Packing: the tables as one file, written piece by piece: an archive of CSV files, or a workbook with a sheet each."""

from collections.abc import AsyncGenerator, Iterable, Iterator
from contextlib import aclosing, contextmanager
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from wechoose.base.cells import BYTE_ORDER_MARK, cell
from wechoose.lists import workbook
from wechoose.lists.as_xlsx import FASTEST, ROWS, Outlet, text_cell
from wechoose.reach.listed import Line, Table

MEDIA_TYPES = {
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def pack(form: str, tables: list[Table], readme: str) -> AsyncGenerator[bytes, None]:
    """The tables as a file of this format; the readme goes into an archive only."""
    return _as_zip(tables, readme) if form == "zip" else _as_xlsx(tables)


async def _as_zip(tables: list[Table], readme: str) -> AsyncGenerator[bytes, None]:
    outlet = Outlet()
    with _archive(outlet) as archive:
        archive.writestr("README.txt", readme.replace("\n", "\r\n"))
        for table in tables:
            with archive.open(f"{table.name.lower()}.csv", "w", force_zip64=True) as file:
                file.write(BYTE_ORDER_MARK + _csv([table.columns]))
                async with aclosing(table.batches):
                    async for batch in table.batches:
                        file.write(_csv(batch))
                        yield outlet.take()
    yield outlet.take()


async def _as_xlsx(tables: list[Table]) -> AsyncGenerator[bytes, None]:
    outlet, names = Outlet(), list[str]()
    with _archive(outlet) as archive:
        archive.writestr(*workbook.first_part())
        for table in tables:
            async with aclosing(_sheets(archive, table, names)) as steps:
                async for _step in steps:
                    yield outlet.take()
        for part in workbook.last_parts(names):
            archive.writestr(*part)
    yield outlet.take()


async def _sheets(archive: ZipFile, table: Table, names: list[str]) -> AsyncGenerator[None, None]:
    """A sheet with all rows of a table, or more than one when it is full; their names are added to `names`."""
    sheet, free = _begin_sheet(archive, table, names), ROWS - 1
    async with aclosing(table.batches):
        async for batch in table.batches:
            while batch:
                if not free:
                    _end_sheet(sheet)
                    sheet, free = _begin_sheet(archive, table, names), ROWS - 1
                fitting, batch = batch[:free], batch[free:]
                sheet.write(_rows(fitting, workbook.TEXT))
                free -= len(fitting)
            yield
    _end_sheet(sheet)


def _begin_sheet(archive: ZipFile, table: Table, names: list[str]) -> IO[bytes]:
    names.append(table.name if table.name not in names else f"{table.name} {len(names) + 1}")
    sheet = archive.open(workbook.sheet_part(len(names)), "w", force_zip64=True)
    sheet.write(workbook.sheet_begins(table.widths).encode() + _rows([table.columns], workbook.TITLE))
    return sheet


def _end_sheet(sheet: IO[bytes]) -> None:
    sheet.write(workbook.SHEET_ENDS.encode())
    sheet.close()


@contextmanager
def _archive(outlet: Outlet) -> Iterator[ZipFile]:
    """Closed only when all went well: an archive that broke off must not look like a whole one."""
    archive = ZipFile(outlet, "w", ZIP_DEFLATED, compresslevel=FASTEST)
    yield archive
    archive.close()


def _csv(lines: Iterable[Line]) -> bytes:
    return "".join(",".join(map(cell, line)) + "\r\n" for line in lines).encode()


def _rows(lines: Iterable[Line], style: int) -> bytes:
    return "".join(
        f"<row>{''.join(text_cell(text, style) for text in line)}</row>" for line in lines
    ).encode()
