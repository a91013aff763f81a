"""Boxes: the line that a signer ticks so that an organization may write, and which line it was that was shown."""

from collections.abc import Iterable

import msgspec

from wechoose.partners.partners import Partner, Partners, Wording


class Box(msgspec.Struct, frozen=True):
    """An organization that asks whether it may write, and what it asks with; `logo` is an address, or ""."""

    code: str
    name: str
    text: str
    wording_id: int
    checked: bool
    logo: str
    website: str
    postal_address: str


def box_of(partner: Partner, wording: Wording | None = None, *, checked: bool) -> Box:
    """With the line that is in force, unless another is given."""
    line = wording or partner.wording
    return Box(
        code=partner.code,
        name=partner.name,
        text=line.text if line else "",
        wording_id=line.wording_id if line else 0,
        checked=checked,
        logo=f"/partners/{partner.code}/logo/{partner.logo}.png" if partner.logo else "",
        website=partner.website or "",
        postal_address=partner.postal_address,
    )


def boxes_of(partners: Partners, wording_ids: Iterable[int]) -> list[Box]:
    """What was ticked, in the coalition's order; of each organization the newest of its lines."""
    newest = {
        partners.owners[each]: partners.wordings[each]
        for each in sorted(wording_ids)
        if each in partners.owners
    }
    return [
        box_of(partner, newest[partner_id], checked=True)
        for partner_id, partner in partners.by_id.items()
        if partner_id in newest
    ]


def shown_wording(partner: Partner, partners: Partners, shown: Iterable[str]) -> int:
    """The wording of this organization that was shown, which may be an older one by now; else the one in force."""
    ids = {int(text) for text in shown if text.isdecimal() and len(text) < 10}
    assert partner.wording is not None
    return max(
        (each for each in ids if partners.owners.get(each) == partner.partner_id),
        default=partner.wording.wording_id,
    )
