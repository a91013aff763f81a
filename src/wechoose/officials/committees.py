"""Committees of Congress for education: who is in them, as a file says and as a leader says."""

from collections.abc import Sequence

import msgspec

HOUSE, SENATE = "HSED", "SSHR"


class Membership(msgspec.Struct, frozen=True):
    """In an education committee of Congress or, where `subcommittee` is not "", in a part of it; `role` may be ""."""

    code: str
    committee: str
    subcommittee: str = ""
    role: str = ""


COMMITTEES = {
    "senator": Membership(SENATE, "Senate Committee on Health, Education, Labor, and Pensions"),
    "representative": Membership(HOUSE, "House Committee on Education and Workforce"),
}
"""By kind of official, the one that they can be in."""


def memberships(kind: str, in_file: Sequence[Membership], word: str) -> tuple[Membership, ...]:
    """A leader's word wins: yes, no, or "" for what the file says."""
    own = COMMITTEES.get(kind)
    if own is None or not word:
        return tuple(in_file)
    if word == "no":
        return tuple(each for each in in_file if not each.code.startswith(own.code))
    return tuple(in_file) if is_member(in_file) else (own, *in_file)


def is_member(of: Sequence[Membership]) -> bool:
    return any(each.code in (HOUSE, SENATE) for each in of)
