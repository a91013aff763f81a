import asyncio
from collections.abc import Awaitable, Callable

import httpx

from tests.partners.conftest import FORM, Desk
from wechoose.audit import acts, trail
from wechoose.base.site import Site
from wechoose.partners.partners import Partner

Look = Callable[..., Awaitable[Partner]]


async def _lines(site: Site) -> list[trail.Line]:
    async with site.database.transaction(read_only=True) as db:
        return await trail.read_back(db)


async def test_a_new_partner_is_kept_as_typed_and_written_down(
    owner: Desk, partner: Look, site: Site
) -> None:
    answer = await owner.post("/desk/partners/new", FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/partners/parents/edit?done=added")
    made = await partner()
    assert (made.name, made.kind, made.state, made.status) == (FORM["name"], "national", None, "active")
    assert (made.website, made.origins) == (FORM["website"], (FORM["website"],))
    assert (made.asks, made.postal_address) == ("own", FORM["postal_address"])
    assert made.wording
    assert (made.wording.version, made.wording.english, made.wording.spanish) == (
        1,
        FORM["english"],
        FORM["spanish"],
    )
    line = (await _lines(site))[0]
    assert (line.act, line.subject, line.address) == (acts.ADDED_PARTNER, "partner parents", "127.0.0.1")


async def test_the_list_shows_every_partner_with_the_ways_to_its_pages(owner: Desk) -> None:
    page = (await owner.get("/desk/partners")).text
    for way in ("", "/widget", "/list", "/keys", "/edit"):
        assert f'href="/desk/partners/nj{way}"' in page
    assert "New Jersey" in page


async def test_saving_what_is_there_already_changes_nothing(owner: Desk, partner: Look, site: Site) -> None:
    await owner.post("/desk/partners/new", FORM)
    before, lines = await partner(), len(await _lines(site))
    answer = await owner.post("/desk/partners/parents/edit", FORM)
    assert answer.headers["location"].endswith("done=same")
    assert await partner() == before
    assert len(await _lines(site)) == lines


async def test_a_change_is_seen_by_the_next_visitor_and_written_down_without_the_postal_address(
    owner: Desk, partner: Look, site: Site, visitor: httpx.AsyncClient
) -> None:
    await owner.post("/desk/partners/new", FORM)
    changed = FORM | {"origins": "https://new.example.org:8443", "postal_address": "2 Elm Street"}
    assert (await owner.post("/desk/partners/parents/edit", changed)).status_code == 303
    assert (await partner()).origins == ("https://new.example.org:8443",)
    line = (await _lines(site))[0]
    assert line.details == {"origins": "https://new.example.org:8443", "postal_address": "changed"}
    oembed = await visitor.get(
        "/oembed", params={"url": "http://127.0.0.1:8000/demands/community-schools?partner=parents"}
    )
    assert oembed.json()["type"] == "rich"
    await owner.post("/desk/partners/parents/edit", changed | {"origins": ""})
    oembed = await visitor.get(
        "/oembed", params={"url": "http://127.0.0.1:8000/demands/community-schools?partner=parents"}
    )
    assert oembed.json()["type"] == "link"


async def test_other_words_become_a_next_version_and_the_first_ones_stay(
    owner: Desk, partner: Look, site: Site
) -> None:
    await owner.post("/desk/partners/new", FORM)
    first = (await partner()).wording
    await owner.post("/desk/partners/parents/edit", FORM | {"spanish": "Otra línea"})
    second = (await partner()).wording
    assert first
    assert second
    assert (second.version, second.english, second.spanish) == (2, FORM["english"], "Otra línea")
    async with site.database.transaction(read_only=True) as db:
        kept = await db.fetchval("select spanish from wordings where wording_id = $1", first.wording_id)
    assert kept == FORM["spanish"]
    assert (await _lines(site))[0].details == {"wording": 2}
    page = (await owner.get("/desk/partners/parents/edit")).text
    assert "version 2" in page
    assert "version 3" in page


async def test_words_taken_out_of_the_form_are_not_forgotten_while_nobody_is_asked(
    owner: Desk, partner: Look
) -> None:
    await owner.post("/desk/partners/new", FORM)
    silent = FORM | {"asks": "never", "english": "", "spanish": ""}
    assert (await owner.post("/desk/partners/parents/edit", silent)).status_code == 303
    kept = await partner()
    assert kept.asks == "never"
    assert kept.wording
    assert kept.wording.version == 1


async def test_a_code_can_not_be_changed(owner: Desk, partner: Look) -> None:
    await owner.post("/desk/partners/new", FORM)
    await owner.post("/desk/partners/parents/edit", FORM | {"code": "fathers", "name": "Fathers"})
    assert (await partner()).name == "Fathers"
    assert (await owner.get("/desk/partners/fathers/edit")).status_code == 404


async def test_a_code_that_is_there_is_refused_also_to_two_who_come_at_once(owner: Desk, site: Site) -> None:
    assert (await owner.post("/desk/partners/new", FORM | {"code": "j4j"})).status_code == 422
    answers = await asyncio.gather(*[owner.post("/desk/partners/new", FORM) for _ in range(3)])
    assert sorted(answer.status_code for answer in answers) == [303, 422, 422]
    async with site.database.transaction(read_only=True) as db:
        assert await db.fetchval("select count(*) = count(distinct position) from partners")


async def test_what_is_wrong_is_said_field_by_field_and_nothing_typed_is_lost(owner: Desk) -> None:
    wrong = {
        "name": "",
        "code": "Not A Code",
        "kind": "state",
        "state": "",
        "website": "http://parents.example.org",
        "origins": "https://good.example.org\nnonsense\nhttps://good.example.org/page",
        "asks": "sometimes",
        "english": "x" * 301,
        "spanish": "",
        "postal_address": "y" * 301,
    }
    answer = await owner.post("/desk/partners/new", wrong)
    assert answer.status_code == 422
    for field in wrong.keys() - {"kind", "spanish"}:
        assert f'id="{field}-error"' in answer.text, field
        assert f'href="#{field}"' in answer.text, field
    for text in ("Not A Code", "http://parents.example.org", "nonsense", "x" * 301, "y" * 301):
        assert text in answer.text
    assert "Line 2: nonsense" in answer.text
    assert "Line 3: " in answer.text


async def test_what_is_wrong_at_a_change_changes_nothing(owner: Desk, partner: Look, site: Site) -> None:
    await owner.post("/desk/partners/new", FORM)
    before, lines = await partner(), len(await _lines(site))
    answer = await owner.post(
        "/desk/partners/parents/edit", FORM | {"name": "New name", "website": "nowhere"}
    )
    assert answer.status_code == 422
    assert "New name" in answer.text
    assert await partner() == before
    assert len(await _lines(site)) == lines


async def test_stopping_and_resuming_can_be_repeated_and_are_written_down_once(
    owner: Desk, partner: Look, site: Site
) -> None:
    await owner.post("/desk/partners/new", FORM)
    before = await partner()
    for _ in range(3):
        assert (await owner.post("/desk/partners/parents/stop")).status_code == 303
    stopped = await partner()
    assert (stopped.status, stopped.origins, stopped.wording) == ("stopped", before.origins, before.wording)
    for _ in range(3):
        assert (await owner.post("/desk/partners/parents/resume")).status_code == 303
    assert await partner() == before
    assert [line.act for line in (await _lines(site))[:3]] == [
        acts.RESUMED_PARTNER,
        acts.STOPPED_PARTNER,
        acts.ADDED_PARTNER,
    ]


async def test_a_stopped_partner_can_be_changed_and_stays_stopped(owner: Desk, partner: Look) -> None:
    await owner.post("/desk/partners/new", FORM)
    await owner.post("/desk/partners/parents/stop")
    await owner.post("/desk/partners/parents/edit", FORM | {"name": "Renamed"})
    changed = await partner()
    assert (changed.name, changed.status) == ("Renamed", "stopped")


async def test_names_that_look_like_markup_are_shown_as_text(owner: Desk) -> None:
    name = "<script>alert(1)</script> \"'&"
    await owner.post(
        "/desk/partners/new", FORM | {"name": name, "english": name, "spanish": name, "postal_address": name}
    )
    for address in ("/desk/partners", "/desk/partners/parents/edit", "/desk/partners/parents/keys"):
        page = (await owner.get(address)).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


async def test_a_partner_that_is_not_there_is_not_found(owner: Desk) -> None:
    for page in ("edit", "keys"):
        for code in ("nobody", "%00", "a" * 500, "%F0%9F%90%9B"):
            assert (await owner.get(f"/desk/partners/{code}/{page}")).status_code == 404
    for act in ("edit", "stop", "resume", "keys", "keys/wck_abcdef/end"):
        assert (await owner.post(f"/desk/partners/nobody/{act}", FORM)).status_code == 404


async def test_somebody_of_a_partner_finds_only_its_own_pages_in_the_way_around(j4j: Desk) -> None:
    page = (await j4j.get("/desk/partners/j4j/keys")).text
    assert "My organization" in page
    for hidden in ('href="/desk/mail"', 'href="/desk/audit"', 'href="/desk/partners"', "/edit"):
        assert hidden not in page
