"""Reasons: why a leader does what is written down, asked for in a few words and kept in one line."""

from wechoose.base.words import _

SHORTEST = 3
LONGEST = 500


def check_reason(reason: str, wrong: dict[str, str], asked: str = "") -> str:
    """The reason in one line; what is wrong with it is added to `wrong`. `asked`: the sentence for none at all."""
    reason = in_one_line(reason)
    if len(reason) < SHORTEST:
        wrong["reason"] = asked or _("Say in a few words what the list is for.")
    if len(reason) > LONGEST:
        wrong["reason"] = _("Say it in at most %(most)s characters.") % {"most": LONGEST}
    return reason


def in_one_line(text: str) -> str:
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())
