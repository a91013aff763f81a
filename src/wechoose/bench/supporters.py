"""Supporters as requests: what a browser or a program sends to sign or to confirm, made as fast as it can be sent."""

from collections.abc import Iterator
from itertools import cycle
from random import Random
from urllib.parse import urlencode

import msgspec

from wechoose.base.tokens import encode
from wechoose.bench.inside import Survey
from wechoose.bench.plan import raw_request
from wechoose.crowds.people import Supporter, draw_people
from wechoose.defenses.form_tokens import make_form_token
from wechoose.places.zips import residential_zips
from wechoose.signing.addresses import canonical

SEED = 89
ENDLESS = 10**9
HOT_STATE = "CA"
FORM_TYPE = ("Content-Type", "application/x-www-form-urlencoded")
PROGRAM = (("User-Agent", "wechoose-bench"), ("Accept", "application/json"))
BROWSER = (
    ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
    ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    ("Accept-Language", "en-US,en;q=0.5"),
    ("Accept-Encoding", "gzip, deflate, br"),
)


class Signing(msgspec.Struct, frozen=True):
    """A request to sign, and the signature that it must leave behind."""

    request: bytes
    signer_key: bytes
    demand_id: int
    state: str


class Confirming(msgspec.Struct, frozen=True):
    """A request to confirm a signature."""

    request: bytes
    signing: Signing


class Supporters:
    """Nobody comes twice. `hot`: all to one demand and from one state; otherwise to each in turn, from everywhere."""

    def __init__(self, survey: Survey, seed: int = SEED) -> None:
        self._survey = survey
        self._people = draw_people(ENDLESS, seed)
        self._slugs = cycle(survey.demands)
        self._chance = Random(seed)  # noqa: S311 (nothing secret is drawn)

    def sign(self, count: int, form: str = "json", *, hot: bool = False) -> list[Signing]:
        """That many requests to sign, as "json" or as a page's "form"."""
        return [self._sign(supporter, slug, form) for supporter, slug in self._draw(count, hot)]

    def confirm(self, signings: list[Signing]) -> list[Confirming]:
        """Requests that press the button of these signings' letters."""
        return [Confirming(self._press(signing), signing) for signing in signings]

    def _draw(self, count: int, hot: bool) -> Iterator[tuple[Supporter, str]]:
        for _number in range(count):
            supporter = next(self._people)
            if hot:
                zip_code = self._chance.choice(residential_zips()[HOT_STATE])
                supporter = msgspec.structs.replace(supporter, zip=zip_code, state=HOT_STATE)
            yield supporter, next(iter(self._survey.demands)) if hot else next(self._slugs)

    def _sign(self, supporter: Supporter, slug: str, form: str) -> Signing:
        fields = {
            "given_name": supporter.given_name,
            "family_name": supporter.family_name,
            "email": supporter.email,
            "zip": supporter.zip,
            "form_token": make_form_token(self._survey.site, slug),
        }
        request = _by_program(slug, fields) if form == "json" else _by_browser(slug, fields)
        _bucket, key = self._survey.site.signer_key(canonical(supporter.email))
        return Signing(request, key, self._survey.demands[slug], supporter.state)

    def _press(self, signing: Signing) -> bytes:
        """As the letter of signing/letters.py would lead to it."""
        site = self._survey.site
        payload = [encode(signing.signer_key), [signing.demand_id]]
        token = site.tokens.make("confirmation", payload, site.settings.limits.confirmation_life)
        return raw_request("POST", f"/confirmations/{token}", headers=(*BROWSER, FORM_TYPE))


def _by_program(slug: str, fields: dict[str, str]) -> bytes:
    headers = (*PROGRAM, ("Content-Type", "application/json"))
    path = f"/api/v1/demands/{slug}/signatures"
    return raw_request("POST", path, msgspec.json.encode(fields), headers=headers)


def _by_browser(slug: str, fields: dict[str, str]) -> bytes:
    body = urlencode({**fields, "language": "en"}).encode()
    return raw_request("POST", f"/demands/{slug}/signatures", body, headers=(*BROWSER, FORM_TYPE))
