"""Files: the formats a list can have."""

from collections.abc import AsyncGenerator, Callable

from wechoose.lists.as_csv import as_csv
from wechoose.lists.as_xlsx import as_xlsx
from wechoose.lists.sheet import Sheet
from wechoose.lists.signers import Signer

Batches = AsyncGenerator[list[Signer], None]

WRITERS: dict[str, Callable[[Batches], AsyncGenerator[bytes, None]]] = {"csv": as_csv, "xlsx": as_xlsx}
MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


def write(form: str, batches: Batches, sheet: Sheet | None = None) -> AsyncGenerator[bytes, None]:
    """The batches as a file of this format, a piece at a time. A PDF needs the sheet that it begins with."""
    if form != "pdf":
        return WRITERS[form](batches)
    # Imported now, because HarfBuzz and its fonts are no concern of the web processes, which only name the format.
    from wechoose.lists.as_pdf import as_pdf

    if sheet is None:
        raise ValueError("a PDF begins with a sheet")
    return as_pdf(sheet, batches)
