import stat
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
import pytest
from pypdf import PdfReader

from wechoose.audit import acts, trail
from wechoose.base.refusals import NotFound, Refusal
from wechoose.base.sealing import Seals
from wechoose.base.site import Site
from wechoose.lists import signers as module
from wechoose.lists.export import export_list

Signed = Callable[..., Awaitable[bytes]]


async def test_an_export_is_whole_for_its_owner_only_and_written_down(
    site: Site, signed: Signed, tmp_path: Path
) -> None:
    await signed("Ada")
    await signed("Bea", state="MI", zip_code="48201")
    file, shown = tmp_path / "list.csv", []
    rows = await export_list(
        site, "community-schools", "csv", "nj", file, lambda done, of: shown.append((done, of))
    )
    assert rows == 1
    assert shown == [(1, 1)]
    assert (
        file.read_text(encoding="utf-8-sig")
        .splitlines()[1]
        .startswith('"Ada Smith","Newark","NJ","07102","20')
    )
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    async with site.database.transaction(read_only=True) as db:
        [line] = await trail.read_back(db)
    assert (line.leader_id, line.act, line.subject) == (None, acts.EXPORTED_LIST, "community-schools")
    assert line.details == {"state": "NJ", "verified": 1, "format": "csv"}


async def test_an_export_that_breaks_leaves_no_file(
    site: Site, signed: Signed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 1)
    await signed("Ada")
    await signed("Bea")

    def break_off(_done: int, _of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await export_list(site, "community-schools", "csv", None, tmp_path / "list.csv", break_off)
    assert list(tmp_path.iterdir()) == []


async def test_an_export_says_what_is_wrong_with_its_arguments(site: Site, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        await export_list(site, "no-such-demand", "csv", None, tmp_path / "list.csv")
    with pytest.raises(Refusal, match="XX is no state"):
        await export_list(site, "community-schools", "csv", "XX", tmp_path / "list.csv")
    with pytest.raises(Refusal, match="can't be written"):
        await export_list(site, "community-schools", "csv", None, tmp_path / "no-such-folder" / "list.csv")


async def test_an_export_leaves_nobody_out_whom_it_can_not_read(
    site: Site, signed: Signed, tmp_path: Path
) -> None:
    await signed("Ada")
    await signed("Bea")
    other = msgspec.structs.replace(site, seals=Seals(("another key that is long enough to be one",)))
    with pytest.raises(Refusal, match="add the older key"):
        await export_list(other, "community-schools", "csv", None, tmp_path / "list.csv")
    assert list(tmp_path.iterdir()) == []


async def test_an_export_can_be_a_pdf(site: Site, signed: Signed, tmp_path: Path) -> None:
    await signed("Ada")
    await signed("Bea", state="MI", zip_code="48201")
    assert await export_list(site, "community-schools", "pdf", None, tmp_path / "list.pdf") == 2
    text = " ".join(PdfReader(tmp_path / "list.pdf").pages[0].extract_text().split())
    assert "Who signed in all states, as of " in text
    assert "Verified signatures: 2" in text
    assert "Ada Smith" in text
    assert "Detroit, MI" in text
