"""Chunks come back as they were written, in their order and at their place, or not at all."""

import os

import pytest

from tests.deliveries.conftest import Ordering
from wechoose.base.refusals import Gone
from wechoose.base.sealing import Unreadable
from wechoose.base.site import Site
from wechoose.deliveries.chunks import (
    CHUNK_BYTES,
    Cutter,
    File,
    Place,
    add_chunks,
    bytes_kept,
    forget_chunks,
    read_file,
)

SENATORS = "kind = 'senator' and state = 'NJ'"
WRITTEN = os.urandom(3 * CHUNK_BYTES + 7)


@pytest.fixture
async def file(in_office: Site, ordered: Ordering) -> tuple[int, File]:
    """The number of a delivery, and a file of it that was written piece by piece."""
    delivery = await ordered(SENATORS)
    cutter = Cutter(in_office.seals, Place(delivery.delivery_id, 1, "part"))
    chunks = [
        chunk for start in range(0, len(WRITTEN), 1_000) for chunk in cutter.add(WRITTEN[start:][:1_000])
    ]
    assert len(chunks) == 3
    async with in_office.database.transaction() as db:
        await add_chunks(db, chunks + cutter.end())
    return delivery.delivery_id, File("a.pdf", "application/pdf", cutter.bytes, cutter.sha256, 1, 1, "part")


async def read(site: Site, file: tuple[int, File]) -> bytes:
    return b"".join([piece async for piece in read_file(site.database, site.seals, *file)])


async def change(site: Site, statement: str) -> None:
    async with site.database.transaction() as db:
        await db.execute(statement)


async def test_a_file_comes_back_as_it_was_written(in_office: Site, file: tuple[int, File]) -> None:
    assert await read(in_office, file) == WRITTEN


async def test_an_empty_file_is_another_thing_than_none(in_office: Site, file: tuple[int, File]) -> None:
    cutter = Cutter(in_office.seals, Place(file[0], 2, "empty"))
    async with in_office.database.transaction() as db:
        await add_chunks(db, cutter.end())
    assert await read(in_office, (file[0], File("b", "text/plain", 0, cutter.sha256, 0, 2, "empty"))) == b""
    with pytest.raises(Gone):
        await read(in_office, (file[0], File("c", "text/plain", 0, cutter.sha256, 0, 2, "nothing")))


@pytest.mark.parametrize("number", [0, 1, 3])
async def test_a_file_that_lacks_a_piece_does_not_end_like_a_whole_one(
    in_office: Site, file: tuple[int, File], number: int
) -> None:
    await change(in_office, f"delete from delivery_chunks where number = {number}")
    with pytest.raises(Gone):
        await read(in_office, file)


async def test_a_piece_at_another_place_can_not_be_opened(in_office: Site, file: tuple[int, File]) -> None:
    await change(
        in_office,
        "update delivery_chunks set sealed = (select sealed from delivery_chunks where number = 0) where number = 1",
    )
    with pytest.raises(Unreadable):
        await read(in_office, file)


async def test_nothing_is_left_of_what_is_forgotten(in_office: Site, file: tuple[int, File]) -> None:
    async with in_office.database.transaction() as db:
        assert await bytes_kept(db, file[0]) > len(WRITTEN)
        await forget_chunks(db, file[0])
        assert await bytes_kept(db, file[0]) == 0
