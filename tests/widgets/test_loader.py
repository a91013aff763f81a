"""The script on partners' pages is small, is served to anybody, and never changes at an address that was pasted."""

import base64
import gzip
import hashlib
from pathlib import Path

import httpx
import pytest

from wechoose.widgets import loader
from wechoose.widgets.loader import loaders, newest

FILES = sorted(path for path in loader.FOLDER.iterdir() if path.suffix == ".js")
MOST = 4_000
ASKED_FOR = ["/widget.js", *(f"/widget/{version}.js" for version in loaders())]


def released() -> dict[str, str]:
    """The hash of each version, as it was when it was released."""
    return dict(line.split() for line in (loader.FOLDER / "released.txt").read_text().splitlines())


def test_what_was_released_is_unchanged_and_all_that_there_is() -> None:
    assert {path.stem: _integrity(path) for path in FILES} == released()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_loader_is_small(path: Path) -> None:
    assert len(gzip.compress(path.read_bytes())) <= MOST


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_loader_needs_nothing_that_strict_hosts_forbid(path: Path) -> None:
    words = path.read_text()
    for forbidden in ("innerHTML", "eval(", 'setAttribute("style"', "cookie", "localStorage", "import "):
        assert forbidden not in words


@pytest.mark.parametrize("address", ASKED_FOR)
async def test_any_page_may_load_it(client: httpx.AsyncClient, address: str) -> None:
    answer = await client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("version", loaders())
async def test_the_hash_in_a_snippet_is_that_of_what_is_sent(client: httpx.AsyncClient, version: int) -> None:
    for encoding in ("br", "identity"):
        answer = await client.get(f"/widget/{version}.js", headers={"accept-encoding": encoding})
        digest = base64.b64encode(hashlib.sha384(answer.content).digest()).decode()
        assert loaders()[version].integrity == f"sha384-{digest}"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


async def test_the_address_without_a_version_is_the_newest_and_is_asked_for_anew(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/widget.js")
    assert answer.content == newest().plain
    assert answer.headers["cache-control"] == "public, max-age=3600"
    again = await client.get("/widget.js", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize("address", ASKED_FOR)
async def test_a_head_is_answered_like_a_get(client: httpx.AsyncClient, address: str) -> None:
    answer = await client.head(address)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == (await client.get(address)).headers["cache-control"]


@pytest.mark.parametrize("name", ["0.js", "999.js", "1", "1.css", "x.js", "01.js", "released.txt"])
async def test_there_is_nothing_at_versions_that_never_were(client: httpx.AsyncClient, name: str) -> None:
    assert (await client.get(f"/widget/{name}")).status_code == 404


def _integrity(path: Path) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()
