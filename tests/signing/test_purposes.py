"""Tokens: what was made for one door opens no other, over all purposes and all addresses."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

import wechoose.signing.offers
import wechoose.widgets.states
from tests.mine.own import all_rows
from tests.mine.test_correct import PLEDGE, with_pledge
from tests.signing.conftest import MORATORIUM, Supporter
from wechoose.base.paths import tree
from wechoose.base.sealed_tokens import make_sealed_token
from wechoose.base.tokens import encode

DAY = timedelta(days=1)

# What each purpose's tokens hold, of a signer's key and the demand's number.
Payload = Callable[[str, int], object]
PAYLOADS: dict[str, Payload] = {
    "confirmation": lambda key, demand_id: [key, [demand_id]],
    "disavowal": lambda key, _demand_id: key,
    "mail_stop": lambda key, _demand_id: key,
    "mine": lambda key, _demand_id: key,
    "form": lambda _key, _demand_id: MORATORIUM,
    "pledge_offer": lambda key, _demand_id: key,
    "widget state": lambda key, demand_id: [key, [demand_id], 0],
}

SEALED = {wechoose.widgets.states.PURPOSE, wechoose.signing.offers.PURPOSE}

MINE = ("", "/consents", "/details", "/name", "/confirm", "/withdraw", "/erase", f"/acts/{PLEDGE}")
# Each address that takes a token: method, address, and the purpose that it is for.
DOORS = [
    ("GET", "/confirmations/{}", "confirmation"),
    ("POST", "/confirmations/{}", "confirmation"),
    ("GET", "/disavowals/{}", "disavowal"),
    ("POST", "/disavowals/{}", "disavowal"),
    ("GET", "/mail-stops/{}", "mail_stop"),
    ("POST", "/mail-stops/{}", "mail_stop"),
    ("GET", "/mine/{}", "mine"),
    ("GET", "/mine/{}/data.json", "mine"),
    ("GET", f"/mine/{{}}/acts/{PLEDGE}", "mine"),
    *(("POST", f"/mine/{{}}{act}", "mine") for act in MINE[1:]),
]
SENT = {"sure": "yes", "shown": "shown", "news": "yes", "given_name": "X", "family_name": "Y", "zip": "48201"}


@pytest.fixture(autouse=True)
def seen_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wechoose.base.kept.SECONDS", -1.0)


async def tokens_of(supporter: Supporter) -> dict[str, str]:
    key = encode(supporter.key()[1])
    demand_id = (await supporter.fetch("select demand_id from demands where slug = $1", MORATORIUM))[0][0]
    site, tokens = supporter.site, {}
    for purpose, payload in PAYLOADS.items():
        said = payload(key, demand_id)
        is_sealed = purpose in SEALED
        tokens[purpose] = (
            make_sealed_token(site, purpose, said, DAY) if is_sealed else site.tokens.make(purpose, said, DAY)
        )
    return tokens


async def test_no_token_opens_the_door_of_another(supporter: Supporter) -> None:
    await with_pledge(supporter)
    await supporter.sign(consent=["j4j"])
    before = await all_rows(supporter)
    tokens = await tokens_of(supporter)
    for method, address, made_for in DOORS:
        for purpose, token in tokens.items():
            if purpose == made_for:
                continue
            where = address.format(token)
            answer = await supporter.client.request(method, where, data=SENT if method == "POST" else None)
            assert answer.status_code in (404, 410), f"{purpose} opened {method} {address}"
            assert "María" not in answer.text
    assert await all_rows(supporter) == before


async def test_no_token_of_a_link_is_a_form_token(supporter: Supporter) -> None:
    for purpose, token in (await tokens_of(supporter)).items():
        good = purpose == "form"
        answer = await supporter.sign(email=f"{purpose}@example.org", form_token=token)
        assert (answer.status_code == 202) == good, purpose
        sent = await supporter.client.post("/mine", data={"email": "x@example.org", "form_token": token})
        assert sent.status_code == 422


@pytest.mark.parametrize(("method", "address", "made_for"), DOORS)
async def test_each_door_opens_to_its_own_token(
    supporter: Supporter, method: str, address: str, made_for: str
) -> None:
    await with_pledge(supporter)
    await supporter.sign()
    token = (await tokens_of(supporter))[made_for]
    sent = SENT | {"acts": "attend-board-meeting"} if method == "POST" else None
    answer = await supporter.client.request(method, address.format(token), data=sent)
    assert answer.status_code in (200, 303, 422), answer.text


def test_the_table_knows_every_purpose_and_address() -> None:
    """Whoever adds one adds it here."""
    source = "\n".join(path.read_text() for path in (tree("src") / "wechoose").rglob("*.py"))
    made = set(re.findall(r"tokens\.make\(\s*[\"'](\w+)[\"']", source))
    assert {*made, *SEALED} <= set(PAYLOADS)
    routes = re.findall(r"@(?:get|post)\(\s*\"(/[\w-]+/\{token:str\}[^\"]*)\"", source)
    ours = {
        address.format("{token:str}").replace(PLEDGE, "{slug:str}") for _method, address, _purpose in DOORS
    }
    assert {route for route in routes if not route.startswith("/desk")} <= ours
