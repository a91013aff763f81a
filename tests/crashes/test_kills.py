"""`kill -9` of any process at any moment, while a crowd signs and confirms, loses nothing and doubles nothing."""

import asyncio
import time
from collections import Counter, defaultdict
from random import Random
from urllib.parse import urlsplit

import pytest

from tests.crashes.killing import Kill, kill_in_turn
from tests.running import Mail, Mails, RunningSite, running_site
from wechoose.base.database import Database
from wechoose.bench.crowd.books import audit
from wechoose.bench.crowd.clients import Clients
from wechoose.bench.crowd.observers import watching
from wechoose.bench.crowd.run import plan_visits
from wechoose.bench.crowd.visits import BROKEN, Visit
from wechoose.bench.inside import opened_site
from wechoose.mail.sending import CLERKS

SEED = 1789
CLIENTS = 8
# More than can begin while there is killing.
SIGNERS = 20_000
SLUGS = ["privatization-moratorium", "community-schools", "restorative-justice", "teachers-of-color"]
ACKNOWLEDGED = {202, 303}
EXPECTED = {200, 503, BROKEN, *ACKNOWLEDGED}
RESUME_SECONDS = 5.0

pytestmark = pytest.mark.long


async def test_killing_web_worker_and_postgres_sixty_times_loses_and_doubles_nothing() -> None:
    await _kill_and_count({"web": 20, "worker": 20, "postgres": 20})


async def test_killing_serve_itself_and_starting_it_again_loses_and_doubles_nothing() -> None:
    await _kill_and_count({"serve": 6})


async def _kill_and_count(kills: dict[str, int]) -> None:
    chance = Random(SEED)
    roles = chance.sample(list(kills), k=sum(kills.values()), counts=list(kills.values()))
    visits = plan_visits(SIGNERS, SLUGS)
    with running_site(workers=2, WECHOOSE_LIMITS="off") as running:
        clients = Clients(running.url, visits, CLIENTS)
        async with opened_site(running) as site:
            async with watching(running.url, site.database, SLUGS) as observer:
                done = await _kill_meanwhile(running, site.database, clients, roles, chance)
                await observer.settle({slug: _confirmed(visits, slug) for slug in SLUGS})
            async with site.database.transaction(read_only=True) as db:
                lost, odd = await audit(db, site, visits)
        check = await asyncio.to_thread(running.command, "check")
        print(_told(done, clients, visits, observer.looks))
        assert not lost
        assert not odd
        assert not observer.faults
        assert observer.looks["snapshots"] > len(roles) / 2
        assert check.returncode == 0, check.stdout
        # An error in Python's words could quote people; the log names its kind and place.
        assert "Traceback" not in running.log.read_text()
        _assert_expected(clients, visits)
        _assert_letters(running.mails, visits, len(roles))
        if "postgres" in kills:
            _assert_resumed(done)


async def _kill_meanwhile(
    running: RunningSite, database: Database, clients: Clients, roles: list[str], chance: Random
) -> list[Kill]:
    _hand_over(running.mails, clients)
    crowd = asyncio.create_task(clients.run())
    done = await kill_in_turn(running, database, roles, chance, lambda: _acknowledged(clients))
    clients.finish()
    await crowd
    return done


def _hand_over(mails: Mails, clients: Clients) -> None:
    loop = asyncio.get_running_loop()

    def tell(mail: Mail) -> None:
        loop.call_soon_threadsafe(clients.letter_came, mail.to, urlsplit(mail.link()).path, time.monotonic())

    mails.tell = tell


def _told(kills: list[Kill], clients: Clients, visits: list[Visit], looks: dict[str, int]) -> str:
    """Shown when the test fails or runs with -s."""
    answers = Counter(answer.status for answer in clients.answers)
    confirmed = sum(bool(visit.confirmed_at) for visit in visits)
    away = max((kill.back_at - kill.at for kill in kills if kill.back_at), default=0)
    resumed = max((kill.resumed_at - kill.back_at for kill in kills if kill.back_at), default=0)
    return (
        f"{len(kills)} kills, {confirmed} confirmed, "
        f"PostgreSQL away up to {away:.1f} s and writes {resumed:.1f} s more, "
        f"answers {answers}, {looks}"
    )


def _confirmed(visits: list[Visit], slug: str) -> int:
    return sum(slug in visit.slugs and bool(visit.confirmed_at) for visit in visits)


def _assert_expected(clients: Clients, visits: list[Visit]) -> None:
    """No visitor was given up, and none got an answer but the expected, or a wish to come back."""
    assert not [visit.trouble for visit in visits if visit.trouble]
    assert {answer.status for answer in clients.answers} <= EXPECTED
    begun = [visit for visit in visits if visit.begun_at]
    assert all(visit.signed_at and visit.mailed_at and visit.confirmed_at for visit in begun)


def _assert_letters(mails: Mails, visits: list[Visit], kills: int) -> None:
    """One letter a signer; a crash repeats what was in flight, one letter a connection, under the same Message-ID."""
    letters: dict[str, Counter[str]] = defaultdict(Counter)
    for mail in mails.all:
        letters[mail.to][mail.message_id] += 1
    assert letters.keys() == {visit.supporter.email for visit in visits if visit.begun_at}
    assert max(map(len, letters.values())) == 1
    copies = sum(ids.total() - len(ids) for ids in letters.values())
    assert copies <= kills * CLERKS


def _assert_resumed(kills: list[Kill]) -> None:
    """Writes resume soon after PostgreSQL is back, without a restart of anything else."""
    blows = [kill for kill in kills if kill.back_at and kill.standing]
    assert blows
    assert all(kill.resumed_at - kill.back_at < RESUME_SECONDS for kill in blows)


def _acknowledged(clients: Clients) -> int:
    return sum(answer.status in ACKNOWLEDGED for answer in clients.answers)
