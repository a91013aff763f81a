"""The compiled client understands every shape of an answer, and tells the truth about what it was not given."""

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import needs_compiler
from wechoose.base.refusals import Refusal
from wechoose.bench import compiled
from wechoose.bench.plan import ANSWER, Answer, Client, raw_request, read_answers, write_plan

pytestmark = needs_compiler

CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
ANSWERS = {
    "/whole": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole",
    "/chunked": CHUNKED + b"5\r\nfirst\r\n6;x=y\r\nsecond\r\n0\r\nTrailer: yes\r\n\r\n",
    "/nothing": b"HTTP/1.1 204 No Content\r\n\r\n",
    "/same": b"HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n",
    "/early": b"HTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
    "/busy": b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 4\r\n\r\nbusy",
    "/last": b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 4\r\n\r\nlast",
    "/until": b"HTTP/1.0 200 OK\r\n\r\nuntil the end",
    "/half": b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf",
    "/cut": CHUNKED + b"5\r\nfir",
    "/mute": b"",
    "/noise": b"SSH-2.0-OpenSSH_9.6\r\n",
}
CLOSING = ("/last", "/until", "/half", "/cut", "/mute", "/noise")


class Server:
    """Answers with the bytes above, whole or one by one, after `slow` seconds."""

    def __init__(self) -> None:
        self.dribbles = False
        self.slow = 0.0
        self.bodies: list[bytes] = []
        self.connections = 0
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(
            asyncio.start_server(self._talk, "127.0.0.1", 0, backlog=2000)
        )
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _stop(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while await self._answer(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, path, _rest = head.split(" ", 2)
        if "Content-Length: " in head:
            self.bodies.append(
                await reader.readexactly(int(head.split("Content-Length: ")[1].split("\r")[0]))
            )
        await asyncio.sleep(self.slow)
        answer = ANSWERS[path]
        if method == "HEAD":
            answer = answer.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        for piece in [answer[n : n + 1] for n in range(len(answer))] if self.dribbles else [answer]:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)
        return path not in CLOSING


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.stop()


def ask(server: Server, *paths: str, clients: int = 1, method: str = "GET") -> list[Answer]:
    with Client(server.url, clients, [raw_request(method, path) for path in paths]) as client:
        return client.run(seconds=5).answers


@pytest.mark.parametrize("dribbles", [False, True])
def test_every_shape_of_an_answer_is_read_to_its_end_on_one_connection(
    server: Server, dribbles: bool
) -> None:
    server.dribbles = dribbles
    answers = ask(server, "/whole", "/chunked", "/nothing", "/same", "/early", "/busy", "/whole")
    assert [answer.status for answer in answers] == [200, 200, 204, 304, 200, 503, 200]
    assert [answer.body_bytes for answer in answers] == [5, 11, 0, 0, 2, 4, 5]
    assert [answer.says_retry_after for answer in answers] == [False] * 5 + [True, False]
    assert server.connections == 1


def test_an_answer_to_a_head_has_no_body(server: Server) -> None:
    assert [(it.status, it.body_bytes) for it in ask(server, "/whole", "/whole", method="HEAD")] == [
        (200, 0)
    ] * 2


def test_after_an_answer_that_closes_the_next_goes_over_a_new_connection(server: Server) -> None:
    answers = ask(server, "/last", "/until", "/whole")
    assert [(it.status, it.body_bytes) for it in answers] == [(200, 4), (200, 13), (200, 5)]
    assert server.connections == 3


@pytest.mark.parametrize("path", ["/half", "/cut", "/mute", "/noise"])
def test_what_breaks_off_was_not_answered_and_the_next_is(server: Server, path: str) -> None:
    assert [answer.status for answer in ask(server, path, "/whole")] == [0, 200]


def test_the_bodies_arrive_as_they_were_planned_and_the_answers_stand_in_the_order_of_the_plan(
    server: Server,
) -> None:
    bodies = [b"%06d" % number * 1000 for number in range(200)]
    paths = ["/busy" if number % 3 else "/whole" for number in range(200)]
    requests = [raw_request("POST", path, body) for path, body in zip(paths, bodies, strict=True)]
    with Client(server.url, 8, requests) as client:
        answers = client.run(seconds=5).answers
    assert [answer.status for answer in answers] == [503 if path == "/busy" else 200 for path in paths]
    assert sorted(server.bodies) == bodies
    assert server.connections == 8


def test_what_met_the_end_of_an_idle_connection_is_sent_once_more(server: Server) -> None:
    """The server closes after a while; here right when the next request comes."""
    assert [answer.status for answer in ask(server, "/whole", "/mute", "/whole")] == [200, 0, 200]
    assert server.connections == 3


def test_what_found_no_time_was_never_sent(server: Server) -> None:
    server.slow = 0.15
    answers = ask_for(server, 0.2, *["/whole"] * 5)
    assert [answer.status for answer in answers] == [200, 200, 0, 0, 0]
    assert [bool(answer.started_ns) for answer in answers] == [True, True, False, False, False]


def ask_for(server: Server, seconds: float, *paths: str) -> list[Answer]:
    with Client(server.url, 1, [raw_request("GET", path) for path in paths]) as client:
        return client.run(seconds).answers


def test_a_request_goes_out_when_it_is_due_and_the_wait_for_a_connection_counts(server: Server) -> None:
    server.slow = 0.05
    whole = raw_request("GET", "/whole")
    with Client(server.url, 1, [(0.1, whole), (0.101, whole)]) as client:
        run = client.run(seconds=5)
    first, second = run.answers
    assert first.started_ns >= first.due_ns == run.begun_ns + 100_000_000
    assert second.started_ns >= first.ended_ns
    assert second.seconds > 0.09


def test_due_requests_go_before_those_that_fill_the_time(server: Server) -> None:
    whole = raw_request("GET", "/whole")
    with Client(server.url, 1, [whole] * 50_000 + [(0.05, whole)]) as client:
        answers = client.run(seconds=0.2).answers
    assert answers[-1].status == 200
    assert not all(answer.started_ns for answer in answers)


def test_a_repeated_plan_goes_on_until_the_time_is_over(server: Server) -> None:
    with Client(server.url, 2, [raw_request("GET", "/whole"), raw_request("GET", "/busy")]) as client:
        run = client.run(seconds=0.2, repeat=True)
    assert len(run.answers) > 4
    assert {answer.status for answer in run.answers} == {200, 503}
    assert run.within([200]) == [
        it for it in run.answers if it.status == 200 and it.ended_ns <= run.stopped_ns
    ]


def test_a_client_that_is_stopped_tells_what_it_has_done(server: Server) -> None:
    with Client(server.url, 1, [raw_request("GET", "/whole")]) as client:
        client.start(seconds=60, repeat=True)
        while not server.connections:
            time.sleep(0.01)
        client.stop()
        assert client.wait().seconds < 60


def test_a_thousand_connections_are_held_at_once(server: Server) -> None:
    server.slow = 0.5
    begun = time.monotonic()
    assert {answer.status for answer in ask(server, *["/whole"] * 1000, clients=1000)} == {200}
    assert server.connections == 1000
    assert time.monotonic() - begun < 20


def test_nobody_there_is_said_in_a_sentence() -> None:
    with Client("http://127.0.0.1:9", 1, [b""]) as client, pytest.raises(Refusal, match="does not take"):
        client.run(seconds=1)


def test_plans_and_results_are_plain_records(tmp_path: Path) -> None:
    plan, results = tmp_path / "plan", tmp_path / "results"
    write_plan(plan, [b"now", (1.5, b"later")])
    assert plan.read_bytes() == (
        bytes(8) + b"\3\0\0\0now" + (1_500_000_000).to_bytes(8, "little") + b"\5\0\0\0later"
    )
    results.write_bytes(ANSWER.pack(0, 1, 2, 65536 + 503, 4))
    assert [(it.status, it.says_retry_after) for it in read_answers(results)] == [(503, True)]


def test_without_a_compiler_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refusal, match="apt-get install gcc"):
        compiled.compile_program("load")


