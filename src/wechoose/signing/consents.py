"""Consents: who may write to a signer, and every change of that which the signer makes on their own page.

What was ticked with a signature counts from its verification on (see `change_status`).
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection, Row
from wechoose.base.queries import queries
from wechoose.base.refusals import Gone
from wechoose.base.sealing import bucket_of
from wechoose.base.words import _
from wechoose.partners.partners import Partner, Partners
from wechoose.signing.boxes import shown_wording
from wechoose.signing.signatures import lock_signers

sql = queries("signing/consents")


class Choice(msgspec.Struct, frozen=True):
    """The boxes of a signer's own page as they were sent: codes of partners, the lines that were shown, and news."""

    ticked: Sequence[str]
    shown: Sequence[str]
    news: bool


async def choose(db: Connection, signer_key: bytes, partners: Partners, choice: Choice) -> None:
    """From now on who is ticked may write, and nobody else; what was allowed before stays as it was agreed to.

    While nothing of the signer's is verified, it counts from then on. Raises Gone when there is no such signer.
    """
    signer = (await lock_signers(db, [signer_key])).get(signer_key)
    if signer is None or not signer.named:
        raise Gone(_("This link is not good any more."))
    key = {"bucket": bucket_of(signer_key), "signer_key": signer_key}
    waiting = await sql.waiting_ticks(db, **key)
    ticked = [each for code in dict.fromkeys(choice.ticked) if (each := _find(partners, code))]
    kept = [each.partner_id for each in ticked]
    new = await _new(db, key, partners, ticked, waiting, choice.shown)
    await sql.withdraw(db, **key, kept=kept, at=clock.now())
    if signer.verified:
        await sql.give(db, **key, partner_ids=[*new], wording_ids=[*new.values()], at=clock.now())
    added = [] if signer.verified else [*new.values()]
    await sql.change_waiting(
        db, **key, kept=kept, added=added, news=choice.news, add_news=not signer.verified
    )
    if not choice.news:
        await sql.withdraw_news(db, **key)
    elif signer.verified and not any(row["news"] for row in waiting):
        await sql.give_news(db, **key, at=clock.now())


async def _new(
    db: Connection,
    key: dict[str, Any],
    partners: Partners,
    ticked: list[Partner],
    waiting: list[Row],
    shown: Sequence[str],
) -> dict[int, int]:
    """The wordings, by partner, for those who may not write yet and do not wait for a signature to be verified."""
    settled = {row["partner_id"] for row in await sql.allowed_partners(db, **key)}
    settled |= {partners.owners.get(wording_id) for row in waiting for wording_id in row["consents"]}
    return {
        each.partner_id: shown_wording(each, partners, shown)
        for each in ticked
        if may_be_asked_for(each) and each.partner_id not in settled
    }


def may_be_asked_for(partner: Partner) -> bool:
    """Whether anybody can still let this partner write."""
    return partner.is_active and partner.asks != "never" and partner.wording is not None


async def end_consents(db: Connection, bucket: int, signer_keys: Sequence[bytes]) -> None:
    """Of signers who are forgotten: nobody may write to them, and whom a partner was told of, it is told of again."""
    await sql.forget(db, bucket=bucket, signer_keys=list(signer_keys))
    await withdraw_consents(db, bucket, signer_keys)


async def withdraw_consents(db: Connection, bucket: int, signer_keys: Sequence[bytes]) -> None:
    """Nobody may write to these signers any more, nor once they confirm what is pending. Their rows are locked
    already."""
    await sql.withdraw_all(db, bucket=bucket, signer_keys=list(signer_keys), at=clock.now())
    await sql.untick_all(db, bucket=bucket, signer_keys=list(signer_keys))


def _find(partners: Partners, code: str) -> Partner | None:
    return partners.by_code.get(code) or partners.stopped.get(code)
