"""The page for partners' developers: what it shows, top to bottom, is sent as it stands and answered as it says."""

import json
import re
import shlex
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from tests.shapes import assert_alike
from tests.signing.conftest import Supporter
from tests.signing.programs import new_key
from wechoose.base.limits import Limits
from wechoose.base.site import Site

PAGE = Path(__file__).parents[1] / "docs" / "partner-api.md"
BLOCK = re.compile(r"```sh\n(curl .*?)\n```\n\n```json (\d+)\n(.*?)\n```", re.DOTALL)
PARTNER = "j4j"


class Shown(NamedTuple):
    """A command, and the answer that the page shows below it."""

    command: str
    status: int
    answer: Any


def shown() -> list[Shown]:
    return [
        Shown(command, int(status), json.loads(answer))
        for command, status, answer in BLOCK.findall(PAGE.read_text())
    ]


async def run(client: httpx.AsyncClient, command: str, **environment: str) -> httpx.Response:
    """As curl would send it."""
    for name, value in environment.items():
        command = command.replace(f"${name}", value)
    words = shlex.split(command.replace("\\\n", ""))
    headers: dict[str, str] = {}
    body = address = None
    remaining = iter(words[1:])
    for word in remaining:
        if word == "-H":
            name, value = next(remaining).split(": ", 1)
            headers[name] = value
        elif word == "-d":
            body = next(remaining)
        elif word == "--retry":
            next(remaining)
        elif word != "-s":
            assert address is None, f"what does curl do with {word}?"
            address = word
    assert address
    return await client.request("POST" if body else "GET", address, headers=headers, content=body)


async def test_every_command_is_answered_as_the_page_says(site: Site, client: httpx.AsyncClient) -> None:
    key = await new_key(site, PARTNER)
    assert len(shown()) == PAGE.read_text().count("curl -s ") >= 6
    for command, status, answer in shown():
        real = await run(client, command, SITE=site.settings.public_url, WECHOOSE_KEY=key)
        assert real.status_code == status, command
        if "error" in answer:
            assert real.json() | {"reference": ""} == answer | {"reference": ""}
        else:
            assert_alike(real.json(), answer)
    [row] = await Supporter(site, client).fetch(
        "select s.*, p.code from signatures s join partners p using (partner_id)"
    )
    assert (row["code"], row["channel"], row["source"]) == (PARTNER, "api", "fall-newsletter")
    assert row["consents"] == [1]


@pytest.mark.parametrize("promise", ["For 24 hours we know the repeat", "at most three mails a day"])
def test_the_page_promises_what_the_limits_are(promise: str) -> None:
    assert promise in " ".join(PAGE.read_text().split())
    assert (Limits().form_hours, Limits().mails_a_day) == (24, 3)
