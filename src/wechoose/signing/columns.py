"""Columns: submissions and signatures as the arrays that statements take, a row in each for every one of them."""

from collections.abc import Mapping, Sequence

import msgspec

from wechoose.base.queries import int_array
from wechoose.base.sealing import bucket_of
from wechoose.base.site import Site
from wechoose.signing.people import seal_person
from wechoose.signing.promised import write_promises
from wechoose.signing.submission import Submission


class Shown(msgspec.Struct, frozen=True):
    """What a page said would come of a confirmation: by which wordings partners may write, whether news begin, whether
    we remind of what was pledged, and whether a name is on the wall, and with the initial of the family name."""

    wordings: tuple[int, ...]
    news: bool
    reminders: bool = False
    name: bool = False
    initial: bool = False


def signer_columns(site: Site, submissions: Sequence[Submission]) -> dict[str, list]:
    return {
        "buckets": [each.bucket for each in submissions],
        "signer_keys": [each.signer_key for each in submissions],
        "sealed": [seal_person(site.seals, each.signer_key, each.person) for each in submissions],
        "languages": [each.language for each in submissions],
    }


def signature_columns(submissions: Sequence[Submission]) -> dict[str, list]:
    """What each of a submission's signatures says alike, besides bucket and signer key."""
    return {
        "states": [each.state for each in submissions],
        "zips": [each.zip for each in submissions],
        "partner_ids": [each.partner_id for each in submissions],
        "sources": [each.source for each in submissions],
        "channels": [each.channel for each in submissions],
        "publics": [each.public for each in submissions],
        "initials": [each.initial for each in submissions],
        "news": [each.news for each in submissions],
        "consents": [int_array(each.consents) for each in submissions],
        "inviters": [each.invited_by for each in submissions],
        "pledge_ids": [each.pledge_id for each in submissions],
        "promises": [write_promises(each.promises) for each in submissions],
    }


def shown_of(demands: Mapping[bytes, Sequence[int]], shown: Mapping[bytes, Shown]) -> dict[str, list]:
    """What each signer was shown, in rows as those of `pairs_of`; null for who was shown nothing that we know of."""
    seen = [shown.get(key) for key, demand_ids in demands.items() for _demand_id in demand_ids]
    return {
        "shown": [int_array(each.wordings) if each else None for each in seen],
        "shown_news": [each.news if each else True for each in seen],
        "shown_reminders": [each.reminders if each else True for each in seen],
        "shown_names": [each.name if each else True for each in seen],
        "shown_initials": [each.initial if each else True for each in seen],
    }


def pairs_of(demands: Mapping[bytes, Sequence[int]]) -> dict[str, list]:
    """Demands by signer key."""
    keys = [key for key, demand_ids in demands.items() for _demand_id in demand_ids]
    return {
        "buckets": [bucket_of(key) for key in keys],
        "signer_keys": keys,
        "demand_ids": [demand_id for demand_ids in demands.values() for demand_id in demand_ids],
    }
