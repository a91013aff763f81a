import httpx
import pytest

from tests.deliveries.conftest import Desk
from wechoose.audit import acts, trail
from wechoose.base.refusals import NotFound
from wechoose.base.site import Site
from wechoose.deliveries.letter_texts import all_templates, find_template, shipped

LETTER = {
    "name": "To our senators",
    "language": "en",
    "subject": "Signatures from {constituency}",
    "body": "{salutation}\n\nPeople ask: {demands}.",
    "closing": "{campaign}",
}


async def test_as_long_as_leaders_keep_none_the_letters_are_those_that_the_site_came_with(site: Site) -> None:
    async with site.database.transaction(read_only=True) as db:
        assert await all_templates(db) == list(shipped())


async def test_who_adds_one_keeps_what_the_site_came_with_beside_it(editor: Desk, site: Site) -> None:
    answer = await editor.post("/desk/letters/new", LETTER)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/letters?done=saved")
    async with site.database.transaction(read_only=True) as db:
        kept = await all_templates(db)
        line = (await trail.read_back(db))[0]
    assert len(kept) == len(shipped()) + 1
    assert LETTER["name"] in {each.name for each in kept}
    assert all(each.letter_id > 0 for each in kept)
    assert (line.act, line.details) == (acts.ADDED_LETTER, {"name": LETTER["name"]})


async def test_who_changes_one_that_the_site_came_with_changes_it_and_no_other(
    editor: Desk, site: Site
) -> None:
    answer = await editor.post("/desk/letters/-1", LETTER)
    assert answer.status_code == 303
    async with site.database.transaction(read_only=True) as db:
        kept = await all_templates(db)
        line = (await trail.read_back(db))[0]
    assert line.act == acts.CHANGED_LETTER
    names = {each.name for each in kept}
    assert names == {each.name for each in shipped()[1:]} | {LETTER["name"]}
    assert len(kept) == len(shipped())


async def test_saving_what_is_there_already_changes_nothing(editor: Desk, site: Site) -> None:
    await editor.post("/desk/letters/new", LETTER)
    async with site.database.transaction(read_only=True) as db:
        before = await all_templates(db)
        lines = len(await trail.read_back(db))
    number = next(each.letter_id for each in before if each.name == LETTER["name"])
    answer = await editor.post(f"/desk/letters/{number}", LETTER)
    assert answer.headers["location"].endswith("done=same")
    async with site.database.transaction(read_only=True) as db:
        assert await all_templates(db) == before
        assert len(await trail.read_back(db)) == lines
        with pytest.raises(NotFound):
            await find_template(db, -1)


async def test_a_look_shows_the_letter_filled_in_and_keeps_nothing(editor: Desk, site: Site) -> None:
    answer = await editor.post("/desk/letters/new", LETTER | {"do": "look"})
    assert answer.status_code == 200
    assert "Signatures from" in answer.text
    assert "People ask: “" in answer.text
    async with site.database.transaction(read_only=True) as db:
        assert await all_templates(db) == list(shipped())


async def test_what_is_wrong_is_said_field_by_field_and_nothing_typed_is_lost(editor: Desk) -> None:
    wrong = {"name": "", "language": "fr", "subject": "{nobody}", "body": "x {", "closing": "y" * 501}
    for do in ("save", "look"):
        answer = await editor.post("/desk/letters/new", wrong | {"do": do})
        assert answer.status_code == 422
        for field in wrong:
            assert f'id="{field}-error"' in answer.text, field
        for text in ("{nobody}", "x {", "y" * 501):
            assert text in answer.text


async def test_markup_in_a_letter_is_shown_as_text(editor: Desk) -> None:
    name = "<script>alert(1)</script>"
    await editor.post("/desk/letters/new", LETTER | {"name": name, "subject": name, "body": name})
    look = await editor.post("/desk/letters/new", LETTER | {"do": "look", "body": name, "closing": name})
    for page in ((await editor.get("/desk/letters")).text, look.text):
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


async def test_letters_are_for_who_writes_them(deliverer: Desk, visitor: httpx.AsyncClient) -> None:
    for address in ("/desk/letters", "/desk/letters/new", "/desk/letters/-1"):
        assert (await deliverer.get(address)).status_code == 404
        assert (await visitor.get(address)).status_code == 303


async def test_a_letter_that_is_not_there_is_not_found(editor: Desk) -> None:
    for number in ("0", "99999999999999999999", "-99"):
        assert (await editor.get(f"/desk/letters/{number}")).status_code == 404
        assert (await editor.post(f"/desk/letters/{number}", LETTER)).status_code == 404