def test_what_was_compiled_is_used_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    program = compiled.compile_program("load")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert compiled.compile_program("load") == program


def test_what_is_added_while_it_runs_goes_out_when_it_is_due(server: Server) -> None:
    with Client(server.url, 2, [(0.01, raw_request("GET", "/whole"))]) as client:
        client.start(seconds=5, more=True)
        due = time.monotonic_ns() + 100_000_000
        client.add([(0, raw_request("GET", "/busy"))])
        client.add([(due, raw_request("GET", "/nothing")), (due + 1, raw_request("GET", "/whole"))])
        client.end()
        answers = client.wait().answers
    assert [answer.status for answer in answers] == [200, 503, 204, 200]
    assert answers[2].started_ns >= answers[2].due_ns == due


def test_thousands_of_requests_can_be_added(server: Server) -> None:
    bodies = [b"%06d" % number * 100 for number in range(5_000)]
    with Client(server.url, 8, []) as client:
        client.start(seconds=20, more=True)
        client.add((0, raw_request("POST", "/whole", body)) for body in bodies)
        client.end()
        answers = client.wait().answers
    assert [answer.status for answer in answers] == [200] * 5_000
    assert sorted(server.bodies) == bodies


def test_what_waited_for_a_connection_is_told_from_what_the_client_itself_sent_late(server: Server) -> None:
    server.slow = 0.05
    whole = raw_request("GET", "/whole")
    with Client(server.url, 1, [(0.1, whole), (0.101, whole), (0.3, whole)]) as client:
        answers = client.run(seconds=5).answers
    assert [answer.found_none_free for answer in answers] == [False, True, False]
    assert answers[1].late_seconds > 0.04
