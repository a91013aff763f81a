"""A whole site that runs, for tests: `serve` as people start it, and a mail server that keeps what it is given."""

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

import msgspec
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from wechoose.bench.served import Served, free_port

PATIENCE_SECONDS = 30.0

# The load of benchmarks is compiled at first use; everything else does without a compiler.
needs_compiler = pytest.mark.skipif(
    not any(map(shutil.which, ("cc", "gcc", "clang"))),
    reason="needs a C compiler: apt-get install gcc libc6-dev",
)


class Mail(msgspec.Struct, frozen=True):
    """One letter as the mail server got it."""

    to: str
    message: EmailMessage

    @property
    def message_id(self) -> str:
        return self.message["Message-ID"]

    def text(self, kind: str = "plain") -> str:
        part = self.message.get_body((kind,))
        return part.get_content() if part else ""

    def link(self, to: str = "confirmations") -> str:
        """The address in the letter that leads to "confirmations", "disavowals" or "mail-stops"."""
        found = re.search(rf"http\S+/{to}/[\w.=-]+", self.text())
        assert found, f"no link to {to} in the letter"
        return found[0]


class Mails:
    """What came in, for everybody who waits for it.

    `answer` may refuse a recipient with a line such as "550 No"; `tell` hears of every letter, in the server's thread.
    """

    def __init__(self) -> None:
        self.all: list[Mail] = []
        self.answer: Callable[[str], str | None] = lambda _recipient: None
        self.tell: Callable[[Mail], object] = lambda _mail: None
        self._came = threading.Condition()

    def to(self, address: str) -> list[Mail]:
        return [mail for mail in self.all if mail.to == address]

    def wait_for(self, address: str, count: int = 1) -> list[Mail]:
        """The letters to an address, as soon as there are that many. It blocks: async tests call it in a thread."""
        with self._came:
            came = self._came.wait_for(lambda: len(self.to(address)) >= count, PATIENCE_SECONDS)
        assert came, f"{len(self.to(address))} letters instead of {count} within {PATIENCE_SECONDS:.0f} s"
        return self.to(address)

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if refusal := self.answer(address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=policy.default)
        mails = [Mail(recipient, message) for recipient in envelope.rcpt_tos]
        with self._came:
            self.all += mails
            self._came.notify_all()
        for mail in mails:
            self.tell(mail)
        return "250 OK"


class RunningSite(Served):
    """`url`, `mails`, `pids(role)`, `command("check")`, `log`, `start`, `stop`, `kill`."""

    def __init__(self, mails: Mails, workers: int, settings: dict[str, str]) -> None:
        super().__init__(workers, settings)
        self.mails = mails

    def call(self, host: str) -> None:
        """Before it starts: where people find it, and all its links lead."""
        self.url = self.environment["WECHOOSE_PUBLIC_URL"] = f"http://{host}:{self.port}"


@contextmanager
def running_site(workers: int = 2, host: str = "", **settings: str) -> Iterator[RunningSite]:
    """Up while the block runs; `settings` are further ones, such as WECHOOSE_LIMITS="off"."""
    mails = Mails()
    smtp = Controller(mails, hostname="127.0.0.1", port=free_port())
    smtp.start()
    try:
        mail_settings = {"WECHOOSE_SMTP_URL": f"smtp://127.0.0.1:{smtp.port}?tls=none"}
        site = RunningSite(mails, workers, mail_settings | settings)
        if host:
            site.call(host)
        with site:
            yield site
    finally:
        smtp.stop()
