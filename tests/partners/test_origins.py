"""Origins are kept as browsers name them, and what can't be one gets a sentence."""

import pytest

from wechoose.partners.origins import origin_of, read_origin


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://www.example.org", "https://www.example.org"),
        (" https://Example.ORG/ ", "https://example.org"),
        ("https://example.org:443", "https://example.org"),
        ("https://example.org:8443", "https://example.org:8443"),
        ("HTTPS://EXAMPLE.org:8443/", "https://example.org:8443"),
        ("https://niños.example.org", "https://xn--nios-hqa.example.org"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://partner.localhost:80", "http://partner.localhost"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("http://[::1]:9000", "http://[::1]:9000"),
    ],
)
def test_an_origin_is_written_as_browsers_compare_it(typed: str, origin: str) -> None:
    assert read_origin(typed) == origin


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "example.org",
        "//example.org",
        "https://",
        "https://*.example.org",
        "https://*",
        "https://exa mple.org",
        "https://example.org;script-src *",
        "https://example.org'",
        "https://user:password@example.org",
        "https://example.org:port",
        "https://example.org:99999",
        "https://-example.org",
        "https://example..org",
        "https://" + "a" * 64 + ".org",
        "https://[example]",
        "ftp://example.org",
        "javascript:alert(1)",
        "data:text/html,x",
        "null",
        "https://example.org\nhttps://evil.example",
    ],
)
def test_what_is_no_origin_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="no web address"):
        read_origin(typed)


@pytest.mark.parametrize(
    "typed", ["https://example.org/act", "https://example.org?x", "https://example.org/#a"]
)
def test_a_page_is_refused_with_how_its_origin_is_written(typed: str) -> None:
    with pytest.raises(ValueError, match=r"begins: https://example\.org$"):
        read_origin(typed)


@pytest.mark.parametrize("typed", ["http://example.org", "http://localhost.example.org", "http://128.0.0.1"])
def test_without_tls_only_the_own_machine_is_taken(typed: str) -> None:
    with pytest.raises(ValueError, match="begin with https"):
        read_origin(typed)


def test_a_partners_own_site_may_frame_its_widget_unless_it_says_otherwise() -> None:
    assert origin_of("https://example.org/act?now") == ("https://example.org",)
    assert origin_of(None) == ()
