import csv
import io
from urllib.parse import urlencode

import httpx
import pytest

from tests.desk import csrf_of, enter
from wechoose.audit import acts, trail
from wechoose.base.site import Site

HOME = "/desk/audit"


@pytest.fixture
async def owner(client: httpx.AsyncClient, site: Site) -> httpx.AsyncClient:
    """Signed in, on a site whose trail has some lines of the server."""
    async with site.database.transaction() as db:
        for number in range(60):
            await trail.append(
                db, leader_id=None, act=acts.EXPORTED_LIST, subject=f"list-{number}.", reason="=Hearing"
            )
    await enter(client, site)
    return client


async def test_what_is_searched_for_is_shown_and_stays_typed(owner: httpx.AsyncClient) -> None:
    page = (await owner.get(f"{HOME}?subject=list-5&words=hear&leader=server")).text
    assert "list-59." in page
    assert "list-49." not in page
    assert "signed in" not in page.partition("<tbody>")[2]
    for typed in ('value="list-5"', 'value="hear"', '<option value="server" selected>'):
        assert typed in page


async def test_a_leader_is_searched_for_by_name_as_who_did_it_and_as_whom_it_was_done_to(
    owner: httpx.AsyncClient,
) -> None:
    page = (await owner.get(f"{HOME}?subject=Owner@example.org&act=added+a+leader")).text
    assert "<td>added a leader</td>" in page
    page = (await owner.get(f"{HOME}?act=no+such+act")).text
    assert "No line is like this." in page


async def test_the_search_goes_on_to_older_lines(owner: httpx.AsyncClient) -> None:
    page = (await owner.get(f"{HOME}?subject=list")).text
    older = page.partition('href="/desk/audit?subject=list&amp;before=')[2].partition('"')[0]
    assert "list-0." in (await owner.get(f"{HOME}?subject=list&before={older}")).text


@pytest.mark.parametrize(
    "asked",
    [{"since": "yesterday"}, {"until": "2026-02-30"}, {"since": "2026-03-02", "until": "2026-03-01"}],
)
async def test_a_day_that_is_none_gets_a_sentence_and_stays_typed(
    owner: httpx.AsyncClient, asked: dict[str, str]
) -> None:
    answer = await owner.get(f"{HOME}?{urlencode(asked)}")
    assert answer.status_code == 422
    assert "Write the day like" in answer.text or "before the first one" in answer.text
    assert all(f'value="{value}"' in answer.text for value in asked.values())


@pytest.mark.parametrize(
    "asked",
    [
        {"leader": "9" * 40},
        {"leader": "x"},
        {"leader": "²"},
        {"subject": "\x00"},
        {"words": "\x00'"},
        {"act": "\x00"},
        {"until": "9999-12-31"},
        {"since": "0001-01-01"},
        {"leader": "9" * 5_000},
    ],
)
async def test_what_can_not_be_searched_for_is_no_accident(
    owner: httpx.AsyncClient, asked: dict[str, str]
) -> None:
    assert (await owner.get(f"{HOME}?{urlencode(asked)}")).status_code == 200
    form = asked | {"csrf": await csrf_of(owner, HOME), "reason": "For the board"}
    assert (await owner.post(f"{HOME}/export", data=form)).status_code == 200


async def test_what_was_found_is_taken_along_with_a_reason_and_that_is_written_down(
    owner: httpx.AsyncClient, site: Site
) -> None:
    csrf = await csrf_of(owner, HOME)
    form = {"csrf": csrf, "subject": "list-5", "act": acts.EXPORTED_LIST, "reason": "For the board"}
    answer = await owner.post(f"{HOME}/export", data=form)
    assert answer.headers["content-disposition"].startswith('attachment; filename="audit-trail-')
    header, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    assert header == [
        "number",
        "time (UTC)",
        "leader",
        "act",
        "subject",
        "details",
        "reason",
        "address",
        "hash",
    ]
    assert len(rows) == 11
    assert rows[0][3:7] == [acts.EXPORTED_LIST, "list-59.", "", "'=Hearing"]
    async with site.database.transaction(read_only=True) as db:
        line, *_older = await trail.read_back(db)
        assert rows[0][8] == await db.fetchval("select encode(hash, 'hex') from audit where audit_id = 60")
    assert (line.act, line.reason, line.address) == (acts.EXPORTED_TRAIL, "For the board", "127.0.0.1")
    assert line.details == {"act": acts.EXPORTED_LIST}


async def test_all_of_a_long_trail_is_taken_along(
    owner: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wechoose.leaders.trail_as_csv.A_BATCH", 7)
    form = {"csrf": await csrf_of(owner, HOME), "reason": "For the board", "subject": "list"}
    answer = await owner.post(f"{HOME}/export", data=form)
    assert answer.text.count("list-") == 60


async def test_without_a_reason_nothing_is_taken_along(owner: httpx.AsyncClient, site: Site) -> None:
    form = {"csrf": await csrf_of(owner, HOME), "reason": "", "subject": "list-5", "since": "never"}
    answer = await owner.post(f"{HOME}/export", data=form)
    assert answer.status_code == 422
    assert "Say in a few words what the file is for." in answer.text
    assert "Write the day like" in answer.text
    assert 'value="list-5"' in answer.text
    async with site.database.transaction(read_only=True) as db:
        assert acts.EXPORTED_TRAIL not in [line.act for line in await trail.read_back(db)]
