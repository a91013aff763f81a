"""`serve`: database, schema, content, processes, in that order, with a word to the terminal about each."""

import asyncio
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import msgspec

from wechoose import demo
from wechoose.base import logs
from wechoose.base.embedded_postgres import EmbeddedPostgres
from wechoose.base.migrations import migrate
from wechoose.base.settings import Settings, keep_address
from wechoose.base.site import open_site
from wechoose.campaign.founding import found
from wechoose.leaders.people import add_leader
from wechoose.leaders.sign_in import make_link
from wechoose.mail.sending import carriers_of
from wechoose.officials.shipped import move_in
from wechoose.serving.ground import wait_for_database
from wechoose.serving.processes import answer_requests, do_background_work
from wechoose.serving.supervisor import Supervisor, listen

DEMO_OWNER = "owner@example.org"


class Order(msgspec.Struct, frozen=True):
    """What `serve` was asked for."""

    host: str
    port: int
    workers: int
    demo: bool
    worker: bool


def serve_site(settings: Settings, order: Order, say: Callable[[str], None]) -> None:
    """Until SIGTERM or SIGINT; raises Refusal when it can't start."""
    carriers_of(settings)  # an odd mail setting stops the start, not a process later
    # Until the supervisor watches, SIGTERM stops us the way Ctrl+C does: in order.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with ExitStack() as stack:
        listening = stack.enter_context(listen(order.host, order.port))
        postgres = _start_postgres(settings, stack, say)
        url = postgres.url if postgres else settings.database_url or ""
        sign_in = asyncio.run(_prepare(settings, url, order.demo, say))
        log_file = _log_file(settings, postgres is not None)
        logs.configure(log_file)
        supervisor = Supervisor(postgres)
        stack.callback(supervisor.stop)
        for number in range(order.workers):
            supervisor.add(f"web {number + 1}", answer_requests, settings, url, log_file, after=(listening,))
        if order.worker:
            supervisor.add("worker", do_background_work, settings, url, log_file)
        supervisor.wait_until_ready()
        if postgres:
            keep_address(settings)
        _greet(settings, order, sign_in, log_file, say)
        supervisor.watch()
        say("Stopping.")


def run_worker(settings: Settings, say: Callable[[str], None]) -> None:
    """`worker`: the background work alone, under the same supervision."""
    carriers_of(settings)
    with ExitStack() as stack:
        postgres = _start_postgres(settings, stack, say)
        url = postgres.url if postgres else settings.database_url or ""
        asyncio.run(_prepare(settings, url, False, say))
        supervisor = Supervisor(postgres)
        stack.callback(supervisor.stop)
        supervisor.add("worker", do_background_work, settings, url, None)
        supervisor.wait_until_ready()
        say("The worker runs.")
        supervisor.watch()


def _start_postgres(
    settings: Settings, stack: ExitStack, say: Callable[[str], None]
) -> EmbeddedPostgres | None:
    if settings.database_url is not None:
        return None
    say(f"Starting PostgreSQL in {settings.data_dir} …")
    return stack.enter_context(EmbeddedPostgres(settings.data_dir))


async def _prepare(settings: Settings, url: str, with_demo: bool, say: Callable[[str], None]) -> str | None:
    """Schema and content; the sign-in link of the demo's owner."""
    db = await wait_for_database(url)
    try:
        for name in await migrate(db):
            say(f"Applied {name}.")
        if await found(db):
            say("Founded the campaign: nine demands and the coalition.")
        if await move_in(db):
            say("Brought in the officials that come with this program.")
    finally:
        await db.close()
    return await _prepare_demo(settings, url, say) if with_demo else None


async def _prepare_demo(settings: Settings, url: str, say: Callable[[str], None]) -> str:
    site = await open_site(settings, url, connections=2)
    try:
        say("Letting the demo crowd in …")
        async with site.database.transaction() as db:
            say(await demo.move_in(db, site))
        async with site.database.transaction() as db:
            return await make_link(db, site, await add_leader(db, site, DEMO_OWNER, "owner"))
    finally:
        await site.database.close()


def _log_file(settings: Settings, embedded: bool) -> Path | None:
    """A file where the log would scroll the addresses off a terminal; elsewhere standard error is the log."""
    return settings.data_dir / "wechoose.log" if embedded and sys.stderr.isatty() else None


def _greet(
    settings: Settings, order: Order, sign_in: str | None, log_file: Path | None, say: Callable[[str], None]
) -> None:
    say("")
    say(f"  The site       {settings.public_url}")
    if sign_in:
        say(f"  The desk       {sign_in}")
    if settings.smtp_url is None:
        say(f"  Captured mail  http://127.0.0.1:{order.port}/dev/mail")
    if log_file:
        say(f"  The log        {log_file}")
    say("")
    say("Ready. Press Ctrl+C to stop.")
