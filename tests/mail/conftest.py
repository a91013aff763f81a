"""Signers with letters due, and a real mail server that can refuse, hang, hang up and go away."""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.site import Site
from wechoose.bench.served import free_port
from wechoose.mail.claims import Claimed
from wechoose.mail.letters import Letter
from wechoose.mail.outbox import Wish, write_letter
from wechoose.mail.sending import PostOffice
from wechoose.mail.smtp import SmtpConnection
from wechoose.mail.smtp_settings import read_smtp_url
from wechoose.signing.people import Person, open_person, seal_person

SENDER = "hello@example.org"


class MailServer:
    """What it got, by how many connections; `on_rcpt` and `on_data` may answer otherwise, or never."""

    def __init__(self, **options: Any) -> None:
        self.port = free_port()
        self.options = options
        self.came: list[tuple[str, EmailMessage]] = []
        self.connections = 0
        self.logins: list[tuple[bytes, bool]] = []
        self.on_rcpt: Callable[[str], str | None] = lambda _address: None
        self.on_data: Callable[[], str | None] = lambda: None
        self.on_mail = ""
        self.offers: list[str] = []
        self.letters_a_connection = 1_000_000
        self._letters: Counter[int] = Counter()
        self.hold = False
        self.let_go = threading.Event()
        self._controller: Controller | None = None
        self._changed = threading.Condition()

    def start(self) -> None:
        server = self

        class Counting(SMTP):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                # After STARTTLS the same connection is made once more, inside TLS.
                server.connections += transport.get_extra_info("sslcontext") is None
                super().connection_made(transport)

        class OnPort(Controller):
            def factory(self) -> SMTP:
                return Counting(self.handler, **server.options)

        before = self.connections
        self._controller = OnPort(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()
        # The controller knocks once itself.
        self.connections = before

    def stop(self) -> None:
        self.let_go.set()
        if self._controller is not None:
            self._controller.stop()
        self._controller = None

    def authenticate(
        self, _server: SMTP, session: Session, _envelope: Envelope, _mechanism: str, data: Any
    ) -> AuthResult:
        self.logins.append((data.password, session.ssl is not None))
        return AuthResult(success=data.password == b"pass:word", handled=False)

    async def handle_EHLO(
        self, _smtp: SMTP, session: Session, _envelope: Envelope, hostname: str, lines: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*lines[:-1], *(f"250-{offer}" for offer in self.offers), lines[-1]]

    async def handle_MAIL(
        self, _smtp: SMTP, session: Session, envelope: Envelope, address: str, _o: list[str]
    ) -> str:
        self._letters[id(session)] += 1
        if self._letters[id(session)] > self.letters_a_connection:
            return "421 4.7.0 enough for one connection"
        if self.on_mail:
            return self.on_mail
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, _smtp: SMTP, _session: Session, envelope: Envelope, address: str, _o: list[str]
    ) -> str:
        if answer := self.on_rcpt(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _smtp: SMTP, _session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        if answer := self.on_data():
            return answer
        message = message_from_bytes(content, policy=policy.default)
        with self._changed:
            self.came += [(address, message) for address in envelope.rcpt_tos]
            self._changed.notify_all()
        if self.hold:
            await asyncio.to_thread(self.let_go.wait, 30)
        return "250 OK"

    def hang(self, _address: str) -> str:
        """As `on_rcpt`: the whole server says nothing more until it is let go."""
        self.let_go.wait(30)
        return "451 4.4.0 at last"

    def addresses(self) -> list[str]:
        return sorted(address for address, _message in self.came)

    async def wait_for(self, count: int) -> None:
        """Until that many letters came."""

        def wait() -> bool:
            with self._changed:
                return self._changed.wait_for(lambda: len(self.came) >= count, 20)

        assert await asyncio.to_thread(wait), f"{len(self.came)} letters came, not {count}"


class Post:
    """A site's letters, as its signers and its worker handle them."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def signer(
        self, address: str = "ada@example.org", given_name: str = "Ada", family_name: str = "Byron"
    ) -> bytes:
        bucket, key = self.site.signer_key(address)
        sealed = seal_person(self.site.seals, key, Person(given_name, family_name, address))
        await self.execute(
            "insert into signers (bucket, signer_key, sealed, language, created_at) values ($1, $2, $3, 'en', $4)",
            bucket,
            key,
            sealed,
            clock.now(),
        )
        return key

    async def signers(self, count: int) -> list[bytes]:
        return [await self.signer(f"signer{number}@example.org") for number in range(count)]

    async def write(
        self, key: bytes, kind: str = "confirmation", demand_ids: Sequence[int] = (1,), language: str = "en"
    ) -> bool:
        async with self.site.database.transaction() as db:
            await db.execute("select 1 from signers where signer_key = $1 for update", key)
            limits = self.site.settings.limits
            return await write_letter(db, limits, Wish(key[0] % 32, key, kind, list(demand_ids), language))

    async def execute(self, statement: str, *values: Any) -> None:
        async with self.site.database.transaction() as db:
            await db.execute(statement, *values)

    async def letters(self) -> list[Any]:
        async with self.site.database.transaction(read_only=True) as db:
            return await db.fetch("select * from outbox order by letter_id")

    async def statuses(self) -> list[str]:
        return sorted(row["status"] for row in await self.letters())

    def connection(
        self, server: MailServer, options: str = "?tls=none", seconds: float = 20
    ) -> SmtpConnection:
        url = f"smtp://127.0.0.1:{server.port}{options}"
        return SmtpConnection(read_smtp_url(url, "http://127.0.0.1:8000"), SENDER, seconds)

    def office(self, server: MailServer, clerks: int = 1, seconds: float = 20) -> PostOffice:
        connections = [self.connection(server, seconds=seconds) for _ in range(clerks)]
        return PostOffice(self.site, {"confirmation": compose, "already_signed": compose}, connections)


async def compose(db: Connection, site: Site, errands: Sequence[Claimed]) -> list[Letter | None]:
    return [await compose_one(db, site, errand) for errand in errands]


async def compose_one(db: Connection, site: Site, errand: Claimed) -> Letter | None:
    """The simplest letter: it says which demands it is about, and nothing when there is nobody to write to."""
    sealed = await db.fetchval("select sealed from signers where signer_key = $1", errand.signer_key)
    if sealed is None:
        return None
    person = open_person(site.seals, errand.signer_key, sealed)
    words = f"{errand.kind} {errand.demand_ids}"
    return Letter(person.email, person.given_name, words, [words], [f"<p>{words}</p>"], {}, errand.demand_ids)


@pytest.fixture
def post(site: Site) -> Post:
    return Post(site)


@pytest.fixture
def mail_server(anyio_backend: str) -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    yield server
    server.stop()
