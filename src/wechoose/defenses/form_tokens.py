"""Form tokens: proof that a form came from here, for one demand, for a day, and for one signing."""

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.refusals import Invalid
from wechoose.base.sealing import bucket_of
from wechoose.base.site import Site
from wechoose.base.tokens import Expired, Forged
from wechoose.base.words import _

sql = queries("defenses/form_tokens")


def make_form_token(site: Site, slug: str) -> str:
    return site.tokens.make("form", slug, site.settings.limits.form_life)


def read_form_token(site: Site, slug: str, token: str) -> bytes:
    """The token's nonce; raises ValueError with a sentence."""
    try:
        made_for, nonce = site.tokens.read_with_nonce("form", token)
    except Expired:
        raise ValueError(_("This form was open too long. Nothing is lost: press the button again.")) from None
    except Forged:
        raise ValueError(
            _("This form did not come from here whole. Nothing is lost: press the button again.")
        ) from None
    if made_for != slug:
        raise ValueError(_("This form belongs to another demand. Nothing is lost: press the button again."))
    return nonce


async def spend_form_token(db: Connection, nonce: bytes, signer_key: bytes) -> bool:
    """True the first time; false when the same signer sends the same form again; Invalid when another one does.

    Two at once: the second waits here until the first has committed or given up.
    """
    bucket = bucket_of(nonce)
    if await sql.spend(db, bucket=bucket, nonce=nonce, signer_key=signer_key, at=clock.now()):
        return True
    if await sql.spender(db, bucket=bucket, nonce=nonce) == signer_key:
        return False
    raise Invalid(
        {
            "form_token": _(
                "This form was already used for another signature. Nothing is lost: press the button again."
            )
        }
    )
