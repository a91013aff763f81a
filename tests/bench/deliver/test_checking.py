"""A delivery that lacks a row, or a file that was changed, is a difference."""

import pytest

from tests.deliveries import conftest as cast
from tests.deliveries.making import make
from wechoose.base.site import Site
from wechoose.bench.deliver.checking import differences

in_office, owner, ordered, signed = cast.in_office, cast.owner, cast.ordered, cast.signed

SENATORS = "kind = 'senator' and state = 'NJ'"


async def test_only_what_is_as_it_was_sealed_has_no_difference(
    in_office: Site, ordered: cast.Ordering
) -> None:
    delivery, _packets = await make(in_office, await ordered(SENATORS))
    assert await differences(in_office, delivery) == []
    async with in_office.database.transaction() as db:
        await db.execute("update packets set rows = 7 where position = 1")
        await db.execute(
            """update packets set files = jsonb_set(files, '{0,sha256}', '"00"') where position = 2"""
        )
    assert await differences(in_office, delivery) == [
        "a packet has 7 rows and not 0",
        "a signatures.pdf is not as it was sealed",
    ]


@pytest.mark.parametrize("status", ["asked", "queued"])
async def test_what_did_not_come_to_its_end_is_a_difference(
    in_office: Site, ordered: cast.Ordering, status: str
) -> None:
    assert len(await differences(in_office, await ordered(SENATORS, status))) == 1
