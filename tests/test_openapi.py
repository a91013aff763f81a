"""The schema holds no example that does not run: what it sends is accepted, and what it says we answer, we answer."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import httpx
import pytest

from tests.shapes import assert_alike
from tests.signing.programs import new_key
from wechoose.base import clock, together
from wechoose.base.site import Site
from wechoose.campaign.pledging import add_pledge
from wechoose.signing.typed import FIELDS

SIGN = "/api/v1/demands/{slug}/signatures"
KEY_OF = "j4j"


class Operation(NamedTuple):
    """One method of one address, with what the schema says of it."""

    method: str
    path: str
    said: dict[str, Any]

    def request(self, **changed: str) -> tuple[str, dict[str, str], dict[str, str]]:
        """Address, query and headers, each with the example of its parameter unless another is given."""
        path, query, headers = self.path, dict[str, str](), dict[str, str]()
        for parameter in self.said.get("parameters", []):
            [example] = parameter["examples"].values()
            value = str(changed.get(parameter["name"], example["value"]))
            path = path.replace(f"{{{parameter['name']}}}", value)
            if parameter["in"] == "query":
                query[parameter["name"]] = value
            elif parameter["in"] == "header":
                headers[parameter["name"]] = value
        return path, query, headers

    def examples(self, status: str) -> list[Any]:
        [media] = self.said["responses"][status]["content"].values()
        return [example["value"] for example in media["examples"].values()]

    def bodies(self) -> dict[str, Any]:
        media = self.said["requestBody"]["content"]["application/json"]
        return {name: example["value"] for name, example in media["examples"].items()}


@pytest.fixture
async def schema(client: httpx.AsyncClient) -> dict[str, Any]:
    return (await client.get("/api/v1/schema")).json()


@pytest.fixture
def operations(schema: dict[str, Any]) -> list[Operation]:
    return [
        Operation(method, path, said)
        for path, methods in schema["paths"].items()
        for method, said in methods.items()
    ]


@pytest.fixture
def signing(operations: list[Operation]) -> Operation:
    return next(each for each in operations if each.path == SIGN)


async def test_every_address_for_programs_is_described(operations: list[Operation]) -> None:
    addresses = {f"{each.method} {each.path}" for each in operations}
    assert addresses == {
        "get /api/v1/demands",
        "get /api/v1/demands/{slug}",
        "get /api/v1/demands/{slug}/acts",
        "get /api/v1/demands/{slug}/form",
        f"post {SIGN}",
        "get /api/v1/counts",
        "get /api/v1/demands/{slug}/counts",
        "get /api/v1/demands/{slug}/counts/history",
        "get /api/v1/counts/stream",
        "get /api/v1/demands/{slug}/counts/stream",
        "get /health/live",
        "get /health/ready",
    }
    for each in operations:
        assert each.said["summary"]
        for answer in each.said["responses"].values():
            assert answer["description"]
        for parameter in each.said.get("parameters", []):
            assert parameter["description"]
            assert parameter["examples"]


async def test_every_field_is_described(signing: Operation) -> None:
    schema = signing.said["requestBody"]["content"]["application/json"]["schema"]
    assert tuple(schema["properties"]) == FIELDS
    assert all(field["description"] for field in schema["properties"].values())
    assert schema["additionalProperties"] is False
    assert signing.said["security"] == [{}, {"partnerKey": []}]
    assert set(signing.said["responses"]) >= {"202", "401", "403", "409", "422", "429", "503"}


async def test_every_example_of_an_answer_is_like_the_real_one(
    client: httpx.AsyncClient, operations: list[Operation]
) -> None:
    for each in operations:
        if each.method != "get":
            continue
        path, query, headers = each.request()
        [example] = each.examples("200")
        if each.path.endswith("/stream"):
            assert (await client.head(path)).headers["content-type"].startswith("text/event-stream")
            counts = await client.get(path.removesuffix("/stream"))
            [event, number, data] = example.strip().split("\n")
            assert (event, number[:4], data[:6]) == ("event: counts", "id: ", "data: ")
            assert_alike(counts.json(), json.loads(data[6:]))
        else:
            answer = await client.get(path, params=query, headers=headers)
            assert answer.status_code == 200, path
            assert_alike(answer.json(), example)


async def test_every_example_of_a_body_is_accepted_as_it_stands(
    site: Site, client: httpx.AsyncClient, signing: Operation
) -> None:
    async with site.database.transaction() as db:
        await add_pledge(db)
    bodies = signing.bodies()
    assert set(bodies) == {"with_a_key", "without_a_key", "a_pledge"}
    for name, body in bodies.items():
        path, _query, headers = signing.request(
            **({"slug": "we-choose-to-act"} if name == "a_pledge" else {})
        )
        if name == "with_a_key":
            headers["authorization"] = f"Bearer {await new_key(site, KEY_OF)}"
        form = (await client.get(path.replace("signatures", f"form?partner={KEY_OF}"))).json()
        filled = (
            json.dumps(body)
            .replace("{form_token}", form["form_token"])
            .replace("{wording_id}", form["consents"][0]["wording_id"])
            .replace("{day}", (clock.now() + timedelta(days=30)).date().isoformat())
        )
        answer = await client.post(path, headers=headers, content=filled)
        assert (answer.status_code, answer.json()) == (202, signing.examples("202")[0]), answer.text


class Caller(NamedTuple):
    """Signs with a key as the first example does, but for what makes it go wrong."""

    site: Site
    client: httpx.AsyncClient
    signing: Operation
    key: str

    async def sign(self, slug: str = "privatization-moratorium", **changed: Any) -> httpx.Response:
        path, _query, headers = self.signing.request(slug=slug)
        body = self.signing.bodies()["with_a_key"] | {"wordings": []} | changed.pop("body", {})
        headers |= {"authorization": f"Bearer {self.key}"} | changed.pop("headers", {})
        return await self.client.post(path, headers=headers, content=changed.get("content", json.dumps(body)))


@pytest.fixture
async def caller(site: Site, client: httpx.AsyncClient, signing: Operation) -> Caller:
    return Caller(site, client, signing, await new_key(site, KEY_OF))


async def _malformed(caller: Caller) -> httpx.Response:
    return await caller.sign(content=b"{")


async def _unknown_key(caller: Caller) -> httpx.Response:
    return await caller.sign(headers={"authorization": "Bearer wck_nobody"})


async def _from_a_browser(caller: Caller) -> httpx.Response:
    return await caller.sign(headers={"origin": "https://example.org"})


async def _nowhere(caller: Caller) -> httpx.Response:
    return await caller.sign("nowhere")


async def _closed(caller: Caller) -> httpx.Response:
    async with caller.site.database.transaction() as db:
        await db.execute("update demands set status = 'closed'")
    return await caller.sign()


async def _wrong_fields(caller: Caller) -> httpx.Response:
    return await caller.sign(body={"given_name": "", "partner": "npe"})


async def _another_signer(caller: Caller) -> httpx.Response:
    await caller.sign()
    return await caller.sign(body={"email": "other@example.org"})


async def _crowded(caller: Caller) -> httpx.Response:
    with pytest.MonkeyPatch.context() as nobody_waits:
        nobody_waits.setattr(together, "PATIENCE_SECONDS", -1.0)
        return await caller.sign()


REFUSALS: list[tuple[str, int, Callable[[Caller], Any]]] = [
    ("400", 0, _malformed),
    ("401", 0, _unknown_key),
    ("403", 0, _from_a_browser),
    ("404", 0, _nowhere),
    ("409", 0, _closed),
    ("422", 0, _wrong_fields),
    ("422", 1, _another_signer),
    ("503", 0, _crowded),
]


@pytest.mark.parametrize(("status", "number", "happens"), REFUSALS)
async def test_every_example_of_a_refusal_is_what_is_said(
    caller: Caller, status: str, number: int, happens: Callable[[Caller], Any]
) -> None:
    answer = await happens(caller)
    assert str(answer.status_code) == status
    example = caller.signing.examples(status)[number]
    assert answer.json() | {"reference": ""} == example | {"reference": ""}
    for header in caller.signing.said["responses"][status].get("headers", {}):
        assert answer.headers[header]


async def test_no_refusal_is_left_out(signing: Operation) -> None:
    """Of too many requests there is none yet: a site's proxy may say so."""
    tried = {(status, number) for status, number, _happens in REFUSALS}
    told = {
        (status, number)
        for status in signing.said["responses"]
        if status not in ("202", "429")
        for number in range(len(signing.examples(status)))
    }
    assert tried == told
    [too_many] = signing.examples("429")
    assert_alike(signing.examples("503")[0], too_many)


async def test_reading_refuses_as_told(client: httpx.AsyncClient, operations: list[Operation]) -> None:
    for each in operations:
        for status, wrong in (("404", {"slug": "nowhere"}), ("400", {"step": "week"})):
            if each.method == "get" and status in each.said["responses"]:
                path, query, headers = each.request(**wrong)
                answer = await client.get(path, params=query, headers=headers)
                [example] = each.examples(status)
                assert str(answer.status_code) == status
                assert answer.json() | {"reference": ""} == example | {"reference": ""}


def _references(said: Any) -> Iterator[str]:
    if isinstance(said, dict):
        yield from (value for name, value in said.items() if name == "$ref")
        for value in said.values():
            yield from _references(value)
    elif isinstance(said, list):
        for value in said:
            yield from _references(value)


async def test_every_reference_leads_somewhere(schema: dict[str, Any]) -> None:
    for reference in _references(schema):
        found: Any = schema
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
