"""Newcomers: in a crowd most are here for the first time, and what that means needs no look at anything before."""

from collections.abc import Sequence

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import int_array, queries
from wechoose.base.sealing import bucket_of
from wechoose.base.site import Site
from wechoose.mail.outbox import new_letter_id
from wechoose.signing.people import seal_person
from wechoose.signing.submission import Submission

sql = queries("signing/newcomers")


async def sign_newcomers(db: Connection, site: Site, submissions: Sequence[Submission]) -> set[bytes]:
    """Sign for those who never were signers, in one statement, which may be a transaction by itself.

    Returns their signer keys. Nothing was changed for the others; `sign_together` does what is right for anybody, in
    nine round trips, and the same for these.
    """
    rows = await sql.sign_newcomers(
        db,
        buckets=[each.bucket for each in submissions],
        signer_keys=[each.signer_key for each in submissions],
        sealed=[seal_person(site.seals, each.signer_key, each.person) for each in submissions],
        languages=[each.language for each in submissions],
        token_buckets=[bucket_of(each.nonce) for each in submissions],
        nonces=[each.nonce for each in submissions],
        demand_ids=[int_array(each.demand_ids) for each in submissions],
        states=[each.state for each in submissions],
        zips=[each.zip for each in submissions],
        partner_ids=[each.partner_id for each in submissions],
        channels=[each.channel for each in submissions],
        publics=[each.public for each in submissions],
        news=[each.news for each in submissions],
        consents=[int_array(each.consents) for each in submissions],
        letter_ids=[new_letter_id() for _each in submissions],
        at=clock.now(),
    )
    return {row["signer_key"] for row in rows}
