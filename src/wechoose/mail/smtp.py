"""SMTP: one kept connection that takes letter after letter, and what a server's answers mean for a letter."""

import asyncio
import re
import time
from contextlib import suppress
from uuid import UUID

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from wechoose.mail.carriers import Away, Delayed, Refused, Stalled
from wechoose.mail.smtp_settings import SmtpServer

COMMAND_SECONDS = 20.0
# A server may look into a letter before it says that it has it; to ask again meanwhile would make two of it.
LETTER_SECONDS = 50.0
# Something between us and the server may forget a connection that is silent for longer.
SILENT_SECONDS = 60.0

ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?=\s|$)")


class SmtpConnection:
    """A carrier (see there) with one connection, opened at the first letter and again whenever it is lost."""

    def __init__(self, server: SmtpServer, sender: str, seconds: float = LETTER_SECONDS) -> None:
        self._server, self._sender, self._seconds = server, sender, seconds
        self._tls = server.context()
        self._smtp: SMTP | None = None
        self._used_at = 0.0

    async def carry(self, letter_id: UUID, recipient: str, message: bytes) -> None:
        try:
            async with asyncio.timeout(self._seconds):
                smtp = await self._begin()
                self._used_at = time.monotonic()
                await self._hand_over(smtp, recipient, message)
        except TimeoutError:
            self._drop()
            raise Stalled("TimeoutError") from None

    async def close(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None and smtp.is_connected:
            with suppress(SMTPException, OSError, TimeoutError):
                await smtp.quit(timeout=1)
            smtp.close()

    async def _begin(self) -> SMTP:
        """A connection that has taken our MAIL; one that was kept may have died unseen and gets one successor."""
        kept = self._smtp
        if kept is not None and kept.is_connected and time.monotonic() - self._used_at < SILENT_SECONDS:
            with suppress(SMTPException, OSError, TimeoutError):
                await kept.mail(self._sender)
                return kept
        await self.close()
        try:
            smtp = await self._open()
            await smtp.mail(self._sender)
        except (SMTPException, OSError, TimeoutError, ValueError) as error:
            self._drop()
            raise Away(said(error)) from None
        return smtp

    async def _open(self) -> SMTP:
        server = self._server
        self._smtp = smtp = SMTP(
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
        async with asyncio.timeout(COMMAND_SECONDS):
            await smtp.connect()
        return smtp

    async def _hand_over(self, smtp: SMTP, recipient: str, message: bytes) -> None:
        try:
            await smtp.rcpt(recipient)
            await smtp.data(message, timeout=self._seconds)
        except (SMTPRecipientRefused, SMTPDataError) as error:
            await self._reset(smtp)
            if error.code == 421:
                raise Stalled(said(error)) from None
            raise (Refused if 500 <= error.code < 600 else Delayed)(said(error)) from None
        except (SMTPException, OSError) as error:
            self._drop()
            raise Stalled(said(error)) from None

    async def _reset(self, smtp: SMTP) -> None:
        """Let the connection forget the letter that was refused."""
        try:
            await smtp.rset()
        except (SMTPException, OSError, TimeoutError):
            self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._smtp = None


def said(error: Exception) -> str:
    """Codes where the server gave any, else the class: its words quote addresses."""
    if not isinstance(error, SMTPResponseException):
        return type(error).__name__
    enhanced = ENHANCED.match(error.message)
    prefix = "MAIL " if isinstance(error, SMTPSenderRefused) else ""
    return f"{prefix}{error.code} {enhanced[0]}" if enhanced else f"{prefix}{error.code}"
