"""Acts: everything a line of the trail can say was done; kept in English, read in the leader's language."""

from wechoose.base.words import _

ADDED_LEADER = "added a leader"
MADE_LINK = "made a sign-in link"
USED_LINK = "used a sign-in link"
SIGNED_IN = "signed in"
PROVED_FACTOR = "proved the second factor again"
SIGNED_OUT = "signed out"
ENDED_SESSION = "ended a session"
SIGNED_OUT_EVERYWHERE = "signed out everywhere"
ADDED_PASSKEY = "added a passkey"
REMOVED_PASSKEY = "removed a passkey"
SET_AUTHENTICATOR = "set up an authenticator app"
REMOVED_AUTHENTICATOR = "removed an authenticator app"
MADE_RECOVERY_CODES = "made recovery codes"
USED_RECOVERY_CODE = "used a recovery code"
RESET_FACTORS = "took away all second factors"
TYPED_WRONG_CODES = "typed too many wrong codes"
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
IMPORTED_OFFICIALS = "brought in a file of officials"
ADDED_OFFICIAL = "added an official"
CHANGED_OFFICIAL = "changed an official"
LEFT_OFFICIAL = "took an official off the list"
RETURNED_OFFICIAL = "put an official back on the list"
ASKED_APPROVAL = "asked for approval"
APPROVED = "approved"
REFUSED = "refused to approve"
WITHDREW = "took back a request"
EXPIRED = "nobody decided in time"
EXPORTED_TRAIL = "exported the audit trail"
INVITED_LEADER = "invited a leader"
TOOK_BACK_INVITATION = "took back an invitation"
CHANGED_ROLE = "changed a leader's role"
STOPPED_LEADER = "stopped a leader"
RESUMED_LEADER = "resumed a leader"
CHANGED_SECOND_PERSON = "changed whether a second person is asked"
ADDED_LETTER = "added a letter to officials"
CHANGED_LETTER = "changed a letter to officials"
BEGAN_SEAL_KEY = "began a new seal key"
ORDERED_DELIVERY = "ordered a delivery"
CANCELLED_DELIVERY = "called off a delivery"
REMADE_DELIVERY = "had a delivery made again"
MADE_FILE_LINK = "asked for files of a delivery"
USED_FILE_LINK = "took files of a delivery"
CLOSED_DELIVERY = "closed a delivery"
SENT_PACKET = "noted that a packet was sent"
HANDED_PACKET = "noted that a packet was handed over"
NOTED_ANSWER = "noted an official's answer"
UNDID_MARK = "took back what was noted of a packet"
CORRECTED_MARKS = "corrected a packet's times"
ADDED_NOTE = "wrote a note on a packet"
DELETED_NOTE = "deleted a note on a packet"
SHOWED_PHOTO = "let everybody see a photo"
HID_PHOTO = "let nobody but leaders see a photo"
PUBLISHED_DELIVERY = "published a delivery"
HID_DELIVERY = "took a delivery's public page down"


def in_words(act: str) -> str:
    return all_in_words().get(act, act)


def all_in_words() -> dict[str, str]:
    """Each act with its words in the reader's language."""
    return {
        ADDED_LEADER: _("added a leader"),
        MADE_LINK: _("made a sign-in link"),
        USED_LINK: _("used a sign-in link"),
        SIGNED_IN: _("signed in"),
        PROVED_FACTOR: _("proved the second factor again"),
        SIGNED_OUT: _("signed out"),
        ENDED_SESSION: _("ended a session"),
        SIGNED_OUT_EVERYWHERE: _("signed out everywhere"),
        ADDED_PASSKEY: _("added a passkey"),
        REMOVED_PASSKEY: _("removed a passkey"),
        SET_AUTHENTICATOR: _("set up an authenticator app"),
        REMOVED_AUTHENTICATOR: _("removed an authenticator app"),
        MADE_RECOVERY_CODES: _("made recovery codes"),
        USED_RECOVERY_CODE: _("used a recovery code"),
        RESET_FACTORS: _("took away all second factors"),
        TYPED_WRONG_CODES: _("typed too many wrong codes"),
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
        IMPORTED_OFFICIALS: _("brought in a file of officials"),
        ADDED_OFFICIAL: _("added an official"),
        CHANGED_OFFICIAL: _("changed an official"),
        LEFT_OFFICIAL: _("took an official off the list"),
        RETURNED_OFFICIAL: _("put an official back on the list"),
        ASKED_APPROVAL: _("asked for approval"),
        APPROVED: _("approved"),
        REFUSED: _("refused to approve"),
        WITHDREW: _("took back a request"),
        EXPIRED: _("nobody decided in time"),
        EXPORTED_TRAIL: _("exported the audit trail"),
        INVITED_LEADER: _("invited a leader"),
        TOOK_BACK_INVITATION: _("took back an invitation"),
        CHANGED_ROLE: _("changed a leader's role"),
        STOPPED_LEADER: _("stopped a leader"),
        RESUMED_LEADER: _("resumed a leader"),
        CHANGED_SECOND_PERSON: _("changed whether a second person is asked"),
        ADDED_LETTER: _("added a letter to officials"),
        CHANGED_LETTER: _("changed a letter to officials"),
        BEGAN_SEAL_KEY: _("began a new seal key"),
        ORDERED_DELIVERY: _("ordered a delivery"),
        CANCELLED_DELIVERY: _("called off a delivery"),
        REMADE_DELIVERY: _("had a delivery made again"),
        MADE_FILE_LINK: _("asked for files of a delivery"),
        USED_FILE_LINK: _("took files of a delivery"),
        CLOSED_DELIVERY: _("closed a delivery"),
        SENT_PACKET: _("noted that a packet was sent"),
        HANDED_PACKET: _("noted that a packet was handed over"),
        NOTED_ANSWER: _("noted an official's answer"),
        UNDID_MARK: _("took back what was noted of a packet"),
        CORRECTED_MARKS: _("corrected a packet's times"),
        ADDED_NOTE: _("wrote a note on a packet"),
        DELETED_NOTE: _("deleted a note on a packet"),
        SHOWED_PHOTO: _("let everybody see a photo"),
        HID_PHOTO: _("let nobody but leaders see a photo"),
        PUBLISHED_DELIVERY: _("published a delivery"),
        HID_DELIVERY: _("took a delivery's public page down"),
    }
