"""Files of officials: a CSV file of a known shape becomes entries, or a sentence that says what is wrong with it."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from wechoose.base.words import _
from wechoose.officials.shapes import SHAPES, Entry, Row, Shape, find_shape
from wechoose.officials.texts import clean_lines
from wechoose.places.states import find_state

LARGEST = 6_000_000
MOST_ROWS = 50_000
LONGEST_TEXT = 500


class File(msgspec.Struct, frozen=True):
    """`name` is one of SHAPES; `entries` by their source keys."""

    name: str
    entries: dict[str, Entry]


def read_file(content: bytes) -> File:
    """Raises ValueError with a sentence. Takes a fifth of a second for 18,000 rows."""
    if not content:
        raise ValueError(_("There is nothing in that file."))
    if len(content) > LARGEST:
        raise ValueError(_("That file is larger than 6 MB. These files are smaller: is it the right one?"))
    rows = csv.DictReader(io.StringIO(_text(content), newline=""), strict=True, restval="")
    try:
        name = find_shape(list(rows.fieldnames or ()))
        if name is None:
            raise ValueError(_wrong_header(list(rows.fieldnames or ())))
        return File(name, _gather(SHAPES[name], rows))
    except csv.Error:
        sentence = _(
            "Line %(line)s can't be read: a quotation mark is missing or too many. Save it as CSV anew."
        )
        raise ValueError(sentence % {"line": rows.line_num + 1}) from None


def _text(content: bytes) -> str:
    """Office programs put a mark in front that says UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(
            _("That file is not in UTF-8. In an office program, save it as “CSV UTF-8 (comma delimited)”.")
        ) from None


def _wrong_header(found: list[str]) -> str:
    known = "\n".join(f"{shape.words()}: {', '.join(shape.columns)}" for shape in SHAPES.values())
    sentence = _(
        "The first line names no columns that we know. It begins: %(found)s. We know files with these:"
    )
    return sentence % {"found": ", ".join(found)[:80] or "…"} + "\n" + known


def _gather(shape: Shape, rows: "csv.DictReader[str]") -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for entry in _entries(shape, rows):
        if len(entries) == MOST_ROWS:
            raise ValueError(_("There are more than %(most)s rows in that file.") % {"most": MOST_ROWS})
        before = entries.get(entry.source_key)
        entries[entry.source_key] = _joined(shape, before, entry) if before else entry
    if not entries:
        raise ValueError(_("There is no row in that file but the first."))
    return entries


def _entries(shape: Shape, rows: "csv.DictReader[str]") -> Iterator[Entry]:
    for row in rows:
        try:
            entry = shape.read(_cleaned(row, shape.columns))
            _check(shape, entry)
        except ValueError as error:
            reason = str(error) if isinstance(error, _Wrong) else _("there is something that can't be read")
            sentence = _("Line %(line)s: %(reason)s.")
            raise ValueError(sentence % {"line": rows.line_num, "reason": reason}) from None
        yield entry


class _Wrong(ValueError):
    pass


def _cleaned(row: Row, columns: Iterable[str]) -> Row:
    cleaned = {name: clean_lines(row[name]) for name in columns}
    if longest := [name for name, text in cleaned.items() if len(text) > LONGEST_TEXT]:
        raise _Wrong(_("the column %(column)s has too many characters") % {"column": longest[0]})
    return cleaned


def _check(shape: Shape, entry: Entry) -> None:
    if not entry.source_key:
        raise _Wrong(_("the column that says which office it is has nothing in it"))
    if not shape.adds:
        return
    if entry.kind not in shape.kinds:
        raise _Wrong(_("that is no office of these"))
    if entry.state is not None and not find_state(entry.state):
        raise _Wrong(_("%(state)s is no state") % {"state": entry.state or "“”"})
    if entry.district is not None and not 0 <= entry.district < 100:
        raise _Wrong(_("%(district)s is no district") % {"district": entry.district})
    _check_day(str(entry.fields.get("term_end", "")))


def _check_day(day: str) -> None:
    try:
        date.fromisoformat(day or "2000-01-01")
    except ValueError:
        raise _Wrong(_("%(day)s is no date like 2027-01-03") % {"day": day}) from None


def _joined(shape: Shape, before: Entry, entry: Entry) -> Entry:
    """Memberships add up. Of two people on file for one office, the one stays whose term ends last."""
    if shape.adds:
        ends = [str(each.fields.get("term_end", "")) for each in (before, entry)]
        return entry if ends[1] > ends[0] else before
    memberships = [*before.fields["committees"], *entry.fields["committees"]]
    return msgspec.structs.replace(before, fields={"committees": memberships})
