"""The ledger: everything a load was told, in bulk, against everything that is in the database."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import msgspec

from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.site import Site
from wechoose.bench.inside import look_inside
from wechoose.bench.plan import Answer
from wechoose.bench.served import Served
from wechoose.bench.supporters import Confirming, Signing

sql = queries("bench/ledger")

SIGNED = (202, 303)
CONFIRMED = (303,)
# An overloaded site may ask to come back; whatever else is no answer to what was asked.
REFUSED = (429, 503)

Key = tuple[bytes, int]


class Entry(msgspec.Struct):
    """What was asked for one signature, and what of it was acknowledged."""

    state: str
    signed: bool = False
    asked_to_confirm: bool = False
    confirmed: bool = False


class Ledger:
    def __init__(self) -> None:
        self._entries: dict[Key, Entry] = {}
        self._answers: Counter[int] = Counter()
        self._odd: list[str] = []
        self._since: datetime | None = None
        self._before: Mapping[str, int] = {}

    def take_over(self, since: datetime, before: Mapping[str, int]) -> None:
        """The site had so many signatures by status then, which nobody is asked about and which must stay."""
        self._since, self._before = since, before

    def note_signings(self, signings: Sequence[Signing], answers: Sequence[Answer]) -> list[Signing]:
        """Returns those that were acknowledged."""
        acknowledged = []
        for signing, answer in zip(signings, answers, strict=True):
            if not answer.started_ns:
                continue
            entry = self._entries[signing.signer_key, signing.demand_id] = Entry(signing.state)
            entry.signed = self._note("signing", answer, SIGNED)
            if entry.signed:
                acknowledged.append(signing)
        return acknowledged

    def note_confirmings(self, confirmings: Sequence[Confirming], answers: Sequence[Answer]) -> None:
        for confirming, answer in zip(confirmings, answers, strict=True):
            if answer.started_ns:
                entry = self._entries[confirming.signing.signer_key, confirming.signing.demand_id]
                entry.asked_to_confirm = True
                entry.confirmed |= self._note("confirming", answer, CONFIRMED)

    def compare(self, served: Served) -> tuple[list[str], list[str]]:
        """What was acknowledged and is missing, and whatever else is not as it must be; one sentence each."""

        async def look(_site: Site, db: Connection) -> tuple[list[str], list[str]]:
            return await self.audit(db)

        lost, odd = look_inside(served, look)
        check = served.command("check")
        if check.returncode:
            odd += [*check.stdout.splitlines(), *check.stderr.splitlines()]
        return lost, odd

    async def audit(self, db: Connection) -> tuple[list[str], list[str]]:
        rows = await sql.signatures(db, since=self._since)
        there = {(row["signer_key"], row["demand_id"]): (row["state"], row["status"]) for row in rows}
        lost = [
            sentence for key, entry in self._entries.items() if (sentence := _lost(entry, there.get(key)))
        ]
        odd = [sentence for key, row in there.items() if (sentence := _odd(self._entries.get(key), *row))] + [
            f"a signer has {row['letters']} letters" for row in await sql.count_letters(db)
        ]
        return lost, self._odd + odd + await self._changed_before(db)

    async def _changed_before(self, db: Connection) -> list[str]:
        rows = await sql.statuses_before(db, since=self._since)
        there = {row["status"]: row["number"] for row in rows}
        return [
            f"{there.get(status, 0):,} signatures of before are {status}, not {self._before.get(status, 0):,}"
            for status in sorted(there.keys() | self._before.keys())
            if there.get(status, 0) != self._before.get(status, 0)
        ]

    def describe(self) -> str:
        """What was answered how often."""
        return ", ".join(f"{number:,} × {status or 'none'}" for status, number in self._answers.most_common())

    def _note(self, what: str, answer: Answer, good: Collection[int]) -> bool:
        """Whether it is an acknowledgement. What broke off may have been done or not, and is no fault of the count."""
        status = answer.status
        self._answers[status] += 1
        if status and status not in good and not (status in REFUSED and answer.says_retry_after):
            self._odd.append(f"{what} was answered with {status}")
        return status in good


def _lost(entry: Entry, row: tuple[str, str] | None) -> str:
    if entry.signed and row is None:
        return "an acknowledged signature is gone"
    if entry.confirmed and row and row[1] != "verified":
        return f"a confirmed signature is {row[1]}"
    return ""


def _odd(entry: Entry | None, state: str, status: str) -> str:
    if entry is None:
        return "there is a signature that nobody made"
    if state != entry.state:
        return f"a signature from {entry.state} is in {state}"
    if status != "pending" and not (status == "verified" and entry.asked_to_confirm):
        return f"a signature is {status} that nobody confirmed"
    return ""


def sealed_bytes(served: Served) -> int:
    async def look(_site: Site, db: Connection) -> int:
        return await sql.sealed_bytes(db)

    return look_inside(served, look)
