"""E-mail addresses: checked as typed, and made canonical so that one mailbox is one signer however it is spelt."""

import re
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

LONGEST = 254
# With the longest local part, still within what an address may have, also when an international domain grows in ASCII.
SHORT_DOMAIN = 60

# Providers' own rules, from their help pages: which characters of the local part they ignore, and after which one they
# ignore the rest. Other domains may treat jo+x and jo as two people, so there only case is folded.
ALIASES = {
    "googlemail.com": "gmail.com",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "pm.me": "proton.me",
    "protonmail.com": "proton.me",
    "protonmail.ch": "proton.me",
}
IGNORED = {"gmail.com": ".", "proton.me": ".-_"}
TAG = {
    "gmail.com": "+",
    "icloud.com": "+",
    "proton.me": "+",
    "outlook.com": "+",
    "hotmail.com": "+",
    "live.com": "+",
    "msn.com": "+",
    "fastmail.com": "+",
    "fastmail.fm": "+",
    "zoho.com": "+",
    "yahoo.com": "-",
    "ymail.com": "-",
    "rocketmail.com": "-",
}


# Local parts that need no second look; all others, quoted ones among them, are email-validator's to judge.
PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*")
LONGEST_LOCAL = 64


def clean_address(text: str) -> str | None:
    """The address to write to, None when it can't be one."""
    text = text.strip()
    if len(text) > LONGEST:
        return None
    local, at, domain = text.partition("@")
    if at and len(local) <= LONGEST_LOCAL and PLAIN_LOCAL.fullmatch(local) and len(domain) < SHORT_DOMAIN:
        clean = _clean_domain(domain)
        return f"{local}@{clean}" if clean else None
    return _clean(text)


@lru_cache(maxsize=4096)
def _clean_domain(domain: str) -> str | None:
    """Most of a crowd's mailboxes are at few domains, and to judge one takes longer than all the rest of a form."""
    address = _clean(f"x@{domain}")
    return address and address.removeprefix("x@")


def _clean(text: str) -> str | None:
    try:
        checked = validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError:
        return None
    return checked.ascii_email


def canonical(address: str) -> str:
    """One spelling per mailbox; `address` has passed clean_address."""
    local, _at, domain = address.lower().rpartition("@")
    domain = ALIASES.get(domain, domain)
    kept = local.partition(TAG[domain])[0] if domain in TAG else local
    kept = "".join(character for character in kept if character not in IGNORED.get(domain, ""))
    return f"{kept or local}@{domain}"
