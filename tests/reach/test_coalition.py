from datetime import timedelta

import httpx
import pytest

from tests.conftest import Later
from tests.reach.conftest import SCHOOLS, Coalition, Leads, words_of
from wechoose.base.refusals import Unavailable
from wechoose.reach import memory
from wechoose.reach.coalition import count_coalition, midnight, rounded
from wechoose.reach.memory import Memory


async def _share(coalition: Coalition, people: int, first: int = 0, other: str = "npe") -> None:
    """So many people whom both j4j and another partner brought."""
    for number in range(first, first + people):
        await coalition.bring(f"shared{number}@example.org")
        await coalition.bring(f"shared{number}@example.org", other, SCHOOLS)


async def _words(client: httpx.AsyncClient) -> str:
    page = words_of((await client.get("/desk/partners/j4j")).text)
    return page[page.index("In the coalition") :]


async def _shared_now(coalition: Coalition, partner_id: int) -> int:
    """As a server says that starts now."""
    counted = await Memory(coalition.site.database).coalition()
    assert counted
    return counted.overlap(partner_id).any


@pytest.mark.parametrize(("people", "shown"), [(0, 0), (9, 0), (10, 10), (19, 10), (20, 20), (1234, 1230)])
def test_what_is_shared_is_rounded_down_to_tens(people: int, shown: int) -> None:
    assert rounded(people) == shown


async def test_what_happens_today_moves_nothing_until_tomorrow(
    coalition: Coalition, leads: Leads, later: Later
) -> None:
    client = await leads("j4j")
    await _share(coalition, 11)
    assert "whom other partners brought too fewer than 10" in await _words(client)
    later(days=1)
    # The session of yesterday is over.
    client = await leads("j4j")
    words = await _words(client)
    assert "whom other partners brought too 10 " in words
    assert "Together with People Network for Public Education 10" in words
    assert "partners brought 10 " in words


async def test_a_server_that_starts_anew_counts_the_day_as_it_was(coalition: Coalition, later: Later) -> None:
    await _share(coalition, 10)
    later(days=1)
    await _share(coalition, 10, first=10)
    async with coalition.site.database.transaction(read_only=True) as db:
        j4j: int = (await db.fetch("select partner_id from partners where code = 'j4j'"))[0][0]
    assert await _shared_now(coalition, j4j) == 10
    # Who leaves today is missed tomorrow.
    await coalition.disavow("shared3@example.org")
    assert await _shared_now(coalition, j4j) == 10
    async with coalition.site.database.transaction(read_only=True) as db:
        tomorrow = await count_coalition(db, midnight() + timedelta(days=1))
    assert tomorrow.overlap(j4j).any == 10
    assert tomorrow.brought == 10


async def test_an_overlap_is_never_a_small_number(coalition: Coalition, leads: Leads, later: Later) -> None:
    await _share(coalition, 10)
    await _share(coalition, 3, first=20, other="bats")
    later(days=1)
    words = await _words(await leads("j4j"))
    assert "BadAss" not in words
    assert "With each other partner, fewer than 10." in words


async def test_somebody_who_came_through_three_is_one_person(coalition: Coalition, later: Later) -> None:
    for number in range(10):
        await coalition.bring(f"all{number}@example.org")
        await coalition.bring(f"all{number}@example.org", "npe", SCHOOLS)
        await coalition.bring(f"all{number}@example.org", "bats", "restorative-justice")
    later(days=1)
    async with coalition.site.database.transaction(read_only=True) as db:
        ids = {
            row["code"]: row["partner_id"] for row in await db.fetch("select code, partner_id from partners")
        }
        counted = await count_coalition(db, midnight())
    assert counted.overlap(ids["j4j"]).any == 10
    assert counted.overlap(ids["j4j"]).by_partner == {ids["npe"]: 10, ids["bats"]: 10}
    assert (counted.everybody, counted.brought) == (10, 10)


async def test_a_page_comes_without_what_can_not_be_counted_now(
    coalition: Coalition, leads: Leads, monkeypatch: pytest.MonkeyPatch
) -> None:
    await coalition.bring("one@example.org")
    client = await leads("j4j")

    async def fail(*_: object) -> None:
        raise Unavailable

    monkeypatch.setattr(memory, "count_coalition", fail)
    assert "are being counted" in await _words(client)
    monkeypatch.undo()
    assert "partners brought fewer than 10" in await _words(client)
