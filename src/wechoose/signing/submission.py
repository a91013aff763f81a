"""Submission: what came in, checked against every rule at once, so that all mistakes are named together."""

from collections.abc import Mapping

import msgspec

from wechoose.base.refusals import Invalid
from wechoose.base.site import Site
from wechoose.base.words import _, language, languages
from wechoose.defenses.form_tokens import FormToken, read_form_token
from wechoose.demands.demands import Demand
from wechoose.partners.partners import Partner, Partners
from wechoose.places.states import find_state
from wechoose.places.zips import clean_zip, find_zip, state_of, states_of
from wechoose.signing import names
from wechoose.signing.addresses import canonical, clean_address
from wechoose.signing.boxes import shown_wording
from wechoose.signing.credit import clean_source
from wechoose.signing.invitations import inviter_of
from wechoose.signing.people import Person
from wechoose.signing.promised import Promises, check_promises
from wechoose.signing.typed import Typed


class Submission(msgspec.Struct, frozen=True):
    """A signature on one or more demands that breaks no rule.

    `consents` are the wordings that were ticked; `nonce` tells it from every other signing (see FormToken); `promises`
    are the acts of the one among the demands that is a pledge; `invited_by` is whose link it came through (see
    invitations), and `initial` whether a public name has the first letter of the family name.
    """

    bucket: int
    signer_key: bytes
    person: Person
    demand_ids: tuple[int, ...]
    state: str
    zip: str | None
    partner_id: int | None
    source: str | None
    consents: tuple[int, ...]
    news: bool
    public: bool
    language: str
    channel: str
    nonce: bytes
    pledge_id: int | None = None
    promises: Promises = ()
    initial: bool = False
    invited_by: bytes | None = None


def check(
    site: Site,
    demand: Demand,
    typed: Typed,
    demands: list[Demand],
    partners: Partners,
    channel: str,
    nonce: bytes | None = None,
    also_wrong: Mapping[str, str] | None = None,
) -> Submission:
    """The submission for `demand` and the further ones; raises Invalid with a sentence for every field that is wrong.

    `demands` and `partners` are those of the site. With a `nonce` of its own it needs no form token, and is as good as
    one: for one signer. `also_wrong` is what the door itself found.
    """
    wrong: dict[str, str] = {}
    promises = _promises(demand, typed, wrong)
    person = _person(typed, wrong)
    state, zip_code = check_place(typed, wrong)
    demand_ids = _demands(demand, typed, demands, wrong)
    partner = _partner(typed, partners, wrong)
    consents = _consents(typed, partners, wrong)
    token = FormToken(nonce, is_shared=False) if nonce else _token(site, demand, typed, wrong)
    wrong |= also_wrong or {}
    if wrong or token is None:
        raise Invalid(wrong)
    bucket, signer_key = site.signer_key(canonical(person.email))
    return Submission(
        bucket=bucket,
        signer_key=signer_key,
        person=person,
        demand_ids=demand_ids,
        state=state,
        zip=zip_code,
        partner_id=partner.partner_id if partner else None,
        source=clean_source(typed.source) or None,
        consents=consents,
        news=typed.news,
        public=typed.public,
        language=typed.language if typed.language in languages() else language.get(),
        channel=channel,
        nonce=token.nonce_of(signer_key),
        pledge_id=demand.demand_id if promises else None,
        promises=promises,
        initial=typed.public and typed.initial,
        invited_by=inviter_of(site, typed.friend, signer_key),
    )


def _person(typed: Typed, wrong: dict[str, str]) -> Person:
    given, family = check_names(typed, wrong)
    email = clean_address(typed.email)
    if not typed.email.strip():
        wrong["email"] = _(
            "Type your e-mail address. The mail we send there is how your signature gets counted."
        )
    elif email is None:
        wrong["email"] = _(
            "This e-mail address can't be right. Check it for typing mistakes, such as a missing @ or a space."
        )
    return Person(given, family, email or "")


