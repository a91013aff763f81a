"""A signer whose name, address and typing are like no other's is found in no dump, no log and no file of the site."""

import base64
import hashlib
import re
import subprocess
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest

from tests.running import RunningSite, running_site
from wechoose.base.embedded_postgres import EmbeddedPostgres

SLUG = "privatization-moratorium"
GIVEN, FAMILY, JUNK = "Quetzalina", "Wrzesniewska", "Zyxwvjunk"
COUNTED, REFUSED, LEADER = "quokkamail@example.org", "numbatmail@example.org", "wombatmail@example.org"
# An address whole, and what is left of it when it is cut at the @.
CANARIES = (
    *(GIVEN, FAMILY, JUNK, COUNTED, REFUSED, LEADER),
    *(address.partition("@")[0] for address in (COUNTED, REFUSED, LEADER)),
)
TYPED = {"given_name": GIVEN, "family_name": FAMILY, "email": COUNTED, "zip": "07102"}


@pytest.fixture
def site() -> Iterator[RunningSite]:
    with running_site(workers=1) as running:
        yield running


def test_a_canary_is_found_nowhere(site: RunningSite, tmp_path: Path) -> None:
    refused = _refuse(site)
    with httpx.Client(base_url=site.url, timeout=30) as visitor, EmbeddedPostgres(site.data_dir) as server:
        tokens = [_sign(visitor, REFUSED), _sign(visitor, COUNTED)]
        tokens.append(_confirm(site, visitor))
        _type_nonsense(visitor)
        _break_something(visitor, server)
        assert site.command("leader", "add", LEADER, "--role", "owner").returncode == 0
        _export(site, tmp_path / "list.csv")
        assert refused.wait(30)
        dump = subprocess.run([server.program("pg_dump"), server.url], capture_output=True, check=True).stdout
    assert b"verified" in dump
    site.stop()
    files = {path: path.read_bytes() for path in site.data_dir.rglob("*") if path.is_file()}
    logs = {str(path): text for path, text in files.items() if ".log" in path.name}
    assert b'"request"' in logs[str(site.log)]
    assert b'"failed"' in logs[str(site.log)]
    assert not _found(logs, tokens)
    assert not _found({"the dump": dump} | logs, CANARIES)
    assert not _found_plainly(files)


def _refuse(site: RunningSite) -> threading.Event:
    """Let the mail server refuse one address in words that quote it; set when it has."""
    refused = threading.Event()

    def answer(address: str) -> str | None:
        if address != REFUSED:
            return None
        refused.set()
        return f"550 5.1.1 <{address}>: {FAMILY} unknown"

    site.mails.answer = answer
    return refused


def _sign(visitor: httpx.Client, email: str) -> str:
    """Returns the form token."""
    token = visitor.get(f"/api/v1/demands/{SLUG}/form").json()["form_token"]
    typed = TYPED | {"email": email, "form_token": token}
    assert visitor.post(f"/api/v1/demands/{SLUG}/signatures", json=typed).status_code == 202
    return token


def _confirm(site: RunningSite, visitor: httpx.Client) -> str:
    """Returns the confirmation token."""
    path = urlsplit(site.mails.wait_for(COUNTED)[0].link()).path
    assert GIVEN in visitor.get(path).text
    assert visitor.post(path).status_code == 303
    assert site.mails.to(REFUSED) == []
    return path.rpartition("/")[2]


