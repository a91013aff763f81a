import re

from wechoose.audit import acts, trail
from wechoose.base.queries import all_queries
from wechoose.base.site import Site


async def test_a_line_is_read_back_as_it_was_written(site: Site) -> None:
    async with site.database.transaction() as db:
        await trail.append(
            db,
            leader_id=None,
            act=acts.EXPORTED_LIST,
            subject="community-schools",
            details={"state": "NJ", "verified": 3},
            reason="Hearing in Trenton: Muñoz’s committee",
            address="192.0.2.7",
        )
        [line] = await trail.read_back(db)
    assert (line.leader_id, line.act, line.subject) == (None, acts.EXPORTED_LIST, "community-schools")
    assert line.details == {"state": "NJ", "verified": 3}
    assert (line.reason, line.address) == ("Hearing in Trenton: Muñoz’s committee", "192.0.2.7")


async def test_the_newest_line_comes_first_and_older_ones_follow_page_by_page(site: Site) -> None:
    async with site.database.transaction() as db:
        for number in range(5):
            await trail.append(db, leader_id=None, act=acts.SIGNED_IN, subject=f"{number}")
        first = await trail.read_back(db, limit=3)
        second = await trail.read_back(db, before=first[-1].audit_id, limit=3)
    assert [line.subject for line in first + second] == ["4", "3", "2", "1", "0"]


async def test_a_line_is_not_there_when_its_act_was_undone(site: Site) -> None:
    try:
        async with site.database.transaction() as db:
            await trail.append(db, leader_id=None, act=acts.SIGNED_IN)
            raise LookupError
    except LookupError:
        pass
    async with site.database.transaction(read_only=True) as db:
        assert await trail.read_back(db) == []


def test_no_query_of_the_project_changes_or_removes_a_line() -> None:
    change = re.compile(r"\b(update|delete\s+from|truncate(\s+table)?|merge\s+into)\s+(only\s+)?audit\b")
    assert [name for name, statement in all_queries() if change.search(statement.lower())] == []


def test_every_act_has_words() -> None:
    known = [value for name, value in vars(acts).items() if name.isupper()]
    assert [acts.in_words(act) for act in known] == known
