"""Newcomers: in a crowd most are here for the first time, and what that means needs no look at anything before."""

from collections.abc import Sequence

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import int_array, queries
from wechoose.base.sealing import bucket_of
from wechoose.base.site import Site
from wechoose.mail.outbox import new_letter_id
from wechoose.signing.columns import signature_columns, signer_columns
from wechoose.signing.submission import Submission

sql = queries("signing/newcomers")


async def sign_newcomers(db: Connection, site: Site, submissions: Sequence[Submission]) -> set[bytes]:
    """Sign for those who never were signers, in one statement, which may be a transaction by itself.

    Returns their signer keys. Nothing was changed for the others; `sign_together` does what is right for anybody, in
    nine round trips, and the same for these.
    """
    rows = await sql.sign_newcomers(
        db,
        **signer_columns(site, submissions),
        **signature_columns(submissions),
        token_buckets=[bucket_of(each.nonce) for each in submissions],
        nonces=[each.nonce for each in submissions],
        demand_ids=[int_array(each.demand_ids) for each in submissions],
        letter_ids=[new_letter_id() for _each in submissions],
        at=clock.now(),
    )
    return {row["signer_key"] for row in rows}
