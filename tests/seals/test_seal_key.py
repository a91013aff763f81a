"""The key that seals packets is made once, kept sealed, and its public half stays published for ever."""

import msgspec

from tests.conftest import opened
from wechoose.base.settings import Settings
from wechoose.base.site import Site
from wechoose.seals.seal_key import begin_new_key, keep_seal_key, present_key, published, seal_keys


async def test_the_key_is_made_once_and_stays(site: Site) -> None:
    await keep_seal_key(site)
    async with site.database.transaction() as db:
        first = await present_key(db, site.seals)
    await keep_seal_key(site)
    async with site.database.transaction() as db:
        assert (await present_key(db, site.seals)).public == first.public
        rows = await db.fetch("select sealed from keyring")
    assert not [row for row in rows if first.private.private_bytes_raw() in row["sealed"]]


async def test_a_new_key_signs_from_now_on_and_the_old_one_stays_listed(site: Site) -> None:
    await keep_seal_key(site)
    async with site.database.transaction() as db:
        old = await present_key(db, site.seals)
        new = [await begin_new_key(db, site) for _each in range(10)][-1]
        keys = await seal_keys(db, site.seals)
    assert (keys[0].public, keys[-1].public, len(keys)) == (new.public, old.public, 11)
    said = published(site, keys)["keys"]
    assert [each["present"] for each in said] == [True] + [False] * 10
    assert [said[0]["key"], said[-1]["fingerprint"]] == [new.text, old.fingerprint]


async def test_it_survives_the_rotation_of_the_secret_keys(
    site: Site, settings: Settings, database_url: str
) -> None:
    await keep_seal_key(site)
    async with site.database.transaction() as db:
        before = [key.public for key in await seal_keys(db, site.seals)]
    newer = "a newer key for tests that is long enough to be one"
    both = msgspec.structs.replace(settings, secret_keys=(newer, *settings.secret_keys))
    async with opened(both, database_url) as rotating:
        await keep_seal_key(rotating)
    alone = msgspec.structs.replace(settings, secret_keys=(newer,))
    async with opened(alone, database_url) as rotated, rotated.database.transaction() as db:
        assert [key.public for key in await seal_keys(db, rotated.seals)] == before
