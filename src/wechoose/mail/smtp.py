"""SMTP: one kept connection that takes letter after letter, and what a server's answers mean for a letter."""

import asyncio
import re
import time
from contextlib import suppress
from typing import Never
from uuid import UUID

from aiosmtplib import SMTP, SMTPException, SMTPHeloError, SMTPResponseException, SMTPServerDisconnected

from wechoose.mail.carriers import Away, Delayed, Refused, Stalled
from wechoose.mail.smtp_settings import SmtpServer
from wechoose.mail.smtp_talk import Answer, Talk

COMMAND_SECONDS = 20.0
# A server may look into a letter before it says that it has it; to ask again meanwhile would make two of it.
LETTER_SECONDS = 50.0
# Something between us and the server may forget a connection that is silent for longer.
SILENT_SECONDS = 60.0

ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?=\s|$)")


class SmtpConnection:
    """A carrier (see there) with one connection, opened at the first letter and again whenever it is lost."""

    def __init__(self, server: SmtpServer, sender: str, seconds: float = LETTER_SECONDS) -> None:
        self._server, self._seconds = server, seconds
        self._mail = f"MAIL FROM:<{sender}>".encode("ascii")
        self._tls = server.context()
        self._talk: Talk | None = None
        self._used_at = 0.0

    async def carry(self, letter_id: UUID, recipient: str, message: bytes) -> None:
        envelope = (self._mail, f"RCPT TO:<{recipient}>".encode("ascii"), b"DATA")
        try:
            async with asyncio.timeout(self._seconds):
                talk = await self._begin(envelope)
                self._used_at = time.monotonic()
                await self._hand_over(talk, message)
        except TimeoutError:
            self._drop()
            raise Stalled("TimeoutError") from None
        except SMTPServerDisconnected as error:
            self._drop()
            raise Stalled(said(error)) from None
        except BaseException:
            # Interrupted in the middle of a letter, this connection can't take another.
            if self._talk is not None and self._talk.unanswered:
                self._drop()
            raise

    async def close(self) -> None:
        if self._talk is not None and self._talk.is_open():
            with suppress(SMTPException, TimeoutError):
                self._talk.say(b"QUIT")
                async with asyncio.timeout(1):
                    await self._talk.hear()
        self._drop()

    async def _begin(self, envelope: tuple[bytes, ...]) -> Talk:
        """A connection that has taken our MAIL; one that was kept may have died unseen and gets one successor."""
        kept = self._talk
        if kept is not None and kept.is_open() and time.monotonic() - self._used_at < SILENT_SECONDS:
            with suppress(SMTPException, TimeoutError):
                if (await self._greet(kept, envelope)).code == 250:
                    return kept
        self._drop()
        try:
            async with asyncio.timeout(COMMAND_SECONDS):
                self._talk = talk = await self._open()
            answer = await self._greet(talk, envelope)
        except (SMTPException, OSError, TimeoutError, ValueError) as error:
            self._drop()
            raise Away(said(error)) from None
        if answer.code != 250:
            self._drop()
            raise Away(f"MAIL {codes(answer)}")
        return talk

    async def _greet(self, talk: Talk, envelope: tuple[bytes, ...]) -> Answer:
        talk.say(*envelope)
        async with asyncio.timeout(COMMAND_SECONDS):
            return await talk.hear()

    async def _open(self) -> Talk:
        server = self._server
        smtp = SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            local_hostname=server.ours,
            timeout=COMMAND_SECONDS,
            use_tls=server.tls == "implicit",
            start_tls={"starttls": True, "offered": None}.get(server.tls, False),
            tls_context=self._tls,
        )
        try:
            await smtp.connect()
            if smtp.is_ehlo_or_helo_needed:
                await _introduce(smtp)
            return Talk(smtp)
        except BaseException:
            smtp.close()
            raise

    async def _hand_over(self, talk: Talk, message: bytes) -> None:
        recipient = await talk.hear()
        if recipient.code not in (250, 251):
            await self._fail(talk, recipient)
        data = await talk.hear()
        if data.code != 354:
            await self._fail(talk, data)
        talk.hand_over(message)
        end = await talk.hear()
        if end.code != 250:
            await self._fail(talk, end)

    async def _fail(self, talk: Talk, answer: Answer) -> Never:
        """Let the connection forget the letter, and say what became of it."""
        if answer.code == 421:
            self._drop()
            raise Stalled(codes(answer))
        with suppress(SMTPServerDisconnected):
            await _reset(talk)
        raise (Refused if 500 <= answer.code < 600 else Delayed)(codes(answer))

    def _drop(self) -> None:
        if self._talk is not None:
            self._talk.close()
        self._talk = None


async def _introduce(smtp: SMTP) -> None:
    try:
        await smtp.ehlo()
    except SMTPHeloError:
        await smtp.helo()


async def _reset(talk: Talk) -> None:
    talk.keep_to_oneself()
    while talk.unanswered:
        if (await talk.hear()).code == 354:
            # DATA was agreed to although nobody is to get the letter: it has to be ended, empty.
            talk.hand_over(b"")
    talk.say(b"RSET")
    if (await talk.hear()).code != 250:
        talk.close()


def codes(answer: Answer) -> str:
    """Only codes are kept: the server's words quote addresses."""
    enhanced = ENHANCED.match(answer.words)
    return f"{answer.code} {enhanced[0]}" if enhanced else f"{answer.code}"


def said(error: Exception) -> str:
    """Codes where the server gave any, else the class."""
    if not isinstance(error, SMTPResponseException):
        return type(error).__name__
    return codes(Answer(error.code, error.message))
