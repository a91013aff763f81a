"""The mail server of benchmarks speaks SMTP as others do: Python's own client, and whoever says everything at once."""

import asyncio
import smtplib
from collections.abc import AsyncIterator

import pytest

from wechoose.bench.smtp_server import SmtpServer

Letters = list[tuple[list[str], bytes]]


@pytest.fixture
def letters() -> Letters:
    return []


@pytest.fixture
async def port(letters: Letters) -> AsyncIterator[int]:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SmtpServer(lambda to, letter: letters.append((to, letter))), "127.0.0.1", 0
    )
    async with server:
        yield server.sockets[0].getsockname()[1]


async def say(port: int, *pieces: bytes) -> list[str]:
    """The codes of all answers, until the server ends the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
    answers = (await reader.read()).decode().splitlines()
    writer.close()
    return [line[:3] for line in answers if line[3:4] != "-"]


async def test_it_takes_what_pythons_own_client_sends(port: int, letters: Letters) -> None:
    def send() -> None:
        with smtplib.SMTP("127.0.0.1", port) as client:
            client.sendmail("a@example.org", ["b@example.org", "c@example.org"], "S: x\n\n.\n..\nend\n")
            client.rset()
            client.sendmail("a@example.org", ["d@example.org"], "S: y\n\n")

    await asyncio.to_thread(send)
    assert letters == [
        (["b@example.org", "c@example.org"], b"S: x\r\n\r\n.\r\n..\r\nend\r\n"),
        (["d@example.org"], b"S: y\r\n\r\n"),
    ]


async def test_commands_may_come_at_once_and_in_pieces(port: int, letters: Letters) -> None:
    said = (
        b"EHLO x\r\nMAIL FROM:<a@b.example> SIZE=9\r\nRCPT TO:<c@d.example>\r\nDATA\r\n",
        b"..\r\n",
        b"hello\r\n.",
        b"\r\nMAIL FROM:<>\r\nRCPT TO:<e@f.example>\r\nDATA\r\n.\r\nQUIT\r\n",
    )
    assert await say(port, *said) == ["220", *("250",) * 3, "354", "250", "250", "250", "354", "250", "221"]
    assert letters == [(["c@d.example"], b".\r\nhello\r\n"), (["e@f.example"], b"")]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"MAIL FROM:<a@b.example>\r\n", "503"),
        (b"EHLO x\r\nRCPT TO:<a@b.example>\r\n", "503"),
        (b"EHLO x\r\nDATA\r\n", "503"),
        (b"EHLO x\r\nMAIL FROM:<a@b.example>\r\nDATA\r\n", "554"),
        (b"EHLO x\r\nMAIL FROM:<a@b.example>\r\nMAIL FROM:<a@b.example>\r\n", "503"),
        (b"EHLO x\r\nMAIL FROM:<a@b.example>\r\nRSET\r\nRCPT TO:<a@b.example>\r\n", "503"),
        (b"EHLO x\r\nMAIL a@b.example\r\n", "501"),
        (b"nonsense\r\n", "500"),
    ],
)
async def test_what_comes_at_the_wrong_time_is_refused(
    port: int, letters: Letters, said: bytes, code: str
) -> None:
    assert (await say(port, said, b"QUIT\r\n"))[-2:] == [code, "221"]
    assert letters == []
