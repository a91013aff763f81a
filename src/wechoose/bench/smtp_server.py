"""A mail server: what RFC 5321 asks of one that takes every letter, and PIPELINING, for as little CPU as possible."""

import asyncio
import re
from collections.abc import Callable
from typing import cast

Take = Callable[[list[str], bytes], None]
"""Hears of each letter: its recipients, and the letter as it was written."""

PATH = re.compile(rb"(?:FROM|TO):\s*<([^<>\s]*)>", re.IGNORECASE)
END = b"\r\n.\r\n"
GREETING = b"220 localhost takes letters\r\n"
ABILITIES = b"250-localhost\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 10000000\r\n"
OK, GO_ON, BYE = b"250 2.0.0 OK\r\n", b"354 Go on\r\n", b"221 2.0.0 Bye\r\n"
UNKNOWN, UNREADABLE = b"500 5.5.2 What?\r\n", b"501 5.5.4 Whom?\r\n"
TOO_EARLY, NOBODY = b"503 5.5.1 Not now\r\n", b"554 5.5.1 For nobody?\r\n"


class SmtpServer(asyncio.Protocol):
    """One client's connection."""

    def __init__(self, take: Take) -> None:
        self._take = take
        self._heard = b""
        self._greeted = self._writing = False
        self._forget()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(GREETING)

    def data_received(self, data: bytes) -> None:
        self._heard += data
        answers = []
        while answer := self._hear_letter() if self._writing else self._hear_command():
            answers.append(answer)
        self._transport.write(b"".join(answers))
        if BYE in answers:
            self._transport.close()

    def _hear_letter(self) -> bytes | None:
        letter, end, rest = self._heard.partition(END)
        if not end:
            return None
        self._heard = rest
        # The line break before it was put there so that an empty letter has an end, and the first line a beginning.
        self._take(self._recipients, (letter + b"\r\n").replace(b"\r\n.", b"\r\n")[2:])
        self._writing = False
        self._forget()
        return OK

    def _hear_command(self) -> bytes | None:
        line, end, rest = self._heard.partition(b"\r\n")
        if not end:
            return None
        self._heard = rest
        verb = line[:4].upper()
        if verb in (b"MAIL", b"RCPT"):
            return self._note_path(verb, line)
        return self._answer(verb)

    def _note_path(self, verb: bytes, line: bytes) -> bytes:
        path = PATH.match(line[5:])
        if path is None:
            return UNREADABLE
        if verb == b"MAIL" and self._greeted and self._sender is None:
            self._sender = path[1]
        elif verb == b"RCPT" and self._sender is not None and path[1]:
            self._recipients.append(path[1].decode(errors="replace"))
        else:
            return TOO_EARLY
        return OK

    def _answer(self, verb: bytes) -> bytes:
        match verb:
            case b"EHLO" | b"HELO":
                self._greeted = True
                self._forget()
                return ABILITIES if verb == b"EHLO" else OK
            case b"DATA" if self._recipients:
                self._writing = True
                self._heard = b"\r\n" + self._heard
                return GO_ON
            case b"DATA":
                return TOO_EARLY if self._sender is None else NOBODY
            case b"RSET":
                self._forget()
                return OK
            case b"NOOP":
                return OK
            case b"QUIT":
                return BYE
            case _:
                return UNKNOWN

    def _forget(self) -> None:
        self._sender: bytes | None = None
        self._recipients: list[str] = []
