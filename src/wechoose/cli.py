"""The command line: reads arguments, calls one function each, says what went wrong in one sentence."""

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from wechoose.audit import chain
from wechoose.base import logs
from wechoose.base.database import connect
from wechoose.base.migrations import migrate as apply_migrations
from wechoose.base.refusals import Refusal
from wechoose.base.settings import Settings, masked, read_settings
from wechoose.bench.cli import bench
from wechoose.counts.recount import recount, totals
from wechoose.deliveries.deliveries import find_delivery
from wechoose.deliveries.recheck import recheck
from wechoose.leaders import factors
from wechoose.leaders.people import add_leader, find_leader
from wechoose.leaders.roles import MAY
from wechoose.leaders.sign_in import make_link
from wechoose.lists.export import export_list
from wechoose.lists.files import MEDIA_TYPES
from wechoose.officials.comparing import Origin
from wechoose.officials.shipped import import_brought, import_shipped
from wechoose.places.states import all_states
from wechoose.seals.given_keys import GivenKeys, read_keys
from wechoose.seals.seal_key import begin_new_key, keep_seal_key, present_key
from wechoose.seals.verify import verify as check_packet
from wechoose.serving.ground import grounded, opened


class OneSentence(click.Group):
    """Refusals end a command with their sentence and exit code 1; wrong usage is click's own, with 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            click.echo(f"wechoose: {refusal.sentence}", err=True)
            ctx.exit(1)


@click.group(cls=OneSentence)
@click.version_option(package_name="wechoose")
def main() -> None:
    """We Choose: a self-hosted petition and pledge platform."""
    logs.configure()


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on."
)
@click.option(
    "--workers", type=click.IntRange(1, 64), help="Web processes.  [default: one per core, at most 4]"
)
@click.option("--demo", is_flag=True, help="Let an invented crowd into an empty site.")
@click.option("--no-worker", is_flag=True, help="Leave mail and retention to `wechoose worker` elsewhere.")
def serve(host: str, port: int, workers: int | None, demo: bool, no_worker: bool) -> None:
    """Run the site: database (unless DATABASE_URL is set), web processes and the background worker."""
    from wechoose.serving.serve import (
        Order,
        serve_site,
    )  # the web app takes a second to import: only where it runs

    settings = read_settings(public_url=_public_url(host, port))
    order = Order(host, port, workers or min(4, os.cpu_count() or 1), demo, not no_worker)
    serve_site(settings, order, click.echo)


@main.command()
def worker() -> None:
    """Do the background work alone: send mail, forget what is too old."""
    from wechoose.serving.serve import run_worker

    run_worker(read_settings(), click.echo)


@main.command()
def migrate() -> None:
    """Bring the database's schema up to date."""
    settings = read_settings()
    with grounded(settings) as url:
        applied = asyncio.run(_migrate(url))
    click.echo("\n".join(f"Applied {name}." for name in applied) or "The schema is up to date.")


@main.command()
def settings() -> None:
    """Show the settings in effect, secrets masked."""
    for name, value in masked(read_settings()).items():
        click.echo(f"{name:28} {value}")


@main.group()
def leader() -> None:
    """The people who sign in to the desk."""


def on_site(command: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """A command that needs the opened site as its first argument."""

    @wraps(command)
    def run(**arguments: Any) -> None:
        settings = read_settings()
        with grounded(settings) as url:
            asyncio.run(_on_site(settings, url, command, arguments))

    return run


@leader.command("add")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice(list(MAY)), help="What this leader may do.")
@click.option(
    "--partner", default="", metavar="CODE", help="The partner that a leader with this role works for."
)
@click.option(
    "--state", "states", multiple=True, metavar="NJ", help="A state that a deliverer works in; none: all."
)
@on_site
async def leader_add(site: Any, email: str, role: str, partner: str, states: tuple[str, ...]) -> None:
    """Add a leader, or find the one with this address, and print a sign-in link that works once."""
    async with site.database.transaction() as db:
        link = await make_link(db, site, await add_leader(db, site, email, role, partner, states))
    click.echo(link)


@leader.command("reset-factors")
@click.argument("email")
@on_site
async def leader_reset_factors(site: Any, email: str) -> None:
    """Take a leader's second factors away, who lost them all, and print a sign-in link to set up new ones."""
    async with site.database.transaction() as db:
        found = await find_leader(db, site, email)
        await factors.reset(db, found)
        link = await make_link(db, site, found)
    click.echo(link)


@main.group()
def officials() -> None:
    """The people in office whom signatures are handed to."""


@officials.command("import")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", metavar="WORDS", help="Where FILES are from, as the desk shows it.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day up to which FILES are right.")
@on_site
async def officials_import(
    site: Any, files: tuple[Path, ...], source: str | None, as_of: datetime | None
) -> None:
    """Bring in CSV FILES, or those that come with this program; what leaders wrote over them stays."""
    if files and not (source and as_of):
        raise click.UsageError("Say where the files are from and how old they are: --source and --as-of.")
    async with site.database.transaction() as db:
        if files and source and as_of:
            origin = Origin(source, as_of.date())
            plans = [await import_brought(db, path.read_bytes(), origin) for path in files]
        else:
            plans = await import_shipped(db)
    for plan in plans:
        told = ", ".join(f"{number:,} {word}" for word, number in plan.counts.items())
        click.echo(f"{plan.file}: {told}, {len(plan.conflicts):,} kept as leaders wrote them.")


