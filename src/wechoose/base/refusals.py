"""Refusals: what a rule answers when it can't do what was asked, in a sentence a person can act on."""

from wechoose.base.words import _


class Refusal(Exception):
    """The ground of all refusals; `sentence` says what is wrong and what to do."""

    code = "refused"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(Refusal):
    code = "not_found"

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or _("There is nothing at this address."))


class Malformed(Refusal):
    """What came in can't be read at all (broken encoding, broken JSON)."""

    code = "malformed"


class Invalid(Refusal):
    """What came in can be read but breaks rules; `fields` names every one of them in words."""

    code = "invalid"

    def __init__(self, fields: dict[str, str], sentence: str = "") -> None:
        super().__init__(sentence or _("Something needs another look before this can be sent."))
        self.fields = fields


class Closed(Refusal):
    """The demand takes no signatures now."""

    code = "closed"


class Gone(Refusal):
    """A link that was good once and is not any more."""

    code = "gone"


class Forbidden(Refusal):
    """Known visitor, unproven request: a form without its proof of origin."""

    code = "forbidden"


class Unauthorized(Refusal):
    """A program that shows no key, or one that opens nothing."""

    code = "unauthorized"


class NotOffered(Refusal):
    """A kind of answer that this site does not make."""

    code = "not_offered"


class Unavailable(Refusal):
    """The site can't do this right now and asks to come back in `retry_after` seconds."""

    code = "unavailable"

    def __init__(self, sentence: str = "", retry_after: int = 2) -> None:
        super().__init__(sentence or _("The site is catching its breath. Please try again in a few seconds."))
        self.retry_after = retry_after


class Contended(Unavailable):
    """Two changes stood in each other's way, and this one was given up: tried again, it may well go through."""
