"""Sheets: what the PDF of a packet says before and beside its names: the letter, the numbers, and a chart."""

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import TypeVar

import msgspec

from wechoose.base.templates import date as in_words
from wechoose.base.templates import number as in_digits
from wechoose.base.words import _, speaking
from wechoose.deliveries.deliveries import Delivery, Packet
from wechoose.deliveries.letters import Facts, LetterText, fill
from wechoose.deliveries.numbers import Counts, Told
from wechoose.lists.sheet import Bar, Chart, Count, Section, Sheet
from wechoose.places.states import find_state

T = TypeVar("T", int, str)

# As many as fit beside the numbers on one page.
BARS = 12


def make_sheet(delivery: Delivery, packet: Packet, counts: Counts, told: Sequence[Told]) -> Sheet:
    """In the delivery's language; the only day on it is that of the cut-off."""
    with speaking(delivery.language):
        return _make(delivery, packet, counts, told)


def with_seal(sheet: Sheet, site: str, fingerprint: str) -> Sheet:
    """Also on paper it is said by which key the files are sealed, and where they can be checked."""
    with speaking(sheet.language):
        sentence = _(
            "These lists also come as files that are sealed with the key %(fingerprint)s. Check them at %(address)s."
        )
        note = sentence % {"fingerprint": fingerprint, "address": f"{site}/verify"}
    *others, last = sheet.charts
    return msgspec.structs.replace(sheet, charts=(*others, msgspec.structs.replace(last, note=note)))


def facts_of(delivery: Delivery, packet: Packet, counts: Counts, told: Sequence[Told]) -> Facts:
    """What the letter can say."""
    return Facts(
        packet.addressee.named,
        tuple(each.title for each in told),
        counts.campaign,
        delivery.cutoff.astimezone(UTC).date(),
        sum(each.constituency for each in told),
        counts.counted,
        sum(each.listed for each in told),
        sum(each.unassigned for each in told),
    )


def _make(delivery: Delivery, packet: Packet, counts: Counts, told: Sequence[Told]) -> Sheet:
    text = LetterText(delivery.language, delivery.subject, delivery.body, delivery.closing)
    letter = fill(text, facts_of(delivery, packet, counts, told))
    day = delivery.cutoff.astimezone(UTC).date()
    return Sheet(
        title=delivery.title,
        author=counts.campaign,
        language=delivery.language,
        made_on=day,
        sections=tuple(Section(each.title, _note(packet, each), each.listed) for each in told),
        # Half a line: what is cut off comes last.
        footer=f"{delivery.code} · {packet.addressee.named.constituency} · {delivery.title}",
        with_state=packet.addressee.reach == "nation",
        letterhead=(counts.campaign,),
        date_text=in_words(day),
        addressee=packet.addressee.address,
        subject=letter.subject,
        paragraphs=letter.paragraphs,
        closing=letter.closing,
        numbers_title=_("The numbers at the cut-off, %(day)s") % {"day": in_words(day)},
        counts=_counts(packet, counts, told),
        charts=(_chart(packet, counts),),
    )


def _note(packet: Packet, told: Told) -> str:
    """What must be known to read the names of a demand."""
    said = []
    if packet.since:
        day = {"day": in_words(packet.since.astimezone(UTC).date())}
        said.append(_("New since the last delivery, whose cut-off was on %(day)s.") % day)
    if told.unassigned:
        sentence = _(
            "%(number)s more people in the state signed, but their ZIP code does not say for certain in which "
            "district they live. They are counted in the state's packets and not listed here."
        )
        said.append(sentence % {"number": in_digits(told.unassigned)})
    return " ".join(said)


def _counts(packet: Packet, counts: Counts, told: Sequence[Told]) -> tuple[Count, ...]:
    place = {"place": packet.addressee.named.constituency}
    said = {
        _("Signatures listed in this packet"): sum(each.listed for each in told),
        _("Confirmed in %(place)s at the cut-off") % place: sum(each.constituency for each in told),
        _("Of these not taken back before the packets were made"): sum(each.standing for each in told),
        _("In the state, in no certain district"): sum(each.unassigned for each in told),
        _("Confirmed in the whole country at the cut-off"): counts.counted,
    }
    if packet.addressee.reach != "district":
        del said[_("In the state, in no certain district")]
    return tuple(Count(label, number) for label, number in said.items())


def _chart(packet: Packet, counts: Counts) -> Chart:
    """Of the districts of a representative's state; for everybody else of the states."""
    official = packet.addressee
    if official.reach == "district" and official.district:
        by_district: dict[int, int] = {}
        for demand in counts.demands:
            for district, number in demand.districts.get(official.state or "", {}).items():
                by_district[district] = by_district.get(district, 0) + number
        names = {each: _("District %(district)s") % {"district": each} for each in by_district}
        title = _("Signatures by district of %(state)s, where it is certain") % {
            "state": official.named.state
        }
        return Chart(title, _bars(by_district, names, official.district))
    by_state: dict[str, int] = {}
    for demand in counts.demands:
        for state, number in demand.states.items():
            by_state[state] = by_state.get(state, 0) + number
    names = {each: found.name if (found := find_state(each)) else each for each in by_state}
    return Chart(_("Signatures by state"), _bars(by_state, names, official.state or ""))


def _bars(numbers: Mapping[T, int], names: Mapping[T, str], own: T) -> tuple[Bar, ...]:
    """The largest, and the official's own."""
    largest = sorted(numbers, key=lambda each: (-numbers[each], each))
    shown = largest[:BARS] + [each for each in largest[BARS:] if each == own]
    return tuple(Bar(names[each], numbers[each], marked=each == own) for each in shown)
