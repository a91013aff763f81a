"""Troubles: why a delivery could not be built, by the code that is noted and in a sentence for leaders."""

from wechoose.base.words import _

DIED, UNREADABLE, NO_ROOM, AWAY, BROKE_OFF = "died", "unreadable", "no_room", "away", "broke_off"

# With what a builder ends, so that the worker knows: sysexits.h where it has a name for it. Negative is a signal.
EXITS = {1: BROKE_OFF, 73: NO_ROOM, 75: AWAY, 78: UNREADABLE}

# What no second attempt mends.
FINAL = frozenset({UNREADABLE})


def exit_code(trouble: str) -> int:
    return next(code for code, name in EXITS.items() if name == trouble)


def of_exit(code: int) -> str:
    """ "" where all went well."""
    return "" if code == 0 else EXITS.get(code, DIED)


def in_words(trouble: str) -> str:
    """ "" for none."""
    words = {
        DIED: _("Building stopped in the middle several times. Perhaps memory was short. Try again."),
        UNREADABLE: _(
            "A signer is sealed under a key that WECHOOSE_SECRET_KEYS does not hold; add the older key and try again."
        ),
        NO_ROOM: _("The database has no room left for the files. Make room and try again."),
        AWAY: _("The database went away while the files were made. Try again when it is back."),
        BROKE_OFF: _("Building broke off; the log says where. Nothing was handed out. Try again."),
    }
    return words.get(trouble, trouble)
