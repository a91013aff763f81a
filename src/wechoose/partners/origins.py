"""Origins: whose pages may frame a partner's widget, written exactly as browsers compare them (RFC 6454)."""

import re
from urllib.parse import urlsplit

from wechoose.base.words import _

DEFAULT_PORTS = {"https": 443, "http": 80}
LONGEST = 253
LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
HOST = re.compile(rf"{LABEL}(\.{LABEL})*")
SIX = re.compile(r"\[[0-9a-f:.]{2,45}\]")
# Where a webmaster tries things out; everywhere else a page without TLS could be anybody's.
OWN_MACHINE = re.compile(r"(.+\.)?localhost|127(\.\d{1,3}){3}|\[::1\]")


def read_origin(text: str) -> str:
    """The origin as a browser would name it; raises ValueError with a sentence."""
    text = text.strip()
    # urlsplit leaves them out, and what follows a line break would then be read as if it belonged to the host.
    if not text.isprintable():
        raise ValueError(_sentence(text))
    try:
        parts = urlsplit(text)
        port = parts.port
        host = _host(parts.netloc.rpartition(":")[0] if port is not None else parts.netloc.rstrip(":"))
    except (ValueError, UnicodeError):
        raise ValueError(_sentence(text)) from None
    if parts.scheme not in DEFAULT_PORTS or not host:
        raise ValueError(_sentence(text))
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(
            _("%(text)s is a page. Write only how its address begins: %(origin)s")
            % {"text": text, "origin": _written(parts.scheme, host, port)}
        )
    if parts.scheme == "http" and not OWN_MACHINE.fullmatch(host):
        raise ValueError(_("%(text)s is not safe: an address must begin with https://") % {"text": text})
    return _written(parts.scheme, host, port)


def origin_of(website: str | None) -> tuple[str, ...]:
    """Of a partner's own site: what may frame its widget unless it says otherwise."""
    if not website:
        return ()
    parts = urlsplit(website)
    return (read_origin(f"{parts.scheme}://{parts.netloc}"),)


def _host(text: str) -> str:
    """In the letters that go over the line; "" when it can't be a host's name."""
    if SIX.fullmatch(text.lower()):
        return text.lower()
    host = text.encode("idna").decode("ascii").lower() if not text.isascii() else text.lower()
    return host if HOST.fullmatch(host) and len(host) <= LONGEST else ""


def _written(scheme: str, host: str, port: int | None) -> str:
    return f"{scheme}://{host}" + (f":{port}" if port is not None and port != DEFAULT_PORTS[scheme] else "")


def _sentence(text: str) -> str:
    return _("%(text)s is no web address. Write it like https://www.example.org") % {"text": text}
