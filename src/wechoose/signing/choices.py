"""Choices: the acts of a pledge as boxes to tick, with what was ticked and typed, or promised before."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec

from wechoose.demands.acts import Act
from wechoose.signing.promised import Promises, is_day, last_day, today
from wechoose.signing.typed import DETAIL


class Choice(msgspec.Struct, frozen=True):
    """`field` is the name of its detail's field; `plain` when what was typed there is no date."""

    code: str
    language: str
    title: str
    detail: str
    label: str
    field: str
    checked: bool
    value: str
    plain: bool
    remind: bool


def choices_of(
    acts: Sequence[Act], chosen: Collection[str], details: Mapping[str, Any], reminded: Collection[str]
) -> dict[str, Any]:
    """What the template of the boxes needs, as it was sent."""
    return {
        "acts": [_choice(act, chosen, str(details.get(act.code, "")), reminded) for act in acts],
        "first_day": today().isoformat(),
        "last_day": last_day().isoformat(),
    }


def choices_kept(acts: Sequence[Act], promises: Promises) -> dict[str, Any]:
    """The same as it was promised before."""
    by_act = {each.act: each for each in promises}
    kept = {act.code: by_act[act.act_id] for act in acts if act.act_id in by_act}
    details = {code: promise.day or promise.number or "" for code, promise in kept.items()}
    return choices_of(acts, kept, details, [code for code, promise in kept.items() if promise.remind])


def _choice(act: Act, chosen: Collection[str], typed: str, reminded: Collection[str]) -> Choice:
    return Choice(
        code=act.code,
        language=act.language,
        title=act.title,
        detail=act.detail,
        label=act.detail_label,
        field=DETAIL + act.code,
        checked=act.code in chosen,
        value=typed,
        plain=typed != "" and not is_day(typed),
        remind=act.code in reminded,
    )
