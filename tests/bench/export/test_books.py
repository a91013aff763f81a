"""Every row of a list is compared with what the database holds."""

from asyncio import to_thread
from pathlib import Path

import pytest

from wechoose.base.site import Site
from wechoose.bench.export.books import Books, compare, read_file, read_site
from wechoose.crowds.filling import fill
from wechoose.crowds.signers import Filling
from wechoose.demands.demands import find_demand
from wechoose.lists.export import export_list

SLUG = "community-schools"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_a_whole_list_has_what_the_database_has(site: Site, tmp_path: Path, form: str) -> None:
    wanted, file = await _filled(site), tmp_path / f"list.{form}"
    await export_list(site, SLUG, form, None, file)
    found = read_file(file)
    assert found.total() == 50
    assert compare("list", wanted, found) == ([], [])


async def test_a_list_of_one_state_lacks_the_others(site: Site, tmp_path: Path) -> None:
    wanted, file = await _filled(site), tmp_path / "list.xlsx"
    listed = await export_list(site, SLUG, "xlsx", "CA", file)
    lost, differences = compare("list", wanted, read_file(file))
    assert len(lost) == 50 - listed
    assert differences == []


def test_a_row_that_is_there_twice_or_otherwise_is_a_difference() -> None:
    assert compare("list", Books([1, 2]), Books([1, 1, 2])) == ([], ["a row is too much in the list"])
    assert compare("list", Books([1]), Books([3])) == (
        ["a row is missing in the list"],
        ["a row is too much in the list"],
    )


async def _filled(site: Site) -> Books:
    await to_thread(fill, site.settings, site.database.url, Filling(50, (SLUG,)))
    async with site.database.transaction(read_only=True) as db:
        return await read_site(site, db, (await find_demand(db, SLUG)).demand_id)
