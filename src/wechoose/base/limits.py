"""Limits: how often and how long, with defaults that a TOML file may change."""

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import msgspec

from wechoose.base.refusals import Refusal

# What can be waited for: less would shut the site, and more than a century is no date.
AtLeastOne = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
OrNone = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
# Who uses up an hour's letters in a leader's name leaves them links that are still good.
AnHourAtLeast = Annotated[int, msgspec.Meta(ge=60, le=1_000_000)]
Days = Annotated[int, msgspec.Meta(ge=1, le=36_500)]


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All limits of a site; a TOML file with these names changes them, `off` lifts those marked (off)."""

    mails_a_day: AtLeastOne = 3
    """Mails to one mailbox in 24 hours, over everything (off)."""
    repeat_mail_minutes: OrNone = 5
    """A second mail about the same demands waits this long (off)."""
    form_hours: AtLeastOne = 24
    """How long a form can stay open before it must be loaded again."""
    confirmation_days: Days = 7
    """How long the link in a mail is good, counted from sending."""
    unconfirmed_days: Days = 14
    """How long an unconfirmed signature is kept."""
    sign_in_hours: AtLeastOne = 24
    """How long a leader's sign-in link is good that was made by command."""
    sign_in_minutes: AnHourAtLeast = 60
    """How long the link in a sign-in letter is good, counted from sending."""
    sign_in_mails_an_hour: AtLeastOne = 5
    """Sign-in letters to one leader in an hour, whoever asks for them."""
    sign_in_asks_an_hour: AtLeastOne = 30
    """Sign-in letters in an hour that one network may ask for."""
    session_hours: AtLeastOne = 8
    """How long a leader stays signed in."""
    idle_minutes: AtLeastOne = 60
    """After so long without a request a leader is signed out."""
    fresh_minutes: AtLeastOne = 15
    """How long a proven second factor opens lists."""
    invitation_days: Days = 7
    """How long an invitation to become a leader is good."""
    approval_days: Days = 7
    """How long something waits for a second person."""
    file_link_hours: AtLeastOne = 24
    """How long a link to a file is good, once."""
    files_days: Days = 30
    """How long the files of a delivery are kept after it was handed over."""

    @property
    def form_life(self) -> timedelta:
        return timedelta(hours=self.form_hours)

    @property
    def confirmation_life(self) -> timedelta:
        return timedelta(days=self.confirmation_days)


def read_limits(value: str | None) -> Limits:
    if value is None:
        return Limits()
    if value == "off":
        return Limits(mails_a_day=1_000_000_000, repeat_mail_minutes=0)
    try:
        return msgspec.convert(tomllib.loads(Path(value).read_text()), Limits)
    except OSError as error:
        raise Refusal(f"WECHOOSE_LIMITS names a file that can't be read ({error.strerror}).") from None
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise Refusal(f"The file that WECHOOSE_LIMITS names is not right: {error}.") from None
