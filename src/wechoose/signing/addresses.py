"""E-mail addresses: checked as typed, and made canonical so that one mailbox is one signer however it is spelt."""

from email_validator import EmailNotValidError, validate_email

LONGEST = 254

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


def clean_address(text: str) -> str | None:
    """The address to write to, None when it can't be one."""
    text = text.strip()
    if len(text) > LONGEST:
        return None
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
