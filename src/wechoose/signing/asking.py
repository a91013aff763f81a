"""Asking: the form as programs get it, with the lines by which organizations ask a signer for consent."""

import msgspec

from wechoose.base.site import Site
from wechoose.defenses.form_tokens import make_form_token
from wechoose.partners.partners import Partner, Partners
from wechoose.web.query import asked


class Line(msgspec.Struct, frozen=True):
    """A box to tick: shown word for word, in the language asked for; `wording_id` goes into `wordings`."""

    partner: str
    name: str
    wording: str
    version: int
    wording_id: str


class FormAnswer(msgspec.Struct, frozen=True):
    form_token: str
    consents: list[Line]


def form_of(site: Site, partners: Partners, slug: str, code: str) -> FormAnswer:
    """With the lines of those who ask everywhere, and of the partner with this code."""
    return FormAnswer(make_form_token(site, slug), [_line(each) for each in partners.who_ask(code)])


def code_in(query: bytes) -> str:
    """The partner that an address names; "" for none."""
    return asked(query, "partner")


def _line(partner: Partner) -> Line:
    assert partner.wording is not None
    wording = partner.wording
    return Line(partner.code, partner.name, wording.text, wording.version, str(wording.wording_id))
