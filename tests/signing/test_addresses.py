"""One mailbox is one signer, however it is spelt; two mailboxes are never one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wechoose.signing.addresses import _clean, canonical, clean_address


@pytest.mark.parametrize(
    ("spelling", "mailbox"),
    [
        ("Maria@Example.org", "maria@example.org"),
        ("m.a.ria+petitions@gmail.com", "maria@gmail.com"),
        ("maria@googlemail.com", "maria@gmail.com"),
        ("maria+x@outlook.com", "maria@outlook.com"),
        ("maria-petitions@yahoo.com", "maria@yahoo.com"),
        ("ma_r-i.a+x@protonmail.com", "maria@proton.me"),
        ("maria+x@me.com", "maria@icloud.com"),
        ("maria+x@example.org", "maria+x@example.org"),
        ("ma.ria@outlook.com", "ma.ria@outlook.com"),
        ("+x@gmail.com", "+x@gmail.com"),
    ],
)
def test_spellings_of_a_mailbox_become_one(spelling: str, mailbox: str) -> None:
    assert canonical(spelling) == mailbox


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "maria",
        "maria@",
        "@example.org",
        "maria@example",
        "maria @example.org",
        "maria@example.org\r\nBcc: x@example.org",
        "maria@exam\0ple.org",
        "maría@example.org",
        "a" * 250 + "@example.org",
        "maria@site.invalid",
        "<maria@example.org>",
    ],
)
def test_what_cannot_be_an_address_is_refused(typed: str) -> None:
    assert clean_address(typed) is None


def test_an_international_domain_is_written_in_ascii() -> None:
    assert clean_address("maria@bücher.example.org") == "maria@xn--bcher-kva.example.org"


def test_white_space_around_an_address_is_no_mistake() -> None:
    assert clean_address("  maria@example.org\n") == "maria@example.org"


LOCALS = st.from_regex(r"[A-Za-z0-9_+.-]{0,70}", fullmatch=True)
DOMAINS = (
    st.from_regex(r"[a-zA-Z0-9üß.-]{0,66}", fullmatch=True)
    | st.just("Example.ORG")
    | st.just("bücher.example")
)


@given(LOCALS, DOMAINS)
def test_the_quick_look_judges_as_the_library_does(local: str, domain: str) -> None:
    quick, careful = clean_address(f"{local}@{domain}"), _clean(f"{local}@{domain}")
    # It writes the names of offices, such as WWW and Postmaster, in small letters.
    assert (quick and quick.lower()) == (careful and careful.lower())


@given(st.text())
def test_any_text_is_refused_or_has_one_canonical_spelling(text: str) -> None:
    address = clean_address(text)
    if address is not None:
        assert canonical(canonical(address)) == canonical(address)
