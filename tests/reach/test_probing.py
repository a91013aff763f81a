"""Whoever types an address into its own widget and watches its numbers learns nothing about that address."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx
import pytest

from tests.conftest import Later, cloned, opened, visitor_of
from tests.reach.conftest import SCHOOLS, Coalition
from wechoose.base.settings import Settings
from wechoose.reach import coalition as rules
from wechoose.signing.retention import forget_what_is_old

PAGES = (
    "/desk/partners/j4j",
    "/desk/partners/j4j?by=capita&days=all",
    "/desk/partners/j4j/list",
    "/desk/partners/j4j/keys",
    "/desk/partners/j4j/widget",
)
PROBED = "probed@example.org"
# What the address had done before it is typed into the widget of j4j.
PASTS = ("pending", "verified", "disavowed", "stopped", "stopped later", "consented")

NewCoalition = Callable[[], AbstractAsyncContextManager[Coalition]]


@pytest.fixture
def new_coalition(settings: Settings, postgres: str, template: str) -> NewCoalition:
    """Each in a database of its own, so that two can be compared."""

    @asynccontextmanager
    async def begin() -> AsyncIterator[Coalition]:
        async with (
            cloned(postgres, template) as url,
            opened(settings, url) as site,
            visitor_of(site) as visitor,
        ):
            yield Coalition(site, visitor)

    return begin


@pytest.fixture(autouse=True)
def no_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """What moves the numbers of the coalition is another one in each database."""
    monkeypatch.setattr(rules, "SPREAD", 0.0)
    monkeypatch.setattr(rules, "FEWEST", 10)


@pytest.mark.parametrize("partner", ["", "npe"])
@pytest.mark.parametrize("past", PASTS)
async def test_no_page_of_a_partner_tells_what_an_address_had_signed_before(
    new_coalition: NewCoalition, later: Later, past: str, partner: str
) -> None:
    async with new_coalition() as known, new_coalition() as unknown:
        for each in (known, unknown):
            await _bring_others(each)
        await _live(known, past, partner)
        for when in ("before", "at once"):
            if when == "at once":
                await _probe(known)
                await _probe(unknown)
            assert await _pages(known) == await _pages(unknown), when
        # The next day, with new numbers of the coalition; and when what nobody confirmed is forgotten.
        for days in (1.0, 12.9, 0.2, 1.0):
            later(days=days)
            for each in (known, unknown):
                await forget_what_is_old(each.site)
            assert await _pages(known) == await _pages(unknown), days


async def test_a_probe_shows_as_somebody_who_came_and_for_two_weeks_only(
    coalition: Coalition, later: Later
) -> None:
    """From the next day on. Else the pages would be alike because they showed nothing."""
    await _bring_others(coalition)
    await coalition.bring(PROBED, "npe")
    await _probe(coalition)
    for days, people in ((0, 2), (1, 4), (14.1, 2)):
        later(days=days)
        assert f"<dt>People reached</dt><dd>{people}</dd>" in (await _pages(coalition))[0]


async def _bring_others(coalition: Coalition) -> None:
    """Whom j4j brought in earnest."""
    await coalition.bring("one@example.org", source="spring", consent=["j4j"])
    await coalition.bring("two@example.org", slug=SCHOOLS)
    await coalition.sign("three@example.org", source="fall")


async def _live(coalition: Coalition, past: str, partner: str) -> None:
    consent = ["npe"] if past == "consented" else []
    await coalition.sign(PROBED, partner, source="theirs", consent=consent)
    if past in ("verified", "stopped later", "consented"):
        await coalition.confirm(PROBED)
    if past == "disavowed":
        await coalition.disavow(PROBED)
    if past.startswith("stopped"):
        await coalition.answer("mail_stop", PROBED)


async def _probe(coalition: Coalition) -> None:
    fields = {"source": "probe", "consent": ["j4j"], "zip": "48201", "demands": [SCHOOLS], "public": True}
    await coalition.sign(PROBED, **fields)


async def _pages(coalition: Coalition) -> list[str]:
    """All of the partner, without what no two loads have in common."""
    client = await coalition.lead("j4j")
    return [_lasting(await client.get(address)) for address in PAGES]


def _lasting(page: httpx.Response) -> str:
    assert page.status_code == 200
    changing = r'nonce="[^"]+"|name="(?:csrf|form_token)" value="[^"]+"|As of [^;]+;'
    return re.sub(changing, "", page.text)
