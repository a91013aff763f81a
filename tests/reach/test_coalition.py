from collections import Counter
from datetime import timedelta
from statistics import mean, stdev

import httpx
import pytest

from tests.conftest import Later
from tests.reach.conftest import SCHOOLS, Coalition, Leads, words_of
from wechoose.base.refusals import Unavailable
from wechoose.reach import coalition as rules
from wechoose.reach import desk, memory
from wechoose.reach.coalition import blurred, count_coalition, midnight
from wechoose.reach.memory import Memory

KEY = b"a key for tests"


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
    counted = await Memory(coalition.site).coalition()
    assert counted
    return counted.overlap(partner_id).any


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is moved by chance, and ten are many."""
    monkeypatch.setattr(rules, "SPREAD", 0.0)
    for each in (rules, desk):
        monkeypatch.setattr(each, "FEWEST", 10)


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize(("people", "shown"), [(0, 0), (9, 0), (10, 10), (19, 10), (20, 20), (1234, 1230)])
def test_what_is_shared_is_rounded_down_to_tens(people: int, shown: int) -> None:
    assert blurred(KEY, "any", people) == shown


def test_chance_moves_a_number_up_as_often_as_down_and_rarely_far() -> None:
    moved = [blurred(KEY, f"day {day}", 1000) + 4.5 - 1000 for day in range(4000)]
    assert abs(mean(moved)) < 0.5
    assert 6.5 < stdev(moved) < 8.5
    assert sum(abs(each) > 25 for each in moved) < 40


@pytest.mark.parametrize("people", [0, 9, 19, 29, 59])
def test_one_person_more_makes_no_number_much_likelier(people: int) -> None:
    """Also where it is the tenth of a ten: whoever knows all others in an overlap can't tell whether one is in it."""
    days = range(20_000)
    without = Counter(blurred(KEY, f"day {day}", people) for day in days)
    with_one = Counter(blurred(KEY, f"another day {day}", people + 1) for day in days)
    for shown in without | with_one:
        # Three times what so many draws may be off by.
        slack = 3 * (without[shown] ** 0.5 + with_one[shown] ** 0.5)
        assert without[shown] <= 1.23 * with_one[shown] + slack, shown
        assert with_one[shown] <= 1.23 * without[shown] + slack, shown


def test_an_overlap_of_nobody_is_moved_as_any_other() -> None:
    shown = Counter(blurred(KEY, f"day {day}", 0) for day in range(20_000))
    assert set(shown) >= {0, 20, 30}
    assert shown[0] > 19_600


async def test_chance_is_the_same_for_both_partners_and_on_every_server_but_not_on_every_day(
    coalition: Coalition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "FEWEST", 0)
    days = [midnight() - timedelta(days=ago) for ago in range(30)]
    async with coalition.site.database.transaction(read_only=True) as db:
        counted = [await count_coalition(db, coalition.site.address_key, day) for day in days]
        assert await count_coalition(db, coalition.site.address_key, days[7]) == counted[7]
    for each in counted:
        for one, overlap in each.overlaps.items():
            assert all(
                people == each.overlap(it).by_partner[one] for it, people in overlap.by_partner.items()
            )
            assert overlap.any >= max(overlap.by_partner.values(), default=0)
    first, second, *_rest = counted
    assert first.overlaps != second.overlaps


@pytest.mark.usefixtures("plain")
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
    assert "whom other partners brought too about 10 " in words
    assert "Together with People, about Network for Public Education 10" in words
    assert "partners brought about 10 " in words


@pytest.mark.usefixtures("plain")
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
        tomorrow = await count_coalition(db, coalition.site.address_key, midnight() + timedelta(days=1))
    assert tomorrow.overlap(j4j).any == 10
    assert tomorrow.brought == 10


@pytest.mark.usefixtures("plain")
async def test_an_overlap_is_never_a_small_number(coalition: Coalition, leads: Leads, later: Later) -> None:
    await _share(coalition, 10)
    await _share(coalition, 3, first=20, other="bats")
    later(days=1)
    words = await _words(await leads("j4j"))
    assert "BadAss" not in words
    assert "With each other partner, fewer than 10." in words


@pytest.mark.usefixtures("plain")
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
        counted = await count_coalition(db, coalition.site.address_key, midnight())
    assert counted.overlap(ids["j4j"]).any == 10
    assert counted.overlap(ids["j4j"]).by_partner == {ids["npe"]: 10, ids["bats"]: 10}
    assert (counted.everybody, counted.brought) == (10, 10)


@pytest.mark.usefixtures("plain")
async def test_a_page_comes_without_what_can_not_be_counted_now(
    coalition: Coalition, leads: Leads, monkeypatch: pytest.MonkeyPatch
) -> None:
    await coalition.bring("one@example.org")
    client = await leads("j4j")

    async def fail(*_: object) -> None:
        raise Unavailable

    with monkeypatch.context() as broken:
        broken.setattr(memory, "count_coalition", fail)
        assert "are being counted" in await _words(client)
    assert "partners brought fewer than 10" in await _words(client)
