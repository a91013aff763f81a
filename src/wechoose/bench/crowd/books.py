"""The books: what the clients were told, against what the database and the lists for officials hold."""

import csv
from collections import Counter
from pathlib import Path

import msgspec

from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.site import Site
from wechoose.bench.crowd.visits import Visit
from wechoose.crowds.people import Supporter
from wechoose.places.zips import state_of
from wechoose.signing.addresses import canonical

sql = queries("bench/crowd/books")

NameAndZip = tuple[str, str]


class Row(msgspec.Struct, frozen=True):
    """One signature; the signer's key and the demand name it."""

    status: str
    state: str
    zip: str
    channel: str


async def audit(db: Connection, site: Site, visits: list[Visit]) -> tuple[list[str], list[str]]:
    """What was acknowledged and is missing, and what is there that nobody made or made otherwise."""
    rows = {
        (bytes(row["signer_key"]), row["slug"]): Row(row["status"], row["state"], row["zip"], row["channel"])
        for row in await sql.every_signature(db)
    }
    lost, odd = [], []
    for visit in visits:
        _bucket, key = site.signer_key(canonical(visit.supporter.email))
        for slug in visit.slugs:
            row = rows.pop((key, slug), None)
            lost += _missing(visit, slug, row)
            odd += _otherwise(visit, slug, row)
    odd += [f"nobody signed {slug} as {row}" for (_key, slug), row in rows.items()]
    return lost, odd


def compare_list(file: Path, slug: str, visits: list[Visit]) -> list[str]:
    """The differences between a demand's list and those who confirmed it, by name and ZIP code."""
    confirmed = Counter(
        _name_and_zip(visit.supporter) for visit in visits if visit.confirmed_at and slug in visit.slugs
    )
    with file.open(encoding="utf-8-sig", newline="") as lines:
        listed = Counter((row["name"], row["zip"]) for row in csv.DictReader(lines))
    missing, extra = (confirmed - listed).total(), (listed - confirmed).total()
    return [f"list of {slug}: {missing} missing, {extra} too many"] if missing or extra else []


def _missing(visit: Visit, slug: str, row: Row | None) -> list[str]:
    if visit.signed_at and row is None:
        return [f"a signature on {slug}, acknowledged by {visit.channel}, is gone"]
    if visit.confirmed_at and row and row.status != "verified":
        return [f"a confirmed signature on {slug} is {row.status}"]
    return []


def _otherwise(visit: Visit, slug: str, row: Row | None) -> list[str]:
    if row is None:
        return []
    expected = Row(row.status, state_of(visit.supporter.zip) or "", visit.supporter.zip, visit.channel)
    early = row.status == "verified" and not visit.mailed_at
    return [f"a signature on {slug} is {row}, not {expected}"] if row != expected or early else []


def _name_and_zip(supporter: Supporter) -> NameAndZip:
    return f"{supporter.given_name} {supporter.family_name}", supporter.zip
