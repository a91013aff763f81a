"""Acts: everything a line of the trail can say was done; kept in English, read in the leader's language."""

from wechoose.base.words import _

ADDED_LEADER = "added a leader"
MADE_LINK = "made a sign-in link"
SIGNED_IN = "signed in"
SIGNED_OUT = "signed out"
RETRIED_LETTER = "tried a letter again"
DOWNLOADED_LIST = "downloaded a signer list"
EXPORTED_LIST = "exported by command"
TOOK_PARTNER_LIST = "downloaded a partner's list"
ADDED_PARTNER = "added a partner"
CHANGED_PARTNER = "changed a partner"
CHANGED_LOGO = "changed a partner's logo"
STOPPED_PARTNER = "stopped a partner"
RESUMED_PARTNER = "resumed a partner"
MADE_KEY = "made an API key"
ENDED_KEY = "ended an API key"


def in_words(act: str) -> str:
    words = {
        ADDED_LEADER: _("added a leader"),
        MADE_LINK: _("made a sign-in link"),
        SIGNED_IN: _("signed in"),
        SIGNED_OUT: _("signed out"),
        RETRIED_LETTER: _("tried a letter again"),
        DOWNLOADED_LIST: _("downloaded a signer list"),
        EXPORTED_LIST: _("exported by command"),
        TOOK_PARTNER_LIST: _("downloaded a partner's list"),
        ADDED_PARTNER: _("added a partner"),
        CHANGED_PARTNER: _("changed a partner"),
        CHANGED_LOGO: _("changed a partner's logo"),
        STOPPED_PARTNER: _("stopped a partner"),
        RESUMED_PARTNER: _("resumed a partner"),
        MADE_KEY: _("made an API key"),
        ENDED_KEY: _("ended an API key"),
    }
    return words.get(act, act)