@main.command()
@click.option("--deliveries", is_flag=True, help="Read every file of the deliveries, too.")
@on_site
async def check(site: Any, deliveries: bool) -> None:
    """Recount every signature and verify the audit trail; exit code 1 if any tally or line is not right."""
    are_right = [await _check_tallies(site), await _check_trail(site)]
    if deliveries:
        are_right.append(await _check_deliveries(site))
    if not all(are_right):
        sys.exit(1)


async def _check_tallies(site: Any) -> bool:
    async with site.database.transaction(read_only=True) as db:
        differences = await recount(db)
        rows = await totals(db)
    for difference in differences:
        click.echo(
            f"{difference.demand} {difference.state} {difference.act or difference.channel} "
            f"bucket {difference.bucket}: tally {difference.tally}, signatures {difference.signatures}"
        )
    click.echo(
        f"{rows['verified']:,} verified signatures, {rows['counted']:,} counted, {rows['pending']:,} pending, "
        f"{rows['signers']:,} signers: {len(differences)} differences."
    )
    return not differences


async def _check_trail(site: Any) -> bool:
    async with site.database.transaction(read_only=True) as db:
        broken, head = await chain.verify(db), await chain.head(db)
    for each in broken:
        click.echo(f"Audit trail: {each.sentence}")
    click.echo(f"Audit trail: {head.lines:,} lines, head {head.hash}{', broken' if broken else ''}.")
    return not broken


async def _check_deliveries(site: Any) -> bool:
    count = broken = 0
    async for packet in recheck(site):
        count, broken = count + 1, broken + bool(packet.broken)
        for name in packet.broken:
            click.echo(
                f"Delivery {packet.code}, official {packet.official_id}: {name} is not as it was sealed."
            )
    click.echo(f"{count:,} packets, {broken:,} of them not as they were sealed.")
    return not broken


@main.command("seal-key")
@click.option("--new", is_flag=True, help="Begin a new key; what was sealed before stays good.")
@on_site
async def seal_key(site: Any, new: bool) -> None:
    """Show the key that packets are sealed with, to be published where this site can't change it."""
    await keep_seal_key(site)
    async with site.database.transaction() as db:
        key = await begin_new_key(db, site) if new else await present_key(db, site.seals)
    click.echo(f"Fingerprint: {key.fingerprint}\nKey (Ed25519): {key.text}\nSince: {key.since:%Y-%m-%d} UTC")


@main.command()
@click.argument("demand")
@click.option("--format", "form", type=click.Choice(list(MEDIA_TYPES)), default="csv", show_default=True)
@click.option(
    "--state",
    type=click.Choice([state.usps for state in all_states()], case_sensitive=False),
    help="One state only.",
)
@click.option("--since", metavar="DELIVERY", help="Only those verified after the cut-off of this delivery.")
@click.option(
    "-o", "file", required=True, type=click.Path(dir_okay=False, path_type=Path), help="File to write."
)
@on_site
async def export(site: Any, demand: str, form: str, state: str | None, since: str | None, file: Path) -> None:
    """Write the verified signers of DEMAND (its slug) as officials may see them: name, city, state, ZIP, date."""
    with click.progressbar(length=1, label="Writing", hidden=not sys.stderr.isatty(), file=sys.stderr) as bar:

        def show(done: int, of: int) -> None:
            bar.length = max(of, 1)
            bar.update(done - bar.pos)

        rows = await export_list(site, demand, form, state, file, show, await _cutoff(site, since))
    click.echo(f"Wrote {rows:,} signers to {file}.")


async def _cutoff(site: Any, code: str | None) -> datetime | None:
    if code is None:
        return None
    async with site.database.transaction(read_only=True) as db:
        return (await find_delivery(db, code)).cutoff


@main.command()
@click.argument("packet", type=click.Path(path_type=Path))
@click.option(
    "--key",
    metavar="KEY|FILE",
    callback=lambda _ctx, _option, given: given and _keys(given),
    help="The site's key or its fingerprint, got from elsewhere than the packet; or a file with it.",
)
def verify(packet: Path, key: GivenKeys | None) -> None:
    """Check a packet, or a whole delivery, that somebody gave you: an archive, or the folder that it was unpacked to.

    Needs no network and no settings.
    """
    with click.progressbar(
        length=1, label="Checking", hidden=not sys.stderr.isatty(), file=sys.stderr
    ) as bar:

        def show(done: int, of: int) -> None:
            bar.length = max(of, 1)
            bar.update(done - bar.pos)

        verdict = check_packet(packet, key, show)
    click.echo(verdict.in_words)


def _keys(given: str) -> GivenKeys:
    try:
        return read_keys(given)
    except Refusal as refusal:
        raise click.BadParameter(refusal.sentence) from None


main.add_command(bench)


async def _migrate(url: str) -> list[str]:
    db = await connect(url)
    try:
        return await apply_migrations(db)
    finally:
        await db.close()


async def _on_site(
    settings: Settings, url: str, command: Callable[..., Coroutine[Any, Any, None]], arguments: dict[str, Any]
) -> None:
    async with opened(settings, url) as site:
        await command(site, **arguments)


def _public_url(host: str, port: int) -> str:
    """Where a browser on this machine finds the site, when WECHOOSE_PUBLIC_URL does not say."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{name}:{port}"
