"""What is kept of packets is compared with what was sealed, and what differs is named."""

import pytest

from tests.deliveries.conftest import officials_like
from tests.deliveries.ready import make_ready
from wechoose.base.site import Site
from wechoose.deliveries.chunks import Place, seal_chunk
from wechoose.deliveries.deliveries import Delivery, packets_of
from wechoose.deliveries.recheck import recheck


@pytest.fixture
async def delivery(in_office: Site) -> Delivery:
    chosen = await officials_like(in_office, "kind = 'governor' and state in ('NJ', 'NY')")
    return await make_ready(in_office, None, chosen)


async def broken(site: Site) -> list[tuple[str, ...]]:
    return [each.broken async for each in recheck(site)]


async def test_what_was_sealed_is_found_so(in_office: Site, delivery: Delivery) -> None:
    assert await broken(in_office) == [(), ()]


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ("update packets set signature = manifest::bytea", ("manifest.json",)),
        ("update packets set manifest = replace(convert_from(manifest, 'UTF8'), '\"rows\": 5', '\"rows\": 6')::bytea",
         ("manifest.json",)),
        ("delete from delivery_chunks where part = 'letter.pdf'", ("letter.pdf",)),
        ("update delivery_chunks set sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1) where part like '%.csv'",
         ("signers.csv",)),
    ],
)  # fmt: skip
async def test_what_differs_is_named(
    in_office: Site, delivery: Delivery, change: str, names: tuple[str, ...]
) -> None:
    async with in_office.database.transaction() as db:
        await db.execute(change)
    assert (await broken(in_office))[0] == names


async def test_a_file_in_place_of_another_is_named(in_office: Site, delivery: Delivery) -> None:
    async with in_office.database.transaction() as db:
        packet = (await packets_of(db, delivery.delivery_id))[0]
        place = Place(delivery.delivery_id, packet.official_id, "letter.pdf")
        size = next(file.bytes for file in packet.files if file.name == "letter.pdf")
        await db.execute(
            "update delivery_chunks set sealed = $1 where part = 'letter.pdf' and official_id = $2",
            *(seal_chunk(in_office.seals, place, 0, b"x" * size).sealed, packet.official_id),
        )
    assert await broken(in_office) == [("letter.pdf",), ()]


async def test_what_is_deleted_is_not_missed(in_office: Site, delivery: Delivery) -> None:
    async with in_office.database.transaction() as db:
        await db.execute("update deliveries set status = 'closed', files_until = '2020-01-01'")
    assert await broken(in_office) == []
