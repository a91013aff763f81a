"""Troubles: why a delivery could not be built, by the code that is noted and in a sentence for leaders."""

from wechoose.base.words import _

DIED, UNREADABLE, NO_ROOM, AWAY, BROKE_OFF = "died", "unreadable", "no_room", "away", "broke_off"

# With what a builder ends, so that the worker knows. 75 is EX_TEMPFAIL; negative is a signal that killed it.
EXITS = {1: BROKE_OFF, 74: NO_ROOM, 75: AWAY, 78: UNREADABLE}

# What no second attempt mends.
FINAL = frozenset({UNREADABLE})


def in_words(trouble: str) -> str:
    """ "" for none."""
    words = {
        DIED: _("Building stopped in the middle, several times. Is there enough memory? Then try again."),
        UNREADABLE: _(
            "A signer is sealed under a key that WECHOOSE_SECRET_KEYS does not hold; add the older key, then try again."
        ),
        NO_ROOM: _("The database has no room left for the files. Make room, then try again."),
        AWAY: _("The database went away while the files were made. Try again when it is back."),
        BROKE_OFF: _("Building broke off; the log says where. Nothing was handed out. Try again."),
    }
    return words.get(trouble, trouble)
