"""SMTP settings: a password never leaves this machine in clear."""

import ssl

import pytest

from wechoose.base.refusals import Refusal
from wechoose.mail.smtp_settings import SmtpServer, read_smtp_url


def read(url: str, public_url: str = "https://we-choose.example") -> SmtpServer:
    return read_smtp_url(url, public_url)


@pytest.mark.parametrize(
    ("url", "tls", "port"),
    [
        ("smtp://ann:secret@mail.example:2525?tls=starttls", "starttls", 2525),
        ("smtp://ann:secret@mail.example", "starttls", 587),
        ("smtps://ann:secret@mail.example", "implicit", 465),
        ("smtp://ann:secret@mail.example:465?tls=implicit", "implicit", 465),
        ("smtp://mail.example", "offered", 25),
        ("smtp://mail:1025?tls=none", "none", 1025),
        ("smtp://ann:secret@127.0.0.1:1025", "offered", 1025),
        ("smtp://ann:secret@localhost:1025?tls=none", "none", 1025),
        ("smtp://ann:secret@[::1]:1025?tls=none", "none", 1025),
    ],
)
def test_the_connection_is_as_safe_as_said_and_with_a_password_never_in_clear(
    url: str, tls: str, port: int
) -> None:
    server = read(url)
    assert (server.tls, server.port) == (tls, port)


@pytest.mark.parametrize(
    "url",
    [
        "smtp://ann:secret@mail.example?tls=none",
        "smtp://mail.example?tls=maybe",
        "smtps://mail.example?tls=none",
        "smtp://mail.example?tsl=none",
    ],
)
def test_odd_settings_are_refused_with_a_sentence_that_keeps_the_password(url: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(url)
    assert refused.value.sentence.startswith("WECHOOSE_SMTP_URL")
    assert "secret" not in refused.value.sentence


def test_user_and_password_may_hold_any_sign() -> None:
    server = read("smtp://ann%40mail.example:p%3Aw%2F%C3%A9@mail.example")
    assert (server.user, server.password) == ("ann@mail.example", "p:w/é")


@pytest.mark.parametrize(
    ("public_url", "greeting"),
    [
        ("https://we-choose.example", "we-choose.example"),
        ("https://wähl.example", "xn--whl-qla.example"),
        ("http://127.0.0.1:8000", "[127.0.0.1]"),
        ("http://[::1]:8000", "[IPv6:::1]"),
    ],
)
def test_we_greet_with_the_name_of_the_site(public_url: str, greeting: str) -> None:
    assert read("smtp://mail.example", public_url).ours == greeting


def test_certificates_are_checked_wherever_tls_is_demanded() -> None:
    assert read("smtps://mail.example").context().verify_mode is ssl.CERT_REQUIRED
    assert read("smtp://a:b@mail.example").context().check_hostname
    assert read("smtp://mail.example").context().verify_mode is ssl.CERT_NONE