def check_names(typed: Typed, wrong: dict[str, str]) -> tuple[str, str]:
    given = _name("given_name", typed.given_name, _("Type your first name."), wrong)
    return given, _name("family_name", typed.family_name, _("Type your last name."), wrong)


def _name(field: str, text: str, missing: str, wrong: dict[str, str]) -> str:
    name = names.clean_name(text)
    if not name:
        wrong[field] = missing
    elif len(name) > names.LONGEST:
        wrong[field] = _("This name is longer than %(most)s characters. Please shorten it.") % {
            "most": names.LONGEST
        }
    elif not names.is_name(name):
        wrong[field] = _("Please type a name here: letters, without links, addresses or hidden characters.")
    return name


def check_place(typed: Typed, wrong: dict[str, str]) -> tuple[str, str | None]:
    """State and ZIP: the state follows from the ZIP; who has none, or a foreign one, chooses it."""
    zip_code = clean_zip(typed.zip)
    chosen = find_state(typed.state)
    if typed.state.strip() and chosen is None:
        wrong["state"] = _("Choose a state from the list.")
    elif chosen is not None:
        if zip_code and find_zip(zip_code) and chosen.usps not in states_of(zip_code):
            wrong["state"] = _("ZIP code %(zip)s is not in %(state)s. Correct one of them.") % {
                "zip": zip_code,
                "state": chosen.name,
            }
        return chosen.usps, zip_code
    elif not typed.zip.strip():
        wrong["zip"] = _("Type your ZIP code, or choose your state.")
    elif zip_code is None:
        wrong["zip"] = _(
            "A ZIP code has five digits. If yours is from another country, choose the state you belong to."
        )
    elif (state := state_of(zip_code)) is None:
        wrong["state"] = _("We don't know this ZIP code. Choose your state.")
    else:
        return state, zip_code
    return "", zip_code


def _demands(demand: Demand, typed: Typed, demands: list[Demand], wrong: dict[str, str]) -> tuple[int, ...]:
    if not typed.demands:
        return (demand.demand_id,)
    by_slug = {other.slug: other for other in demands if other.is_open()}
    further = [slug for slug in dict.fromkeys(typed.demands) if slug != demand.slug]
    if any(slug not in by_slug for slug in further):
        wrong["demands"] = _("One of the further demands does not exist or is closed. Choose again.")
        return ()
    if any(by_slug[slug].kind == "pledge" for slug in further):
        wrong["demands"] = _("A pledge has its own page, because it asks what you will do.")
    return tuple(sorted({demand.demand_id, *(by_slug[slug].demand_id for slug in further)}))


def _promises(demand: Demand, typed: Typed, wrong: dict[str, str]) -> Promises:
    if demand.kind == "pledge":
        return check_promises(demand, typed.acts, typed.details, typed.remind, wrong)
    if typed.acts or typed.details or typed.remind:
        wrong["acts"] = _("This demand asks for a signature only, not for acts.")
    return ()


def _partner(typed: Typed, partners: Partners, wrong: dict[str, str]) -> Partner | None:
    partner = partners.by_code.get(typed.partner)
    if typed.partner and partner is None:
        wrong["partner"] = _("No organization of the coalition has this code.")
    return partner


def _consents(typed: Typed, partners: Partners, wrong: dict[str, str]) -> tuple[int, ...]:
    """The wordings that were ticked: of each organization the one that was shown, which may be an older one by now."""
    asking = [partners.by_code.get(code) for code in dict.fromkeys(typed.consent)]
    if any(each is None or each.wording is None or each.asks == "never" for each in asking):
        wrong["consent"] = _(
            "One of these organizations does not ask to write to you, or is not part of this coalition."
        )
        return ()
    return tuple(sorted(shown_wording(each, partners, typed.wordings) for each in asking if each))


def _token(site: Site, demand: Demand, typed: Typed, wrong: dict[str, str]) -> FormToken | None:
    try:
        return read_form_token(site, demand.slug, typed.form_token)
    except ValueError as sentence:
        wrong["form_token"] = str(sentence)
        return None
