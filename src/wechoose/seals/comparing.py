"""Comparing: the files of a packet with what its manifest says of them, to the last byte and row."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import IO

from wechoose.base.refusals import Refusal
from wechoose.base.words import _
from wechoose.seals.listed_rows import csv_rows, first_difference, xlsx_rows
from wechoose.seals.manifest import MANIFEST, SIGNATURE, File, Manifest
from wechoose.seals.packed import BROKEN, Part, Parts, reading, shown

Add = Callable[[int], None]

PIECE = 1 << 20


def check_files(parts: Parts, manifest: Manifest, add: Add = lambda _bytes: None) -> None:
    """Raises Refusal with the first file or row that is not as sealed; `add` is told of bytes that were read."""
    _check_names(parts, manifest)
    changed = [file for file in manifest.files if not _is_as_sealed(parts, file, add)]
    if changed:
        raise _changed(changed[0], _row_that_tells(parts, manifest) if len(changed) == 1 else None)
    with reading(_list(manifest, ".csv").name):
        rows, differs = _compare(parts, manifest)
    if differs:
        raise Refusal(_("Row %(row)s is not the same in the CSV and in the workbook.") % {"row": differs})
    if rows != manifest.rows:
        sentence = _("The lists hold %(rows)s rows, and the manifest says %(sealed)s.")
        raise Refusal(sentence % {"rows": rows, "sealed": manifest.rows})


def _row_that_tells(parts: Parts, manifest: Manifest) -> int | None:
    """Where one of the two lists was changed, the other says in which row."""
    try:
        return _compare(parts, manifest)[1]
    except BROKEN:
        return None


def _compare(parts: Parts, manifest: Manifest) -> tuple[int, int | None]:
    """The number of rows without the header, and the first that is not the same in both lists; the header is row 1."""
    csv, xlsx = (_list(manifest, end) for end in (".csv", ".xlsx"))
    with parts[csv.name].open() as plain, _spooled(parts[xlsx.name], xlsx) as workbook:
        # A row more than was sealed is as good as a million.
        both = [islice(rows, manifest.rows + 2) for rows in (csv_rows(plain), xlsx_rows(workbook))]
        rows, differs = first_difference(*both)
    return rows - 1, differs


def _changed(file: File, row: int | None) -> Refusal:
    if row:
        sentence = _("%(file)s is not as it was sealed: the first row that differs is %(row)s.")
        return Refusal(sentence % {"file": shown(file.name), "row": row})
    sentence = _("%(file)s is not as it was sealed: it was changed, cut off, or taken from another packet.")
    return Refusal(sentence % {"file": shown(file.name)})


def _list(manifest: Manifest, end: str) -> File:
    return next(file for file in manifest.files if file.name.endswith(end))


@contextmanager
def _spooled(part: Part, file: File) -> Iterator[IO[bytes]]:
    """A workbook is read from its end, which in an archive means over and over: so out of a file without a name."""
    with tempfile.TemporaryFile() as spool, part.open() as came:
        left = file.bytes + PIECE
        while left > 0 and (piece := came.read(min(PIECE, left))):
            left -= spool.write(piece)
        spool.seek(0)
        yield spool


def _check_names(parts: Parts, manifest: Manifest) -> None:
    due = {MANIFEST, SIGNATURE, *(file.name for file in manifest.files)}
    for name in sorted(due - set(parts)):
        raise Refusal(_("%(file)s is missing.") % {"file": shown(name)})
    for name in sorted(set(parts) - due):
        raise Refusal(
            _("%(file)s was not sealed: it does not belong to this packet.") % {"file": shown(name)}
        )


def _is_as_sealed(parts: Parts, file: File, add: Add) -> bool:
    """Reads at most one byte more than was sealed, however much comes."""
    digest, left = hashlib.sha256(), file.bytes + 1
    with reading(file.name), parts[file.name].open() as came:
        while left and (piece := came.read(min(PIECE, left))):
            digest.update(piece)
            left -= len(piece)
            add(len(piece))
    return left == 1 and digest.hexdigest() == file.sha256
