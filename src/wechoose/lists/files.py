"""Files: the formats a list can have."""

from collections.abc import AsyncGenerator, Callable

from wechoose.lists.as_csv import as_csv
from wechoose.lists.as_xlsx import as_xlsx
from wechoose.lists.signers import Signer

Batches = AsyncGenerator[list[Signer], None]

WRITERS: dict[str, Callable[[Batches], AsyncGenerator[bytes, None]]] = {"csv": as_csv, "xlsx": as_xlsx}
MEDIA_TYPES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def write(form: str, batches: Batches) -> AsyncGenerator[bytes, None]:
    """The batches as a file of this format, a piece at a time."""
    return WRITERS[form](batches)
