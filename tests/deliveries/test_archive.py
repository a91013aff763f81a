"""Archives of packets come piece by piece, the same every time, and are found good by whoever gets them."""

import io
from collections.abc import Awaitable, Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.deliveries.conftest import officials_like
from tests.deliveries.ready import make_ready
from wechoose.base.refusals import Gone, Refusal
from wechoose.base.site import Site
from wechoose.deliveries.chunks import forget_chunks
from wechoose.deliveries.deliveries import Delivery, packets_of
from wechoose.deliveries.taker import COMMAND, Task, take
from wechoose.leaders.people import Leader
from wechoose.lists.apart import made_by
from wechoose.seals.given_keys import read_keys
from wechoose.seals.hashes import find_sealed
from wechoose.seals.manifest import sha256_of
from wechoose.seals.seal_key import begin_new_key, present_key
from wechoose.seals.verify import verify


@pytest.fixture
async def delivery(in_office: Site, owner: Leader) -> Delivery:
    """To the governors of three states."""
    chosen = await officials_like(in_office, "kind = 'governor' and state in ('NJ', 'NY', 'CA')")
    return await make_ready(in_office, owner, chosen)


@pytest.fixture
def taken(in_office: Site, delivery: Delivery) -> Callable[..., Awaitable[bytes]]:
    async def taken(official_id: int | None = None, file: str = "") -> bytes:
        task = Task(in_office.database.url, in_office.settings.secret_keys, delivery.code, official_id, file)
        return b"".join([piece async for piece in take(in_office.database, in_office.seals, task)])

    return taken


Taken = Callable[..., Awaitable[bytes]]


async def first_official(site: Site, delivery: Delivery) -> int:
    async with site.database.transaction(read_only=True) as db:
        return (await packets_of(db, delivery.delivery_id))[0].official_id


async def test_a_packet_is_good_and_the_same_every_time(
    in_office: Site, delivery: Delivery, taken: Taken, tmp_path: Path
) -> None:
    official_id = await first_official(in_office, delivery)
    archive = await taken(official_id)
    assert await taken(official_id) == archive
    (tmp_path / "packet.zip").write_bytes(archive)
    async with in_office.database.transaction(read_only=True) as db:
        key = await present_key(db, in_office.seals)
    assert verify(tmp_path / "packet.zip", read_keys(key.fingerprint)).rows == 5
    assert {info.date_time for info in ZipFile(io.BytesIO(archive)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


async def test_a_whole_delivery_is_good_and_has_an_index(taken: Taken, tmp_path: Path) -> None:
    (tmp_path / "whole.zip").write_bytes(await taken())
    verdict = verify(tmp_path / "whole.zip")
    assert [each.rows for each in verdict.manifests] == [5, 4, 3]
    assert "Packets: 3, with 12 signatures in all" in verdict.in_words
    with ZipFile(tmp_path / "whole.zip") as archive:
        index = archive.read("index.csv").decode("utf-8-sig").splitlines()
        archive.extractall(tmp_path / "folder")
    folders = [line.split(",")[0].strip('"') for line in index[1:]]
    assert [folder[:7] for folder in folders] == ["001-CA-", "002-NJ-", "003-NY-"]
    assert {path.name for path in (tmp_path / "folder").iterdir()} == {"index.csv", "index.sig", *folders}
    assert verify(tmp_path / "folder").rows == 12


async def test_a_packet_less_or_more_in_a_whole_delivery_is_named(taken: Taken, tmp_path: Path) -> None:
    (tmp_path / "whole.zip").write_bytes(await taken())
    with ZipFile(tmp_path / "whole.zip") as archive:
        archive.extractall(tmp_path / "it")
    folders = sorted(path for path in (tmp_path / "it").iterdir() if path.is_dir())
    folders[1].rename(tmp_path / "away")
    with pytest.raises(Refusal, match=f"The packet {folders[1].name} is missing"):
        verify(tmp_path / "it")
    index = (tmp_path / "it" / "index.csv").read_bytes()
    lines = index.splitlines(keepends=True)
    (tmp_path / "it" / "index.csv").write_bytes(b"".join(lines[:2] + lines[3:]))
    with pytest.raises(Refusal, match=r"index\.csv was changed after it was sealed"):
        verify(tmp_path / "it")
    (tmp_path / "away").rename(tmp_path / "it" / "more")
    (tmp_path / "it" / "index.csv").write_bytes(index)
    with pytest.raises(Refusal, match="is missing"):
        verify(tmp_path / "it")
    (tmp_path / "it" / "more").rename(folders[1])
    (folders[1] / "letter.pdf").write_bytes(b"%PDF")
    with pytest.raises(Refusal, match=f"{folders[1].name}: letter.pdf is not as it was sealed"):
        verify(tmp_path / "it")


async def test_what_was_taken_is_known_by_its_hash(in_office: Site, delivery: Delivery, taken: Taken) -> None:
    official_id = await first_official(in_office, delivery)
    packet, whole, letter = await taken(official_id), await taken(), await taken(official_id, "letter.pdf")
    assert letter.startswith(b"%PDF")
    members = ZipFile(io.BytesIO(packet))
    async with in_office.database.transaction(read_only=True) as db:
        for data in (packet, letter, *map(members.read, members.namelist())):
            found = await find_sealed(db, bytes.fromhex(sha256_of(data)))
            assert [(each.code, each.official_id) for each in found] == [(delivery.code, official_id)]
        assert len(await find_sealed(db, bytes.fromhex(sha256_of(whole)))) == 3
        assert await find_sealed(db, bytes(32)) == []


async def test_an_older_key_goes_on_sealing_the_index(
    in_office: Site, delivery: Delivery, taken: Taken, tmp_path: Path
) -> None:
    before = await taken()
    async with in_office.database.transaction() as db:
        await begin_new_key(db, in_office)
    assert await taken() == before


async def test_files_that_were_deleted_end_the_archive_without_an_end(
    in_office: Site, delivery: Delivery, taken: Taken
) -> None:
    async with in_office.database.transaction() as db:
        await forget_chunks(db, delivery.delivery_id)
    with pytest.raises(Gone):
        await taken()


async def test_a_process_of_its_own_makes_the_same(in_office: Site, delivery: Delivery, taken: Taken) -> None:
    task = Task(in_office.database.url, in_office.settings.secret_keys, delivery.code, None)
    assert b"".join([piece async for piece in made_by(COMMAND, task)]) == await taken()
