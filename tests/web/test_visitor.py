"""Whose address a request comes from, whatever proxies and strangers write into its headers."""

from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from litestar import Request

from wechoose.base.settings import Settings
from wechoose.web.visitor import SIGNS_OF_A_PROXY, client_address, is_local

STRANGER, PROXY = "198.51.100.7", "10.0.0.1"


def request(settings: Settings, peer: str, *forwarded: str, host: str = "127.0.0.1:8000") -> Request:
    trusting = msgspec.structs.replace(settings, trusted_proxies=("10.0.0.0/8",))
    lines = [(b"x-forwarded-for", line.encode("latin-1")) for line in forwarded]
    scope: Any = {
        "type": "http",
        "headers": [(b"host", host.encode()), *lines],
        "client": (peer, 50000),
        "litestar_app": SimpleNamespace(state=SimpleNamespace(site=SimpleNamespace(settings=trusting))),
    }
    return Request(scope)


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        (STRANGER, (), STRANGER),
        (STRANGER, ("203.0.113.9",), STRANGER),
        (PROXY, (STRANGER,), STRANGER),
        (PROXY, (f"203.0.113.9, {STRANGER}, 10.2.3.4",), STRANGER),
        (PROXY, ("203.0.113.9", STRANGER), STRANGER),
        (PROXY, ("nonsense",), ""),
        (PROXY, ("\xff, ,",), ""),
    ],
)
def test_only_a_trusted_proxy_is_believed_and_only_about_its_own_visitor(
    settings: Settings, peer: str, forwarded: tuple[str, ...], address: str
) -> None:
    assert client_address(request(settings, peer, *forwarded)) == address


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "localhost:8000", "[::1]:8000"])
def test_a_browser_on_this_machine_is_local(settings: Settings, host: str) -> None:
    assert is_local(request(settings, "127.0.0.1", host=host))


@pytest.mark.parametrize("header", SIGNS_OF_A_PROXY)
def test_any_sign_of_a_proxy_makes_a_visitor_foreign(settings: Settings, header: str) -> None:
    scope: Any = request(settings, "127.0.0.1").scope
    scope["headers"].append((header.encode(), b"1"))
    assert not is_local(Request(scope))


def test_whoever_comes_through_a_proxy_or_by_another_name_is_not_local(settings: Settings) -> None:
    assert not is_local(request(settings, "127.0.0.1", host="petitions.example.org"))
    assert not is_local(request(settings, "127.0.0.1", STRANGER))
    assert not is_local(request(settings, STRANGER))
