"""A file is looked at before it is brought in, and what was shown is what is done."""

import re
from html import unescape

import pytest

from tests.officials.conftest import Desk, only
from tests.officials.files import NEWARK, content
from wechoose.audit import acts, trail
from wechoose.base.site import Site
from wechoose.officials.files import LARGEST

TOLD = {"source": "openstates/people, commit 0123abc", "as_of": "2026-11-01"}
SEEN = re.compile(r'name="seen" value="([^"]+)"')


async def bring(owner: Desk, sent: bytes) -> str:
    """The address of the page that shows what would change."""
    answer = await owner.post("/import", {**TOLD}, file=sent)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].removeprefix("/desk/officials")


async def test_the_page_shows_what_would_change_and_nothing_has(owner: Desk, in_office: Site) -> None:
    newer = NEWARK | {"full_name": "Somebody Else"}
    page = unescape((await owner.get(await bring(owner, content("mayors", newer)))).text)
    assert "As of November 1, 2026, from: openstates/people, commit 0123abc" in page
    assert "Is it the whole file?" in page
    assert "Somebody Else (NJ)" in page
    assert "Suzanne LaFrance (AK)" in page
    mayors = await only(in_office, "mayors", "AK")
    assert mayors.is_offered


async def test_what_was_shown_is_brought_in_once_and_written_down(owner: Desk, in_office: Site) -> None:
    address = await bring(owner, content("mayors", NEWARK | {"full_name": "Somebody Else"}))
    seen = SEEN.findall((await owner.get(address)).text)[0]
    answer = await owner.post(address, {"seen": seen})
    assert answer.headers["location"] == "/desk/officials/import?done=mayors"
    mayor = await only(in_office, "mayors", "NJ")
    assert (mayor.name, mayor.source) == ("Somebody Else", TOLD["source"])
    assert (await owner.post(address, {"seen": seen})).status_code == 404
    assert "November 1, 2026" in (await owner.get("/import?done=mayors")).text
    async with in_office.database.transaction(read_only=True) as db:
        line = (await trail.read_back(db))[0]
        assert await db.fetchval("select count(*) from official_imports where content is not null") == 0
    assert (line.act, line.subject) == (acts.IMPORTED_OFFICIALS, "officials mayors")
    assert line.details == {"as_of": "2026-11-01", "new": 1, "changed": 0, "gone": 591}


async def test_what_is_another_thing_by_now_is_shown_again_and_not_done(owner: Desk, in_office: Site) -> None:
    address = await bring(owner, content("mayors", NEWARK))
    answer = await owner.post(address, {"seen": "something that was shown before"})
    assert answer.headers["location"].endswith("?done=other")
    page = (await owner.get(address + "?done=other")).text
    assert "nothing was brought in" in page
    assert (await only(in_office, "mayors", "AK")).is_offered


async def test_a_file_can_be_left_and_goes(owner: Desk) -> None:
    address = await bring(owner, content("mayors", NEWARK))
    assert (await owner.post(address + "/forget")).status_code == 303
    assert (await owner.get(address)).status_code == 404


async def test_a_shipped_file_is_looked_at_in_the_same_way_and_knows_its_own_dates(owner: Desk) -> None:
    answer = await owner.post("/import", {"shipped": "governors"}, file=b"")
    page = (await owner.get(answer.headers["location"].removeprefix("/desk/officials"))).text
    assert "This file changes nothing about anybody." in page
    assert (await owner.post("/import", {"shipped": "popes"}, file=b"")).status_code == 404


async def test_an_older_file_is_called_older(owner: Desk) -> None:
    answer = await owner.post("/import", {**TOLD, "as_of": "2026-01-01"}, file=content("mayors", NEWARK))
    page = (await owner.get(answer.headers["location"].removeprefix("/desk/officials"))).text
    assert "This file is older than the one in use, which is of August 5, 2026." in page


@pytest.mark.parametrize(
    ("typed", "sent", "sentence"),
    [
        ({}, b"", "Choose a file first."),
        ({}, b"name,color\nx,y\n", "The first line names no columns that we know."),
        ({}, b"x" * (LARGEST + 1), "That file is larger than 6 MB."),
        ({"source": " "}, content("mayors", NEWARK), "Write where the file is from"),
        ({"as_of": ""}, content("mayors", NEWARK), "Write the day up to which the file is right"),
        ({"as_of": "2126-01-01"}, content("mayors", NEWARK), "not a day to come"),
    ],
)
async def test_what_can_not_be_brought_in_says_what_to_do(
    owner: Desk, typed: dict[str, str], sent: bytes, sentence: str
) -> None:
    answer = await owner.post("/import", {**TOLD, **typed}, file=sent)
    assert answer.status_code == 422
    assert sentence in unescape(answer.text)
