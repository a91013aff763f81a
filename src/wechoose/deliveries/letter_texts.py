"""Letter texts: the templates that leaders keep, and those that the site offers as long as there is none."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from wechoose.audit import acts, trail
from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.refusals import NotFound
from wechoose.base.words import _
from wechoose.deliveries.checking import check_line, check_text, raise_if, typed_text
from wechoose.deliveries.letters import LetterText

sql = queries("deliveries/letter_texts")

SHIPPED = Path(__file__).with_name("letters.toml")
LONGEST_NAME = 100
FIELDS = ("name", "language", "subject", "body", "closing")


class Template(msgspec.Struct, frozen=True):
    """A named text; its number is below zero for one that the site offers by itself. Nobody changed those."""

    letter_id: int
    name: str
    text: LetterText
    changed_at: datetime | None = None
    changed_by: int | None = None

    @property
    def is_shipped(self) -> bool:
        return self.letter_id < 0


async def all_templates(db: Connection) -> list[Template]:
    """By language and name; those that the site came with as long as leaders keep none."""
    kept = [_template(row) for row in await sql.all_texts(db)]
    return kept or list(shipped())


async def find_template(db: Connection, letter_id: int) -> Template:
    """Raises NotFound."""
    found = next((each for each in await all_templates(db) if each.letter_id == letter_id), None)
    if found is None:
        raise NotFound(_("There is no such letter."))
    return found


async def save(
    db: Connection, typed: Mapping[str, str], before: Template | None, *, by: int, address: str
) -> bool:
    """Keep a new text, or another one instead of `before`; whether anything is different now. Raises Invalid.

    The first time, what the site offered by itself is kept too, so that nothing disappears from the list.
    """
    name, text = check(typed)
    if before and (before.name, before.text) == (name, text):
        return False
    number = await _keep_shipped(db, before)
    values = {"name": name, **msgspec.to_builtins(text), "at": clock.now(), "leader_id": by}
    if number is None:
        number = await sql.add_text(db, **values)
    else:
        await sql.change_text(db, letter_id=number, **values)
    act = acts.CHANGED_LETTER if before else acts.ADDED_LETTER
    await trail.append(
        db, leader_id=by, act=act, subject=f"letter {number}", details={"name": name}, address=address
    )
    return True


def check(typed: Mapping[str, str]) -> tuple[str, LetterText]:
    """Name and text as typed; raises Invalid with a sentence for each field that is wrong."""
    wrong: dict[str, str] = {}
    name = check_line("name", typed["name"], LONGEST_NAME, _("Give it a name to find it by."), wrong)
    text = check_text(typed, wrong)
    raise_if(wrong, FIELDS)
    return name, text


def as_typed(template: Template) -> dict[str, str]:
    return {"name": template.name, **typed_text(template.text)}


@cache
def shipped() -> tuple[Template, ...]:
    letters = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["letters"]
    said = [(code, letter[code]) for code in ("en", "es") for letter in letters]
    return tuple(
        Template(-number, text["name"], _text(code, text)) for number, (code, text) in enumerate(said, 1)
    )


async def _keep_shipped(db: Connection, before: Template | None) -> int | None:
    """The number that `before` has in the table, None for a new one."""
    await sql.lock_texts(db)
    numbers = {}
    if not await sql.all_texts(db):
        for each in shipped():
            values = {
                "name": each.name,
                **msgspec.to_builtins(each.text),
                "at": clock.now(),
                "leader_id": None,
            }
            numbers[each.letter_id] = await sql.add_text(db, **values)
    return numbers.get(before.letter_id, before.letter_id) if before else None


def _text(code: str, text: Mapping[str, str]) -> LetterText:
    return LetterText(code, text["subject"].strip(), text["body"].strip(), text["closing"].strip())


def _template(row: Mapping[str, Any]) -> Template:
    return Template(
        row["letter_id"], row["name"], _text(row["language"], row), row["changed_at"], row["changed_by"]
    )
