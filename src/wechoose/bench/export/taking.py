"""Taking a list: a leader who downloads it at the desk, and an operator who exports it by the command."""

import http.client
import re
import subprocess
import time
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import msgspec

from wechoose.base.refusals import Refusal
from wechoose.bench.export.memory import Memory, of_process, of_site
from wechoose.bench.served import WECHOOSE, Served
from wechoose.leaders.totp import code_of, now_step

CSRF = re.compile(r'name="csrf" value="([^"]+)"')
SECRET = re.compile(r'class="secret">([^<]+)')
TOKEN = re.compile(r'name="secret" value="([^"]+)"')
APP = "/desk/second-factor/app"
# A little less than the site has it, and more than a code lasts.
FRESH_SECONDS = 10 * 60
PIECE = 1 << 16
PATIENCE_SECONDS = 600


class Taken(msgspec.Struct, frozen=True):
    """How long it took and when the first byte came, in seconds; `memory`: bytes over what there was before."""

    seconds: float
    first_byte: float | None
    memory: int


class Leader:
    """Signed in when made, with the link that `leader add` prints and an app of their own."""

    def __init__(self, served: Served) -> None:
        self._served, self._cookie = served, ""
        link = served.command("leader", "add", "leader@example.org", "--role", "owner").stdout.strip()
        self._ask("POST", urlsplit(link).path, {})
        page = self._ask("GET", APP).read().decode()
        self._secret = _find(SECRET, page).replace(" ", "")
        code = code_of(self._secret, now_step())
        self._ask("POST", APP, {"csrf": _find(CSRF, page), "secret": _find(TOKEN, page), "code": code})
        self._note_proof()

    def download(self, slug: str, form: str, file: Path) -> Taken:
        if time.monotonic() > self._proven_at + FRESH_SECONDS:
            code = code_of(self._secret, now_step())
            self._ask("POST", "/desk/second-factor", {"csrf": self._csrf, "proof_code": code})
            self._note_proof()
        fields = {"csrf": self._csrf, "state": "", "reason": "to measure it", "format": form}
        with Memory(lambda: of_site(self._served)) as memory:
            begun, first = time.perf_counter(), 0.0
            answer = self._ask("POST", f"/desk/demands/{slug}/list", fields)
            if answer.status != 200:
                raise Refusal(f"The desk answered {answer.status}.")
            with file.open("wb") as out:
                while piece := answer.read1(PIECE):
                    first = first or time.perf_counter() - begun
                    out.write(piece)
            seconds = time.perf_counter() - begun
        return Taken(seconds, first, memory.over)

    def _ask(
        self, method: str, path: str, fields: Mapping[str, str] | None = None
    ) -> http.client.HTTPResponse:
        where = http.client.HTTPConnection("127.0.0.1", self._served.port, timeout=PATIENCE_SECONDS)
        headers = {
            "Cookie": self._cookie,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        where.request(method, path, None if fields is None else urlencode(fields), headers)
        answer = where.getresponse()
        if given := answer.getheader("Set-Cookie"):
            self._cookie = given.partition(";")[0]
        return answer

    def _note_proof(self) -> None:
        self._csrf = _find(CSRF, self._ask("GET", "/desk").read().decode())
        self._proven_at = time.monotonic()


def _find(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    if found is None:
        raise Refusal("The leader could not sign in.")
    return unescape(found[1])


def export(served: Served, slug: str, form: str, file: Path) -> Taken:
    """By the command, which has to start first; its memory is all it ever had."""
    begun = time.perf_counter()
    command = (*WECHOOSE, "export", slug, "--format", form, "-o", str(file))
    process = subprocess.Popen(  # noqa: S603
        command, env=served.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    with process, Memory(lambda: of_process(process.pid)) as memory:
        _nothing, said = process.communicate()
    if process.returncode:
        raise Refusal(f"The command failed: {said.strip()}")
    return Taken(time.perf_counter() - begun, None, memory.most)
