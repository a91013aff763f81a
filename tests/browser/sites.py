"""Sites to be looked at beside the one of the journeys, and ways to reach behind their doors."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from wechoose.base.embedded_postgres import EmbeddedPostgres
from wechoose.base.tokens import Tokens
from wechoose.bench.served import Served


@contextmanager
def demo_site() -> Iterator[Served]:
    """With the invented crowd, and without a mail server: letters are read at /dev/mail."""
    site = Served(workers=1, settings={})
    site.options = ("--demo",)
    with site:
        yield site


def run_sql(site: Served, statement: str) -> None:
    with EmbeddedPostgres(site.data_dir) as server:
        subprocess.run([server.program("psql"), server.url, "-qc", statement], check=True)


def ask_sql(site: Served, statement: str) -> str:
    """What a query says in its one field."""
    with EmbeddedPostgres(site.data_dir) as server:
        told = subprocess.run(
            [server.program("psql"), server.url, "-qAtc", statement], check=True, capture_output=True
        )
    return told.stdout.decode().strip()


def sign_in_link(site: Served, email: str = "owner@example.org") -> str:
    done = site.command("leader", "add", email, "--role", "owner")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def let_days_pass(site: Served, days: int = 8) -> None:
    """What was mailed until now was mailed so many days ago."""
    run_sql(site, f"update outbox set created_at = created_at - interval '{days} days'")


def expired(site: Served, link: str) -> str:
    """The confirmation link as the letter has it once its time is over."""
    address, token, query = re.fullmatch(r"(.*/)([^/?]+)(.*)", link).groups()  # type: ignore[union-attr]
    tokens = Tokens(tuple((site.data_dir / "secret_keys").read_text().split(",")))
    payload = tokens.read("confirmation", token)
    return f"{address}{tokens.make('confirmation', payload, timedelta(seconds=-1))}{query}"