def _type_nonsense(visitor: httpx.Client) -> None:
    """Everything a person or a program can get wrong, each time with canaries in it."""
    page = visitor.get(f"/demands/{SLUG}")
    token = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert token
    wrong = TYPED | {"zip": JUNK, "state": JUNK, "partner": JUNK, "form_token": token[1]}
    assert _status(visitor, "POST", f"/demands/{SLUG}/signatures", data=wrong) == 422
    assert (
        _status(visitor, "POST", f"/api/v1/demands/{SLUG}/signatures", json=wrong | {JUNK: [COUNTED]}) == 422
    )
    assert (
        _status(visitor, "POST", f"/api/v1/demands/{SLUG}/signatures", content=f'{{"email": "{COUNTED}')
        == 400
    )
    assert _status(visitor, "POST", f"/api/v1/demands/{SLUG}/signatures", content=COUNTED * 10_000) == 413
    assert (
        _status(visitor, "POST", "/confirmations", data={"email": f"{COUNTED} {JUNK}", "form_token": JUNK})
        == 422
    )
    offer = re.search(r'name="form_token" value="([^"]+)"', visitor.get("/confirmations/broken").text)
    assert offer
    assert _status(visitor, "POST", "/confirmations", data={"email": COUNTED, "form_token": offer[1]}) == 303
    for path in (
        f"/{COUNTED}",
        f"/demands/{JUNK}",
        f"/api/v1/demands/{JUNK}/counts",
        f"/confirmations/{JUNK}",
    ):
        assert _status(visitor, "GET", f"{path}?email={quote(COUNTED)}&lang={JUNK}") == 404
    assert _status(visitor, "GET", f"/%00{JUNK}%ff{GIVEN}") == 404
    assert _status(visitor, JUNK.upper(), f"/demands/{SLUG}") in (400, 405)


def _status(visitor: httpx.Client, method: str, path: str, **body: Any) -> int:
    headers = {"User-Agent": GIVEN, "Referer": f"http://{JUNK}.example.org/{FAMILY}", "X-Forwarded-For": JUNK}
    return visitor.request(method, path, headers=headers, **body).status_code


def _break_something(visitor: httpx.Client, server: EmbeddedPostgres) -> None:
    """What happens to a signing when the database refuses its statement in words that quote it."""
    token = visitor.get(f"/api/v1/demands/{SLUG}/form").json()["form_token"]
    _psql(server, "alter table submissions add constraint odd check (length(nonce) = 0) not valid")
    typed = TYPED | {"form_token": token}
    assert _status(visitor, "POST", f"/api/v1/demands/{SLUG}/signatures", json=typed) == 500
    assert _status(visitor, "POST", f"/demands/{SLUG}/signatures", data=typed) == 500
    _psql(server, "alter table submissions drop constraint odd")


def _psql(server: EmbeddedPostgres, statement: str) -> None:
    subprocess.run([server.program("psql"), server.url, "-qc", statement], check=True)


def _export(site: RunningSite, file: Path) -> None:
    """The one place where the signer may be seen."""
    exported = site.command("export", SLUG, "-o", str(file))
    assert exported.returncode == 0, exported.stderr
    assert f"{GIVEN} {FAMILY}" in file.read_text()
    assert not _found({"what export says": (exported.stdout + exported.stderr).encode()}, CANARIES)


def _found(texts: dict[str, bytes], canaries: Iterable[str]) -> list[str]:
    return [
        f"{canary} in {name} as {how}"
        for canary in canaries
        for how, form in _forms(canary)
        for name, text in texts.items()
        if form in text
    ]


def _found_plainly(files: dict[Path, bytes]) -> list[str]:
    """In any file at all, PostgreSQL's tables and its log of changes among them."""
    pattern = re.compile("|".join(map(re.escape, CANARIES)).encode(), re.IGNORECASE)
    return [f"{match[0]!r} in {path}" for path, text in files.items() for match in pattern.finditer(text)]


def _forms(text: str) -> Iterator[tuple[str, bytes]]:
    """As it may have been written down: plain, in the encodings of dumps, logs and mails, or hashed without a key."""
    for spelling in {text, text.lower(), text.upper()}:
        raw = spelling.encode()
        yield "text", raw
        yield "hex", raw.hex().encode()
        yield "UTF-16", spelling.encode("utf-16-le")
        yield "URL", quote(spelling).encode()
        for shift in range(3):
            # Of what lies anywhere within base64, the characters that depend on nothing around it.
            whole = base64.b64encode(b" " * shift + raw)
            yield "base64", whole[(shift * 8 + 5) // 6 : (shift + len(raw)) * 8 // 6]
        for name in ("md5", "sha1", "sha256", "sha512"):
            yield name, hashlib.new(name, raw).hexdigest().encode()


def test_the_search_finds_what_it_should() -> None:
    address = COUNTED.encode()
    written = [address, address.upper(), address.hex().encode(), base64.b64encode(b"xy" + address + b"z")]
    written += [hashlib.sha256(address).hexdigest().encode(), COUNTED.encode("utf-16-le")]
    assert all(_found({"it": b"<" + form + b">"}, [COUNTED]) for form in written)
