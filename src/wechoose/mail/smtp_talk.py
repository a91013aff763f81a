"""SMTP talk: what is said on an open connection and what is answered, several commands at once where allowed."""

import asyncio
import re
from collections import deque
from typing import cast

import msgspec
from aiosmtplib import SMTP, SMTPServerDisconnected

# What a server may say in one go; whoever says more is no mail server.
LONGEST_ANSWER = 65536
LINE = re.compile(rb"(\d{3})([ -]?)([^\r]*)\r?")


class Answer(msgspec.Struct, frozen=True):
    code: int
    words: str


class Talk(asyncio.Protocol):
    """Takes over a connection that aiosmtplib has opened, greeted and signed in to.

    aiosmtplib waits for the answer to each command before it says the next. A server that offers PIPELINING (RFC 2920),
    as nearly all do, hears a letter's sender, recipient and DATA at once: two round trips a letter instead of four.
    """

    def __init__(self, smtp: SMTP) -> None:
        self._smtp = smtp
        self._transport = cast("asyncio.Transport", smtp.transport)
        self._at_once = smtp.supports_extension("pipelining")
        self._heard: list[bytes] = []
        self._rest = b""
        self._answers: deque[Answer] = deque()
        self._unsaid: deque[bytes] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self.unanswered = 0
        self._transport.set_protocol(self)

    def is_open(self) -> bool:
        """Whether the server has neither left nor said anything unasked: that it does when it is about to leave."""
        return not (self._transport.is_closing() or self._answers or self._heard or self._rest)

    def say(self, *commands: bytes) -> None:
        """At once, or each when the one before has been answered."""
        self._unsaid.extend(commands)
        if self._at_once:
            self._say_now(len(commands))

    def keep_to_oneself(self) -> None:
        """What was not said yet."""
        self._unsaid.clear()

    def hand_over(self, message: bytes) -> None:
        """A whole letter, each of its lines ended by CR LF, after DATA was agreed to."""
        self._transport.write(message.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        self.unanswered += 1

    async def hear(self) -> Answer:
        """The answer to the next command; raises SMTPServerDisconnected when there will be none."""
        if not self.unanswered:
            self._say_now(1)
        while not self._answers:
            if self._transport.is_closing():
                raise SMTPServerDisconnected("Connection lost")
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        self.unanswered -= 1
        return self._answers.popleft()

    def close(self) -> None:
        # TLS would wait for the other side's farewell.
        self._transport.abort()
        self._smtp.close()

    def data_received(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._hear_line(line)
        if len(self._rest) + sum(map(len, self._heard)) > LONGEST_ANSWER:
            self._transport.abort()
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wake()

    def _hear_line(self, line: bytes) -> None:
        found = LINE.fullmatch(line)
        if found is None:
            self._transport.abort()
            return
        self._heard.append(found[3])
        if found[2] != b"-":
            self._answers.append(Answer(int(found[1]), self._heard[0].decode(errors="replace")))
            self._heard.clear()

    def _say_now(self, count: int) -> None:
        self._transport.write(b"".join(self._unsaid.popleft() + b"\r\n" for _ in range(count)))
        self.unanswered += count

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
