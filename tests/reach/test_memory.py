from datetime import timedelta

import pytest

from tests.reach.conftest import Coalition
from wechoose.base import clock
from wechoose.reach import memory
from wechoose.reach.memory import Memory


async def _people(kept: Memory, coalition: Coalition, code: str = "j4j") -> int:
    async with coalition.site.database.transaction(read_only=True) as db:
        (row,) = await db.fetch("select partner_id from partners where code = $1", code)
        counted = await kept.partner(db, row["partner_id"], clock.now() - timedelta(days=14))
    return counted.numbers.people.all


async def test_a_large_partner_is_counted_once_a_minute(
    coalition: Coalition, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Memory(coalition.site)
    monkeypatch.setattr(memory, "LARGE", 1)
    await coalition.bring("one@example.org")
    assert await _people(kept, coalition) == 1
    await coalition.bring("two@example.org")
    assert await _people(kept, coalition) == 1
    monkeypatch.setattr(memory, "KEPT_SECONDS", -1.0)
    assert await _people(Memory(coalition.site), coalition) == 2


async def test_no_more_partners_are_kept_than_there_is_room_for(
    coalition: Coalition, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Memory(coalition.site)
    monkeypatch.setattr(memory, "LARGE", 1)
    monkeypatch.setattr(memory, "MOST_KEPT", 1)
    for code in ("j4j", "npe"):
        await coalition.bring(f"{code}@example.org", code)
        assert await _people(kept, coalition, code) == 1
    await coalition.bring("another@example.org")
    await coalition.bring("another@example.org", "npe", "community-schools")
    assert await _people(kept, coalition, "npe") == 1
    assert await _people(kept, coalition) == 2
