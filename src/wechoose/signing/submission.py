"""Submission: what came in, checked against every rule at once, so that all mistakes are named together."""

import msgspec

from wechoose.base.refusals import Invalid
from wechoose.base.site import Site
from wechoose.base.words import _, language, languages
from wechoose.defenses.form_tokens import FormToken, read_form_token
from wechoose.demands.demands import Demand
from wechoose.places.states import find_state
from wechoose.places.zips import clean_zip, find_zip, state_of, states_of
from wechoose.signing import names
from wechoose.signing.addresses import canonical, clean_address
from wechoose.signing.people import Person
from wechoose.signing.typed import Typed


class Submission(msgspec.Struct, frozen=True):
    """A signature on one or more demands that breaks no rule.

    `nonce` tells it from every other signing (see FormToken).
    """

    bucket: int
    signer_key: bytes
    person: Person
    demand_ids: tuple[int, ...]
    state: str
    zip: str | None
    partner_id: int | None
    consents: tuple[int, ...]
    news: bool
    public: bool
    language: str
    channel: str
    nonce: bytes


def check(
    site: Site, demand: Demand, typed: Typed, demands: list[Demand], partners: dict[str, int], channel: str
) -> Submission:
    """The submission for `demand` and the further ones; raises Invalid with a sentence for every field that is wrong.

    `demands` are those of the site, `partners` the ids of the codes that `typed` names, as far as they exist.
    """
    wrong: dict[str, str] = {}
    person = _person(typed, wrong)
    state, zip_code = _place(typed, wrong)
    demand_ids = _demands(demand, typed, demands, wrong)
    partner_ids = _partners(typed, partners, wrong)
    token = _token(site, demand, typed, wrong)
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
        partner_id=partners.get(typed.partner),
        consents=partner_ids,
        news=typed.news,
        public=typed.public,
        language=typed.language if typed.language in languages() else language.get(),
        channel=channel,
        nonce=token.nonce_of(signer_key),
    )


def _person(typed: Typed, wrong: dict[str, str]) -> Person:
    given = _name("given_name", typed.given_name, _("Type your first name."), wrong)
    family = _name("family_name", typed.family_name, _("Type your last name."), wrong)
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


def _place(typed: Typed, wrong: dict[str, str]) -> tuple[str, str | None]:
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
    if not typed.demands and not typed.acts:
        return (demand.demand_id,)
    by_slug = {other.slug: other for other in demands if other.is_open()}
    further = [slug for slug in dict.fromkeys(typed.demands) if slug != demand.slug]
    if any(slug not in by_slug for slug in further):
        wrong["demands"] = _("One of the further demands does not exist or is closed. Choose again.")
        return ()
    if any(by_slug[slug].kind == "pledge" for slug in further):
        wrong["demands"] = _("A pledge has its own page, because it asks what you will do.")
    if typed.acts:
        wrong["acts"] = _("This demand asks for a signature only, not for acts.")
    return tuple(sorted({demand.demand_id, *(by_slug[slug].demand_id for slug in further)}))


def _partners(typed: Typed, partners: dict[str, int], wrong: dict[str, str]) -> tuple[int, ...]:
    if typed.partner and typed.partner not in partners:
        wrong["partner"] = _("No organization of the coalition has this code.")
    if any(code not in partners for code in typed.consent):
        wrong["consent"] = _("No organization of the coalition has one of these codes.")
        return ()
    return tuple(sorted({partners[code] for code in typed.consent}))


def _token(site: Site, demand: Demand, typed: Typed, wrong: dict[str, str]) -> FormToken | None:
    try:
        return read_form_token(site, demand.slug, typed.form_token)
    except ValueError as sentence:
        wrong["form_token"] = str(sentence)
        return None
