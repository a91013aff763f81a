"""Errands: one claimed letter is composed, carried, and the outcome noted."""

import msgspec

from wechoose.base import clock
from wechoose.base.logs import log
from wechoose.base.refusals import Unavailable
from wechoose.base.site import Site
from wechoose.mail import claims
from wechoose.mail.carriers import Away, Carrier, Delayed, Refused, Stalled
from wechoose.mail.claims import Claimed
from wechoose.mail.composing import Composing
from wechoose.mail.letters import as_bytes


async def run_errand(site: Site, composing: Composing, carrier: Carrier, errand: Claimed) -> Claimed | None:
    """The letter that was sent, with what it spoke of, and so is to be marked; every other outcome is noted here.

    Raises Away or Stalled when others will fare no better, and Unavailable when the database is away. No transaction
    is open while the mail server is being talked to.
    """
    try:
        if errand.attempts > claims.MOST_ATTEMPTS:
            # Whoever sent it before never lived to mark it.
            raise Refused("attempts")
        letter = await composing.compose(errand)
        if letter is not None:
            message = as_bytes(letter, site.settings.mail_from, errand.letter_id, clock.now())
            await carrier.carry(errand.letter_id, letter.to, message)
            return msgspec.structs.replace(errand, demand_ids=letter.demand_ids)
    except Exception as error:
        await _note_trouble(site, errand, error)
        if isinstance(error, Unavailable | Away | Stalled):
            raise
        return None
    await _drop(site, composing, errand)
    return None


async def mark_sent(site: Site, errands: list[Claimed]) -> None:
    async with site.database.statement() as db:
        widened = await claims.mark_sent(db, errands)
    for errand in widened:
        async with site.database.transaction() as db:
            await claims.split(db, site.settings.limits, errand)


async def _drop(site: Site, composing: Composing, errand: Claimed) -> None:
    """There was nothing to say; but who signed since relied on this letter, so look again while nobody can sign."""
    async with site.database.transaction() as db:
        await claims.lock_signer(db, errand)
        if await composing.compose_again(db, errand) is None:
            await claims.drop(db, errand)
        else:
            await claims.put_back(db, [errand])


async def _note_trouble(site: Site, errand: Claimed, error: Exception) -> None:
    if isinstance(error, Unavailable):
        return
    async with site.database.transaction() as db:
        match error:
            case Away():
                await claims.put_back(db, [errand], error.said)
            case Refused():
                log.warning("letter refused", letter=str(errand.letter_id), said=error.said)
                await claims.give_up(db, errand, error.said)
            case Delayed():
                await claims.delay(db, errand, error.said)
            case _:
                log.error("letter not composed", letter=str(errand.letter_id), error=error)
                await claims.delay(db, errand, type(error).__name__)
