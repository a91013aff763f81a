"""SMTP settings: which server, who we are to it, and how its connection is protected."""

import ssl
from ipaddress import ip_address
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from wechoose.base.refusals import Refusal

PORTS = {"implicit": 465, "starttls": 587}


class SmtpServer(msgspec.Struct, frozen=True):
    """`tls`: "implicit" (from the first byte), "starttls" (or no letter), "offered" (if there is any) or "none"."""

    host: str
    port: int
    user: str | None
    password: str | None
    tls: str
    ours: str
    """The name that we greet with."""

    def context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self.tls == "offered":
            # Whoever could show a false certificate could as well hide the offer: this guards against listeners only.
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def read_smtp_url(url: str, public_url: str) -> SmtpServer:
    """From WECHOOSE_SMTP_URL, such as smtp://user:pass@host:587?tls=starttls."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    tls = _protection(
        parts.scheme, dict(parse_qsl(parts.query, keep_blank_values=True)), parts.username, host
    )
    return SmtpServer(
        host=host,
        port=parts.port or PORTS.get(tls, 25),
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password or ""),
        tls=tls,
        ours=_greeting(urlsplit(public_url).hostname or "localhost"),
    )


def _protection(scheme: str, options: dict[str, str], user: str | None, host: str) -> str:
    if set(options) - {"tls"}:
        raise Refusal("WECHOOSE_SMTP_URL knows one option, tls=starttls, tls=implicit or tls=none.")
    tls = options.get("tls", "implicit" if scheme == "smtps" else "")
    if tls not in ("", "starttls", "implicit", "none") or (scheme == "smtps" and tls != "implicit"):
        raise Refusal(
            "WECHOOSE_SMTP_URL: tls is starttls, implicit or none (and smtps:// is always implicit)."
        )
    if tls == "none" and user and not _is_loopback(host):
        raise Refusal(
            "WECHOOSE_SMTP_URL: a password is not sent without TLS; take tls=none or the password away."
        )
    return tls or ("starttls" if user and not _is_loopback(host) else "offered")


def _greeting(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return host.encode("idna").decode()
    return f"[IPv6:{address}]" if address.version == 6 else f"[{address}]"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
