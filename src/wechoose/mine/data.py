"""Own data: everything that this site holds about a signer, in clear, with what each part of it means."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wechoose.base import clock
from wechoose.base.database import Connection, Row
from wechoose.base.queries import queries
from wechoose.base.sealing import bucket_of
from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.demands.acts import Act
from wechoose.demands.demands import Demand
from wechoose.mine.handed import Handed, find_handed
from wechoose.mine.own import Own, find_own
from wechoose.partners.partners import Partners
from wechoose.signing.invitations import invited
from wechoose.signing.promised import read_promises

sql = queries("mine/own")


async def find_data(
    db: Connection, site: Site, signer_key: bytes, demands: Sequence[Demand], partners: Partners
) -> dict[str, Any] | None:
    """Ready to be written as JSON; None when the signer is gone or erased."""
    own = await find_own(db, site, signer_key)
    if own is None:
        return None
    key = {"bucket": bucket_of(signer_key), "signer_key": signer_key}
    by_id = {demand.demand_id: demand for demand in demands}
    handed = await find_handed(db, signer_key, by_id, partners)
    invitation = await invited(db, site, signer_key)
    return {
        "read_me": _("This is everything that we hold about you. `explained` says what each part means."),
        "made_at": clock.now(),
        "explained": explained(),
        "person": _person(own),
        "signatures": [_signature(row, by_id, partners) for row in own.signatures],
        "arrivals": [_arrival(row, by_id, partners) for row in await sql.all_arrivals(db, **key)],
        "consents": [_consent(partner_id, row, partners) for partner_id, row in own.consents.items()],
        "reminders": [_reminder(row, by_id) for row in await sql.all_reminders(db, **key)],
        "letters": [dict(row) for row in await sql.all_letters(db, **key)],
        "changes": [_change(row, by_id) for row in await sql.all_changes(db, **key)],
        "your_link": {"code": invitation.code, "people_who_came": invitation.verified},
        "handed_on": _handed(handed),
    }


def explained() -> dict[str, str]:
    return {
        "person": _(
            "Kept encrypted. `language` is the one we write to you in; `news_since` is since when the campaign may "
            "send you news; `mail_stopped` is since when we write to you no more. Empty (null) means: no. "
            "`invited`: whether you were counted once for somebody's link; not whose."
        ),
        "signatures": _(
            "`status` is pending (not confirmed yet), verified (counted), held (looked at), withdrawn (taken back) or "
            "removed. `channel` is how it came: web, widget (a form on a partner's page), paper or api (another "
            "program). `source` is how the link you came by was marked. `public` and `initial`: whether your first "
            "name, and the first letter of your last name, may be shown. `news` and `may_write` were ticked with it. "
            "`invited`: it waits, and came by somebody's link; that is forgotten when it is counted."
        ),
        "arrivals": _(
            "Partners through whom you came in the last weeks, also if you had signed before. Without it a partner's "
            "numbers would tell who had."
        ),
        "consents": _(
            "Organizations you allowed to write to you, with the line you ticked. `first_list` is the number of the "
            "first of its lists that you were on."
        ),
        "reminders": _("Mails that you asked for on the day before an act of a pledge."),
        "letters": _(
            "Mails of the last 30 days: what kind, and what became of each. We keep no text of them."
        ),
        "changes": _(
            "What you changed on your page, but not into what. Of a signature that counted we keep from where it was, "
            "to tell you who got it on a list."
        ),
        "your_link": _("Your own link for inviting others, and how many came by it. We do not know who."),
        "handed_on": _(
            "Lists that left this site with you on them. A signer list has your name, city, state, ZIP code and date. "
            "So has a packet, which is made for one official; `handed_at` is when it was handed over. "
            "A partner's list has your name, e-mail address, ZIP code, state, and which demands you signed."
        ),
        "and_also": _(
            "For up to two days we keep a number of each form you sent, to know it when it is sent twice. We keep no "
            "address of your computer with any of this."
        ),
    }


def _person(own: Own) -> dict[str, Any]:
    return {
        "given_name": own.person.given_name,
        "family_name": own.person.family_name,
        "email": own.person.email,
        "language": own.language,
        "known_since": own.created_at,
        "news_since": own.news_at,
        "mail_stopped": own.mail_stopped_at,
        "invited": own.invited,
    }


def _signature(row: Row, demands: Mapping[int, Demand], partners: Partners) -> dict[str, Any]:
    demand = demands.get(row["demand_id"])
    through = partners.by_id.get(row["partner_id"])
    kept = ("status", "status_at", "signed_at", "verified_at", "state", "zip", "source", "channel")
    return {
        "demand": demand.slug if demand else None,
        "title": demand.title if demand else None,
        **{name: row[name] for name in kept},
        "partner": through.name if through else None,
        **{name: row[name] for name in ("public", "initial", "news", "invited")},
        "may_write": [partners.by_id[each].name for each in _partners_of(row["consents"], partners)],
        "acts": _acts(demand.acts if demand else (), row["promises"]),
    }


def _arrival(row: Row, demands: Mapping[int, Demand], partners: Partners) -> dict[str, Any]:
    demand, partner = demands.get(row["demand_id"]), partners.by_id.get(row["partner_id"])
    return {
        "at": row["arrived_at"],
        "partner": partner.name if partner else None,
        "demand": demand.slug if demand else None,
        "source": row["source"],
        "channel": row["channel"],
    }


def _partners_of(wording_ids: Iterable[int], partners: Partners) -> list[int]:
    return sorted({partners.owners[each] for each in wording_ids if each in partners.owners})


def _acts(acts: Sequence[Act], kept: str | None) -> list[dict[str, Any]]:
    titles = {act.act_id: act.title for act in acts}
    return [
        {"act": titles.get(each.act), "day": each.day, "number": each.number, "remind": each.remind}
        for each in read_promises(kept)
    ]


def _consent(partner_id: int, row: Row, partners: Partners) -> dict[str, Any]:
    partner, wording = partners.by_id.get(partner_id), partners.wordings.get(row["wording_id"])
    return {
        "partner": partner.name if partner else None,
        "line": wording.text if wording else None,
        "version": wording.version if wording else None,
        "given_at": row["given_at"],
        "withdrawn_at": row["withdrawn_at"],
        "first_list": row["listed_in"],
    }


def _reminder(row: Row, demands: Mapping[int, Demand]) -> dict[str, Any]:
    demand = demands.get(row["demand_id"])
    act = next((act.title for act in demand.acts if act.act_id == row["act_id"]), None) if demand else None
    return {"act": act, "day": row["day"], "due_at": row["due_at"], "written_at": row["written_at"]}


def _change(row: Row, demands: Mapping[int, Demand]) -> dict[str, Any]:
    demand = demands.get(row["demand_id"])
    was = {"state_before": row["was"], "zip_before": row["was_zip"]}
    return {"at": row["at"], "what": row["what"], "demand": demand.slug if demand else None, **was}


def _handed(handed: Handed) -> dict[str, Any]:
    return {
        "signer_lists": [
            {"at": each.at, "demand": each.demand.slug, "state": each.state or "all"}
            for each in handed.signer_lists
        ],
        "packets": [
            {
                "at": each.at,
                "handed_at": each.handed_at,
                "official": each.official,
                "delivery": each.delivery,
                "delivery_code": each.code,
                "demand": each.demand.slug,
            }
            for each in handed.packets
        ],
        "partner_lists": [
            {"at": each.at, "partner": each.partner, "number": each.number} for each in handed.partner_lists
        ],
    }
