"""SMTP: one connection for many letters, and each kind of trouble is told apart."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from tests.mail.certificates import make_certificate
from tests.mail.conftest import SENDER, MailServer
from wechoose.mail.carriers import Away, Delayed, Refused, Stalled
from wechoose.mail.smtp import SmtpConnection
from wechoose.mail.smtp_settings import read_smtp_url

LETTER = b"Subject: x\r\n\r\nHello\r\n"


@pytest.fixture(params=[[], ["PIPELINING"]], ids=["one by one", "at once"])
def mail_server(mail_server: MailServer, request: pytest.FixtureRequest) -> MailServer:
    """One that hears commands one by one, or several at once."""
    mail_server.offers = request.param
    return mail_server


def connection(
    server: MailServer, options: str = "?tls=none", who: str = "", seconds: float = 20
) -> SmtpConnection:
    url = f"smtp://{who}127.0.0.1:{server.port}{options}"
    return SmtpConnection(read_smtp_url(url, "http://127.0.0.1:8000"), SENDER, seconds)


async def carry(carrier: SmtpConnection, to: str = "ada@example.org") -> None:
    await carrier.carry(uuid4(), to, LETTER)


async def test_many_letters_go_over_one_connection(mail_server: MailServer) -> None:
    carrier = connection(mail_server)
    for number in range(10):
        await carry(carrier, f"signer{number}@example.org")
    await carrier.close()
    assert mail_server.addresses() == [f"signer{number}@example.org" for number in range(10)]
    assert mail_server.connections == 1


async def test_a_recipient_refused_for_good_is_refused_and_the_next_letter_goes_on(
    mail_server: MailServer,
) -> None:
    mail_server.on_rcpt = lambda address: (
        "550 5.1.1 <gone@example.org> has no mailbox" if "gone" in address else None
    )
    carrier = connection(mail_server)
    with pytest.raises(Refused) as refused:
        await carry(carrier, "gone@example.org")
    await carry(carrier)
    await carrier.close()
    assert refused.value.said == "550 5.1.1"
    assert (mail_server.addresses(), mail_server.connections) == (["ada@example.org"], 1)


@pytest.mark.parametrize(
    ("answer", "trouble", "said"),
    [
        ("451 4.7.1 greylisted, ada@example.org, come back", Delayed, "451 4.7.1"),
        ("452 too many", Delayed, "452"),
        ("552-5.2.2 ada@example.org\r\n552 5.2.2 is full", Refused, "552 5.2.2"),
        ("421 4.3.2 going down", Stalled, "421 4.3.2"),
    ],
)
async def test_an_answer_counts_by_its_code_and_only_codes_are_kept(
    mail_server: MailServer, answer: str, trouble: type[Delayed | Refused], said: str
) -> None:
    carrier = connection(mail_server)
    for where in ("on_rcpt", "on_data"):
        setattr(mail_server, where, lambda *_: answer)
        with pytest.raises(trouble) as caught:
            await carry(carrier)
        assert caught.value.said == said
        mail_server.on_rcpt = lambda _address: None
    await carrier.close()


async def test_no_server_is_away(mail_server: MailServer) -> None:
    mail_server.stop()
    with pytest.raises(Away) as away:
        await carry(connection(mail_server))
    assert away.value.said == "SMTPConnectError"


async def test_a_sender_that_is_not_welcome_is_everybodys_trouble(mail_server: MailServer) -> None:
    mail_server.on_mail = "550 5.7.1 hello@example.org may not send"
    with pytest.raises(Away) as away:
        await carry(connection(mail_server))
    assert away.value.said == "MAIL 550 5.7.1"


async def test_a_kept_connection_that_the_server_closed_is_opened_again_unnoticed(
    mail_server: MailServer,
) -> None:
    carrier = connection(mail_server)
    await carry(carrier)
    mail_server.stop()
    mail_server.start()
    await carry(carrier)
    await carrier.close()
    assert (len(mail_server.came), mail_server.connections) == (2, 2)


async def test_a_server_that_takes_few_letters_a_connection_gets_them_over_many(
    mail_server: MailServer,
) -> None:
    mail_server.letters_a_connection = 2
    carrier = connection(mail_server)
    for _ in range(5):
        await carry(carrier)
    await carrier.close()
    assert (len(mail_server.came), mail_server.connections) == (5, 3)


async def test_a_server_that_says_nothing_stalls_the_letter_and_no_longer_than_allowed(
    mail_server: MailServer,
) -> None:
    mail_server.hold = True
    carrier = connection(mail_server, seconds=0.2)
    async with asyncio.timeout(5):
        with pytest.raises(Stalled) as stalled:
            await carry(carrier)
    assert "Timeout" in stalled.value.said


async def test_a_dot_at_the_beginning_of_a_line_arrives(mail_server: MailServer) -> None:
    carrier = connection(mail_server)
    await carrier.carry(uuid4(), "ada@example.org", b"Subject: x\r\n\r\n.\r\n..two\r\n.\r\n")
    await carry(carrier)
    await carrier.close()
    assert [message.get_content() for _address, message in mail_server.came] == [
        ".\r\n..two\r\n.\r\n",
        "Hello\r\n",
    ]


@asynccontextmanager
async def scripted(*script: tuple[int, str]) -> AsyncIterator[tuple[SmtpConnection, list[str]]]:
    """A connection to a server that hears so many lines before each answer; and all the lines it heard."""
    heard: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        for lines, answer in script:
            heard.extend([(await reader.readline()).decode().rstrip("\r\n") for _ in range(lines)])
            writer.write(answer.encode() + b"\r\n")
        await reader.read()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}?tls=none"
        carrier = SmtpConnection(read_smtp_url(url, "http://127.0.0.1:8000"), SENDER, 10)
        yield carrier, heard
        await carrier.close()


EHLO = (1, "250-here\r\n250 PIPELINING")
LINES = len(LETTER.splitlines()) + 1


async def test_a_server_that_hears_several_commands_at_once_is_told_them_at_once() -> None:
    async with scripted(EHLO, (3, "250 a\r\n250 b\r\n354 c"), (LINES, "250 d"), (1, "221 e")) as (
        carrier,
        heard,
    ):
        await carry(carrier)
        await carrier.close()
    assert heard[1:4] == [f"MAIL FROM:<{SENDER}>", "RCPT TO:<ada@example.org>", "DATA"]
    assert heard[-2:] == [".", "QUIT"]


async def test_data_that_a_server_agreed_to_for_nobody_is_ended_and_the_next_letter_goes_on() -> None:
    next_letter = (3, "250 a\r\n250 b\r\n354 c"), (LINES, "250 d")
    refusal = (3, "250 a\r\n550 5.1.1 no\r\n354 c"), (1, "554 none"), (1, "250 forgotten")
    async with scripted(EHLO, *refusal, *next_letter, (1, "221 e")) as (carrier, heard):
        with pytest.raises(Refused) as refused:
            await carry(carrier)
        await carry(carrier)
    assert refused.value.said == "550 5.1.1"
    assert heard[4:6] == [".", "RSET"]


@pytest.mark.parametrize("answer", ["nonsense", "250-and\r\nnothing", "250-" + "x" * 70_000])
async def test_what_is_no_answer_stalls_the_letter(answer: str) -> None:
    async with scripted(EHLO, (3, f"250 a\r\n{answer}")) as (carrier, _heard):
        with pytest.raises(Stalled) as stalled:
            await carry(carrier)
    assert stalled.value.said == "SMTPServerDisconnected"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that signs itself, and its key."""
    return make_certificate(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def safe_server(certificate: tuple[Path, Path], anyio_backend: str) -> Iterator[MailServer]:
    """A server that offers STARTTLS and takes a password at any time."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    server = MailServer(tls_context=context, auth_require_tls=False)
    server.options["authenticator"] = server.authenticate
    server.start()
    yield server
    server.stop()


@pytest.fixture
def trust(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """As an operator does whose mail server has a certificate of their own."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))


@pytest.mark.usefixtures("trust")
async def test_the_password_goes_through_tls_that_was_checked(safe_server: MailServer) -> None:
    carrier = connection(safe_server, "?tls=starttls", "ann:pass%3Aword@")
    await carry(carrier)
    await carry(carrier)
    await carrier.close()
    assert safe_server.logins == [(b"pass:word", True)]
    assert (len(safe_server.came), safe_server.connections) == (2, 1)


async def test_a_certificate_that_nobody_vouches_for_gets_no_password_and_no_letter(
    safe_server: MailServer,
) -> None:
    with pytest.raises(Away):
        await carry(connection(safe_server, "?tls=starttls", "ann:pass%3Aword@"))
    assert (safe_server.logins, safe_server.came) == ([], [])


async def test_a_server_without_tls_gets_no_password_where_tls_is_demanded(mail_server: MailServer) -> None:
    with pytest.raises(Away):
        await carry(connection(mail_server, "?tls=starttls", "ann:pass%3Aword@"))
    assert (mail_server.logins, mail_server.came) == ([], [])


async def test_tls_is_used_where_it_is_offered_though_nobody_demands_it(safe_server: MailServer) -> None:
    carrier = connection(safe_server, "", "ann:pass%3Aword@")
    await carry(carrier)
    await carrier.close()
    assert safe_server.logins == [(b"pass:word", True)]


@pytest.mark.usefixtures("trust")
async def test_a_wrong_password_is_everybodys_trouble(safe_server: MailServer) -> None:
    with pytest.raises(Away) as away:
        await carry(connection(safe_server, "?tls=starttls", "ann:wrong@"))
    assert away.value.said == "535 5.7.8"
