"""The empty handler answers the same bytes as the site would, to anybody."""

import socket
from urllib.parse import urlsplit

from tests.running import needs_compiler
from wechoose.bench.empty import Empty, Reply, fetch_reply
from wechoose.bench.plan import Client, raw_request

REPLY = Reply(303, [(b"location", b"/thanks"), (b"content-length", b"4"), (b"x-odd", b"\xe9")], b"body")
REQUEST = raw_request("POST", "/anywhere", b"x" * 200_000)


@needs_compiler
def test_it_reads_the_body_and_repeats_status_headers_and_body() -> None:
    with Empty(1, REPLY) as empty:
        assert fetch_reply(empty.url, REQUEST) == REPLY
        assert len(empty.pids()) == 1
        with Client(empty.url, 4, [REQUEST] * 20) as client:
            assert {(it.status, it.body_bytes) for it in client.run(seconds=5).answers} == {(303, 4)}


def test_what_the_server_adds_by_itself_is_sent_once() -> None:
    with Empty(1, REPLY) as empty:
        where = urlsplit(empty.url)
        with socket.create_connection((where.hostname, where.port or 80)) as connection:
            connection.sendall(raw_request("GET", "/", headers=[("Connection", "close")]))
            raw = connection.makefile("rb").read()
    assert raw.lower().count(b"\r\ndate:") == 1
    assert raw.endswith(b"\r\n\r\nbody")
