"""Own: what a signer's own page shows, which is all they signed and who may write to them."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from wechoose.base.database import Connection, Row
from wechoose.base.queries import queries
from wechoose.base.sealing import bucket_of
from wechoose.base.site import Site
from wechoose.demands.demands import Demand
from wechoose.partners.partners import Partner, Partners
from wechoose.places.states import find_state
from wechoose.signing.boxes import Box, box_of
from wechoose.signing.consents import may_be_asked_for
from wechoose.signing.people import Person, open_person
from wechoose.signing.promised import read_promises, said_promises

sql = queries("mine/own")

WAITING = ("pending", "held")


class Own(msgspec.Struct, frozen=True):
    """As the database has it; `consents` by partner."""

    person: Person
    language: str
    created_at: datetime
    news_at: datetime | None
    mail_stopped_at: datetime | None
    invited: bool
    signatures: Sequence[Row]
    consents: dict[int, Row]

    @property
    def waiting(self) -> list[Row]:
        """The signatures whose ticks may still come to count."""
        return [row for row in self.signatures if row["status"] in WAITING]

    @property
    def place(self) -> tuple[str, str]:
        """State and ZIP of the latest signature."""
        latest = self.signatures[0] if self.signatures else {"state": "", "zip": ""}
        return latest["state"], latest["zip"] or ""

    @property
    def name_shown(self) -> str:
        """ "hidden", "shown" or "initial": as most is shown with any signature that counts or may come to."""
        living = [row for row in self.signatures if row["status"] in (*WAITING, "verified") and row["public"]]
        return ("initial" if any(row["initial"] for row in living) else "shown") if living else "hidden"

    @property
    def allowed(self) -> tuple[bool, bool, list[int], list[int]]:
        """Who may write, and who may once what waits is confirmed: the campaign, and partners."""
        return (
            self.news_at is not None,
            any(row["news"] for row in self.waiting),
            sorted(partner_id for partner_id, row in self.consents.items() if row["withdrawn_at"] is None),
            sorted({wording_id for row in self.waiting for wording_id in row["consents"]}),
        )


class Signed(msgspec.Struct, frozen=True):
    """A signature; `acts` are those of a pledge in words, `place` is where it counts, `through` and `source` are how
    its signer came."""

    title: str
    slug: str
    kind: str
    status: str
    day: datetime
    place: str
    channel: str
    through: str
    source: str
    acts: list[str]
    open: bool


class Permission(msgspec.Struct, frozen=True):
    """Whether an organization may write, since when or until when, and by which version of its line.

    `state` is "allowed", "waiting" (for a signature to be verified), "withdrawn" or "no"; `fixed` when no tick can
    change it.
    """

    box: Box
    state: str
    day: datetime | None
    version: int
    fixed: bool


async def find_own(db: Connection, site: Site, signer_key: bytes) -> Own | None:
    """None when the signer is gone or erased."""
    key = {"bucket": bucket_of(signer_key), "signer_key": signer_key}
    signer = await sql.find_signer(db, **key)
    if signer is None:
        return None
    return Own(
        person=open_person(site.seals, signer_key, signer["sealed"]),
        language=signer["language"],
        created_at=signer["created_at"],
        news_at=signer["news_at"],
        mail_stopped_at=signer["mail_stopped_at"],
        invited=signer["invited"],
        signatures=await sql.all_signatures(db, **key),
        consents={row["partner_id"]: row for row in await sql.all_consents(db, **key)},
    )


def signed_of(own: Own, demands: Sequence[Demand], partners: Partners) -> list[Signed]:
    by_id = {demand.demand_id: demand for demand in demands}
    return [
        _signed(row, by_id[row["demand_id"]], partners) for row in own.signatures if row["demand_id"] in by_id
    ]


def permissions_of(own: Own, partners: Partners) -> list[Permission]:
    """Of each organization that may write, might once, may when a signature is verified, or asks."""
    return list(_permissions(own, partners))


def _signed(row: Row, demand: Demand, partners: Partners) -> Signed:
    through = partners.by_id.get(row["partner_id"])
    state = find_state(row["state"])
    return Signed(
        title=demand.title,
        slug=demand.slug,
        kind=demand.kind,
        status=row["status"],
        day={"pending": row["signed_at"], "verified": row["verified_at"]}.get(
            row["status"], row["status_at"]
        ),
        place=state.name if state else row["state"],
        channel=row["channel"],
        through=through.name if through else "",
        source=row["source"] or "",
        acts=said_promises(demand.acts, read_promises(row["promises"])),
        open=demand.is_open(),
    )


def _permissions(own: Own, partners: Partners) -> Iterator[Permission]:
    waiting = _waiting_wordings(own, partners)
    asking = _asking(own, partners)
    for partner_id, partner in partners.by_id.items():
        if partner_id in own.consents or partner_id in waiting or partner.code in asking:
            yield _permission(partner, partners, own.consents.get(partner_id), waiting.get(partner_id))


def _permission(partner: Partner, partners: Partners, consent: Row | None, waiting: int | None) -> Permission:
    if consent is not None and consent["withdrawn_at"] is None:
        state, day, wording_id = "allowed", consent["given_at"], consent["wording_id"]
    elif waiting is not None:
        state, day, wording_id = "waiting", None, waiting
    elif consent is not None:
        state, day, wording_id = "withdrawn", consent["withdrawn_at"], None
    else:
        state, day, wording_id = "no", None, None
    wording = partners.wordings.get(wording_id) if wording_id is not None else partner.wording
    ticked = state in ("allowed", "waiting")
    return Permission(
        box=box_of(partner, wording, checked=ticked),
        state=state,
        day=day,
        version=wording.version if wording else 0,
        fixed=not ticked and not may_be_asked_for(partner),
    )


def _waiting_wordings(own: Own, partners: Partners) -> dict[int, int]:
    """The newest wording that waits, by partner; for one that was stopped none begins any more."""
    ids = sorted({wording_id for row in own.waiting for wording_id in row["consents"]})
    owners = {each: partners.by_id[partners.owners[each]] for each in ids if each in partners.owners}
    return {partner.partner_id: each for each, partner in owners.items() if partner.is_active}


def _asking(own: Own, partners: Partners) -> set[str]:
    """Who asks everybody, and who asks those whom it brought."""
    brought = (partners.by_id.get(row["partner_id"]) for row in own.signatures)
    codes = {"", *(each.code for each in brought if each)}
    return {each.code for code in codes for each in partners.who_ask(code)}
