"""On whose behalf a program signs: its partner's key, and the name it gives a request so that a repeat is known."""

import re
from collections.abc import Sequence
from datetime import date

import msgspec

from wechoose.base import clock
from wechoose.base.kept import Kept
from wechoose.base.logs import log
from wechoose.base.refusals import Forbidden, Invalid, Unauthorized
from wechoose.base.sealing import keyed_hash
from wechoose.base.site import Site
from wechoose.base.tokens import NONCE_BYTES
from wechoose.base.words import _
from wechoose.demands.demands import Demand
from wechoose.leaders.proofs import hash_of
from wechoose.partners.keys import keep_keys, note_use
from wechoose.partners.partners import Partner, Partners
from wechoose.signing.intake import Intake
from wechoose.signing.typed import Typed

CHANNEL = "api"
HEADER = "Idempotency-Key"
SHOWN = re.compile(r"(?i:bearer) +(wck_[\w-]{1,200})", re.ASCII)
NAME = re.compile(r"[!-~]{1,100}")


class Shown(msgspec.Struct, frozen=True):
    """What a request says of itself: every header with these names, and whether a browser sent it."""

    authorization: Sequence[str]
    names: Sequence[str]
    from_browser: bool


class Caller(msgspec.Struct, frozen=True):
    """A partner's program, known by its key."""

    partner: Partner
    key_hash: bytes


class Callers:
    """Knows programs by their keys, in one web process, and notes once a day that a key is in use."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.keys: Kept[dict[bytes, int]] = keep_keys(site.database)
        self._noted: dict[bytes, date] = {}

    async def find(self, shown: Shown, partners: Partners) -> Caller | None:
        """Who shows a key; None where nothing is shown. Raises Unauthorized, or Forbidden to a browser."""
        if not shown.authorization:
            return None
        key = SHOWN.fullmatch(shown.authorization[0])
        if key is None or len(shown.authorization) > 1:
            raise Unauthorized(
                _("Show the key of your organization like this: “Authorization: Bearer wck_…”.")
            )
        if shown.from_browser:
            raise Forbidden(
                _("This came from a browser, where everybody can read the key. Keep this key on your server.")
            )
        key_hash = hash_of(key[1])
        partner_id = (await self.keys.now()).get(key_hash)
        partner = next((each for each in partners.all if each.partner_id == partner_id), None)
        if partner is None:
            raise Unauthorized(_("This key opens nothing: it was ended, or it was not copied whole."))
        return Caller(partner, key_hash)

    async def note(self, caller: Caller) -> None:
        """Never in the way of signing, and never its trouble."""
        today = clock.now().date()
        if self._noted.get(caller.key_hash) == today:
            return
        self._noted[caller.key_hash] = today
        try:
            async with self._site.database.transaction() as db:
                await note_use(db, caller.key_hash)
        except Exception as error:
            # Who signed was answered already; the next one tries again.
            self._noted.pop(caller.key_hash, None)
            log.warning("use_not_noted", error=error)


async def sign_on_behalf(
    site: Site, intake: Intake, caller: Caller, demand: Demand, typed: Typed, names: Sequence[str]
) -> None:
    """Sign as anybody does, credited to the caller's partner, for whom alone consent may be passed on.

    A name makes a form token needless: the same name and signer are the same signing. Raises what `take_in` does.
    """
    wrong = _not_the_callers(typed, caller.partner.code)
    nonce = _nonce(site, caller.partner, demand, names[0]) if names else None
    if len(names) > 1 or (names and not NAME.fullmatch(names[0])):
        wrong[HEADER] = _("This header is 1 to 100 visible ASCII characters, once, such as a UUID.")
    if not names and not typed.form_token:
        wrong["form_token"] = _(
            "Send the header “Idempotency-Key”, new for each signing, or a form token from this demand's form."
        )
    own = tuple(code for code in typed.consent if code == caller.partner.code)
    typed = msgspec.structs.replace(typed, partner=caller.partner.code, consent=own)
    try:
        await intake.take_in(demand, typed, CHANNEL, nonce, wrong)
    except Invalid as invalid:
        raise _named(invalid) if nonce else invalid from None


def _not_the_callers(typed: Typed, code: str) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if typed.partner not in ("", code):
        wrong["partner"] = _("Your key signs for %(code)s only. Leave this field out.") % {"code": code}
    if any(asked != code for asked in typed.consent):
        wrong["consent"] = _("Your key can pass on consent to %(code)s only.") % {"code": code}
    return wrong


def _nonce(site: Site, partner: Partner, demand: Demand, name: str) -> bytes:
    """Of a partner and demand, whichever of its keys is shown. No address holds a NUL, so none is hashed alike."""
    whole = f"\0signing\0{partner.partner_id}\0{demand.demand_id}\0{name}"
    return keyed_hash(site.address_key, whole)[:NONCE_BYTES]


def _named(invalid: Invalid) -> Invalid:
    """What is wrong with the nonce is wrong with the name that it was made of."""
    if "form_token" not in invalid.fields:
        return invalid
    return Invalid({HEADER: _("This was already sent for another signer. Give each signing one of its own.")})
