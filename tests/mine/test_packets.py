"""Signers are told which officials were handed their names, as it was when the lists were made."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from tests.mine.own import correct, do, home, look
from tests.signing.conftest import Supporter
from wechoose.base import clock

Delivering = Callable[..., Awaitable[None]]

NEWARK, TRENTON, DETROIT = "07103", "08608", "48201"


def to(official: str, reach: str, state: str | None, district: int | None = None, *zips: str) -> str:
    """An addressee, as a delivery keeps it."""
    place = {"reach": reach, "state": state, "district": district, "zips": zips}
    return json.dumps({"named": {"official": official}, **place})


TO = (
    to("Senator Ann", "state", "NJ"),
    to("Member Bea", "district", "NJ", 10),
    to("Mayor Cid", "zips", "NJ", None, NEWARK),
    to("Senator Dan", "state", "MI"),
    to("President Eve", "nation", None),
)


@pytest.fixture
def delivered(supporter: Supporter) -> Delivering:
    """A delivery of the moratorium to all five, whose rows are fixed now."""

    async def delivered(status: str = "ready", cutoff: timedelta = timedelta(0), since: bool = False) -> None:
        now = clock.now()
        async with supporter.site.database.transaction() as db:
            officials = [
                await db.fetchval(
                    "insert into officials (kind, source_key) values ('president', gen_random_uuid()::text) "
                    "returning official_id"
                )
                for _each in TO
            ]
            number = await db.fetchval(
                "insert into deliveries (code, title, status, demand_ids, cutoff, since_last, language, subject, body, "
                "closing, asked_at, reason, status_at, gathered_at) "
                "select left(md5(random()::text), 12), 'Hear us', $1, array[demand_id], $2, $4, 'en', '', '', '', $3, "
                "'', $3, $3 from demands where slug = 'privatization-moratorium' returning delivery_id",
                *(status, now + cutoff, now, since),
            )
            for place, (official, addressee) in enumerate(zip(officials, TO, strict=True)):
                await db.execute(
                    "insert into packets (delivery_id, official_id, position, status, addressee, since, ready_at) "
                    "values ($1, $2, $3, 'ready', $4, $5, $6)",
                    *(number, official, place, addressee, now if since else None, now),
                )

    return delivered


async def counted(supporter: Supporter) -> None:
    await supporter.sign(zip=NEWARK)
    await supporter.confirm("privatization-moratorium")


async def officials(supporter: Supporter) -> list[str]:
    data = (await supporter.client.get(f"{await home(supporter)}/data.json")).json()
    return [each["official"].split()[1] for each in data["handed_on"]["packets"]]


async def test_those_who_got_a_name_are_told_and_no_others(
    supporter: Supporter, delivered: Delivering
) -> None:
    await counted(supporter)
    await delivered()
    assert await officials(supporter) == ["Ann", "Bea", "Cid", "Eve"]
    page = await look(supporter)
    assert "was made for Senator Ann. You are on it with your name" in page
    async with supporter.site.database.transaction() as db:
        await db.execute("update packets set handed_at = ready_at")
    assert "Senator Ann was handed who signed" in await look(supporter)
    assert "The lists named above have left already" in await look(supporter)


async def test_who_moved_was_handed_over_where_they_were(supporter: Supporter, delivered: Delivering) -> None:
    await counted(supporter)
    await delivered()
    await correct(supporter, zip=TRENTON)
    assert await officials(supporter) == ["Ann", "Bea", "Cid", "Eve"]
    await correct(supporter, zip=DETROIT)
    assert await officials(supporter) == ["Ann", "Bea", "Cid", "Eve"]
    await delivered()
    assert await officials(supporter) == ["Dan", "Eve", "Ann", "Bea", "Cid", "Eve"]


async def test_the_place_before_is_kept_only_where_a_list_may_hold_it(
    supporter: Supporter, delivered: Delivering
) -> None:
    await counted(supporter)
    await correct(supporter, zip=TRENTON)
    assert await supporter.fetch("select 1 from changes where was_zip is not null") == []
    await delivered()
    await correct(supporter, zip=NEWARK)
    kept = await supporter.fetch("select distinct was_zip from changes where was_zip is not null")
    assert [row[0] for row in kept] == [TRENTON]
    assert await officials(supporter) == ["Ann", "Eve"]


async def test_who_took_it_back_was_on_the_lists_before_and_on_none_after(
    supporter: Supporter, delivered: Delivering
) -> None:
    await counted(supporter)
    await delivered()
    await do(supporter, "withdraw", sure="yes")
    await delivered()
    assert len(await officials(supporter)) == 4
    await supporter.sign(zip=NEWARK)
    await do(supporter, "confirm", demand="privatization-moratorium")
    assert len(await officials(supporter)) == 4
    await delivered()
    assert len(await officials(supporter)) == 8


@pytest.mark.parametrize("status", ["queued", "building", "cancelled", "failed", "refused"])
async def test_what_nobody_got_is_not_told(supporter: Supporter, delivered: Delivering, status: str) -> None:
    await counted(supporter)
    await delivered(status)
    assert await officials(supporter) == []


async def test_who_signed_after_the_cutoff_or_before_the_last_one_is_not_in_it(
    supporter: Supporter, delivered: Delivering
) -> None:
    await counted(supporter)
    await delivered(cutoff=timedelta(hours=-1))
    assert await officials(supporter) == []
    await delivered(since=True)
    assert await officials(supporter) == []
