"""Form tokens: proof that a form came from here, for one demand, for a day, and for one signing."""

import hashlib

import msgspec

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.refusals import Invalid
from wechoose.base.sealing import bucket_of
from wechoose.base.site import Site
from wechoose.base.tokens import Expired, Forged
from wechoose.base.words import _

sql = queries("defenses/form_tokens")


class FormToken(msgspec.Struct, frozen=True):
    """`is_shared`: it came in a page that many may have got alike, so that each of them may sign once with it."""

    nonce: bytes
    is_shared: bool

    def nonce_of(self, signer_key: bytes) -> bytes:
        """What tells this signing from others: a repeat has the same."""
        if not self.is_shared:
            return self.nonce
        return hashlib.blake2b(self.nonce + signer_key, digest_size=len(self.nonce)).digest()


def make_form_token(site: Site, slug: str) -> str:
    return site.tokens.make("form", slug, site.settings.limits.form_life)


def make_page_token(site: Site, slug: str) -> str:
    """For the form in a page that caches may keep and give to many."""
    return site.tokens.make("form", [slug], site.settings.limits.form_life)


def read_form_token(site: Site, slug: str, token: str) -> FormToken:
    """Raises ValueError with a sentence."""
    try:
        made_for, nonce = site.tokens.read_with_nonce("form", token)
    except Expired:
        raise ValueError(_("This form was open too long. Nothing is lost: press the button again.")) from None
    except Forged:
        raise ValueError(
            _("This form did not come from here whole. Nothing is lost: press the button again.")
        ) from None
    if made_for not in (slug, [slug]):
        raise ValueError(_("This form belongs to another demand. Nothing is lost: press the button again."))
    return FormToken(nonce, is_shared=made_for == [slug])


async def spend_form_tokens(db: Connection, spenders: list[tuple[bytes, bytes]]) -> list[bool | Invalid]:
    """For each nonce and signer key: true the first time, false when the same signer sends the same form again,
    Invalid when another one does.

    Two at once: the second waits here until the first has committed or given up.
    """
    in_order = sorted(spenders, key=lambda pair: (bucket_of(pair[0]), pair[0]))
    nonces = [nonce for nonce, _signer_key in in_order]
    buckets = [bucket_of(nonce) for nonce in nonces]
    signer_keys = [signer_key for _nonce, signer_key in in_order]
    rows = await sql.spend(db, buckets=buckets, nonces=nonces, signer_keys=signer_keys, at=clock.now())
    first = {row["nonce"] for row in rows}
    if len(first) == len(spenders):
        return [True] * len(spenders)
    owners = {
        row["nonce"]: row["signer_key"] for row in await sql.spenders(db, buckets=buckets, nonces=nonces)
    }
    return [
        True if nonce in first else False if owners.get(nonce) == signer_key else _used_by_another()
        for nonce, signer_key in spenders
    ]


def _used_by_another() -> Invalid:
    sentence = _("This form was already used for another signature. Nothing is lost: press the button again.")
    return Invalid({"form_token": sentence})
