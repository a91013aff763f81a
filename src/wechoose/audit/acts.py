"""Acts: everything a line of the trail can say was done; kept in English, read in the leader's language."""

from wechoose.base.words import _

ADDED_LEADER = "added a leader"
MADE_LINK = "made a sign-in link"
SIGNED_IN = "signed in"
SIGNED_OUT = "signed out"
RETRIED_LETTER = "tried a letter again"
DOWNLOADED_LIST = "downloaded a signer list"
EXPORTED_LIST = "exported by command"


def in_words(act: str) -> str:
    words = {
        ADDED_LEADER: _("added a leader"),
        MADE_LINK: _("made a sign-in link"),
        SIGNED_IN: _("signed in"),
        SIGNED_OUT: _("signed out"),
        RETRIED_LETTER: _("tried a letter again"),
        DOWNLOADED_LIST: _("downloaded a signer list"),
        EXPORTED_LIST: _("exported by command"),
    }
    return words.get(act, act)
