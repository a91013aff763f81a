"""The books notice every way in which what was acknowledged can differ from what is there."""

from pathlib import Path

import httpx
import pytest

from tests.signing.conftest import MORATORIUM, Supporter
from wechoose.base.site import Site
from wechoose.bench.crowd.books import audit, compare_list
from wechoose.bench.crowd.visits import Visit
from wechoose.crowds.people import Supporter as Person

SOMEBODY = Person("Ada", "Alvarez", "ada@example.org", "07102", "NJ")
HEAD = '"name","city","state","zip","date"\r\n'
ROW = '"Ada Alvarez","Newark","NJ","07102","2026-11-24"\r\n'


@pytest.fixture
async def visit(site: Site, client: httpx.AsyncClient) -> Visit:
    """Somebody who signed, got a letter and confirmed, as the books should find it."""
    supporter = Supporter(site, client)
    named = {"given_name": SOMEBODY.given_name, "family_name": SOMEBODY.family_name, "zip": SOMEBODY.zip}
    await supporter.sign(email=SOMEBODY.email, **named)
    await supporter.confirm(email=SOMEBODY.email)
    return Visit(SOMEBODY, (MORATORIUM,), "api", signed_at=1, mailed_at=2, confirmed_at=3)


async def kept(site: Site, *visits: Visit) -> tuple[list[str], list[str]]:
    async with site.database.transaction(read_only=True) as db:
        return await audit(db, site, list(visits))


async def test_what_was_acknowledged_and_is_there_is_neither_lost_nor_odd(site: Site, visit: Visit) -> None:
    assert await kept(site, visit) == ([], [])


async def test_an_acknowledged_signature_without_a_row_is_lost(site: Site, visit: Visit) -> None:
    visit.slugs += ("community-schools",)
    lost, _odd = await kept(site, visit)
    assert len(lost) == 1


async def test_a_confirmation_that_did_not_count_is_lost(site: Site, visit: Visit) -> None:
    async with site.database.transaction() as db:
        await db.execute("update signatures set status = 'withdrawn'")
    lost, _odd = await kept(site, visit)
    assert len(lost) == 1


async def test_a_signature_that_nobody_made_is_odd(site: Site, visit: Visit) -> None:
    assert visit.signed_at
    _lost, odd = await kept(site)
    assert len(odd) == 1


async def test_a_signature_under_another_state_is_odd(site: Site, visit: Visit) -> None:
    async with site.database.transaction() as db:
        await db.execute("update signatures set state = 'OH'")
    _lost, odd = await kept(site, visit)
    assert len(odd) == 1


@pytest.mark.parametrize(("rows", "differences"), [(ROW, 0), ("", 1), (ROW + ROW, 1)])
def test_a_list_has_everybody_who_confirmed_once(tmp_path: Path, rows: str, differences: int) -> None:
    file = tmp_path / "list.csv"
    file.write_text(HEAD + rows, encoding="utf-8-sig", newline="")
    confirmed = Visit(SOMEBODY, (MORATORIUM,), "web", signed_at=1, mailed_at=2, confirmed_at=3)
    assert len(compare_list(file, MORATORIUM, [confirmed])) == differences
