"""The visitor: whose address a request really comes from, when proxies that we trust stand in between."""

from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from litestar import Request

from wechoose.web.rendering import site_of

SIGNS_OF_A_PROXY = [
    "forwarded",
    "via",
    "x-real-ip",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
]


def client_address(request: Request) -> str:
    """The nearest address in X-Forwarded-For that is no trusted proxy's; without trusted proxies, the peer's own."""
    # Some proxies add a line of their own below the one that they were sent.
    lines = ",".join(request.headers.getall("x-forwarded-for", []))
    hops = [hop.strip() for hop in lines.split(",") if hop.strip()]
    address = request.client.host if request.client else ""
    trusted = site_of(request).settings.trusted_proxies
    while hops and _is_in(address, trusted):
        address = hops.pop()
    return address if _is_address(address) else ""


def is_local(request: Request) -> bool:
    """Whether the browser is on this machine, for a site that is itself nowhere else.

    It must have asked for a loopback name (a public name may be rebound to us), and the site must not have a public
    one: a proxy before it may pass requests on without a trace.
    """
    if not _is_loopback_name(urlsplit(site_of(request).settings.public_url).hostname or ""):
        return False
    peer = request.client.host if request.client else ""
    host = request.headers.get("host", "").rsplit(":", 1)[0].strip("[]")
    forwarded = any(name in request.headers for name in SIGNS_OF_A_PROXY)
    return _is_loopback(peer) and not forwarded and _is_loopback_name(host)


def _is_in(address: str, networks: tuple[str, ...]) -> bool:
    return _is_address(address) and any(ip_address(address) in ip_network(network) for network in networks)


def _is_loopback_name(host: str) -> bool:
    return host == "localhost" or _is_loopback(host)


def _is_loopback(address: str) -> bool:
    return _is_address(address) and ip_address(address).is_loopback


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
