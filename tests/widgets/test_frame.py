"""The frame stands on its partner's pages only, credits that partner, and tells nobody who had signed before."""

import re
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from tests.signing.conftest import LIFE, MORATORIUM, TYPED, Supporter
from tests.widgets.conftest import AllowFrame
from wechoose.base import kept, together
from wechoose.base.site import Site
from wechoose.base.tokens import decode, encode
from wechoose.signing.invitations import code_of, invited

HOME, OTHER = "https://www.example.org", "https://news.example.org:8443"
EMBED = f"/embed/{MORATORIUM}"


@pytest.fixture
async def partner(allow_frame: AllowFrame) -> str:
    return await allow_frame(HOME, OTHER)


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept in memory for a second."""
    monkeypatch.setattr(kept, "SECONDS", -1)


async def look(client: httpx.AsyncClient, **query: str) -> httpx.Response:
    return await client.get(f"{EMBED}?{urlencode({'partner': 'j4j'} | query)}")


async def sign(client: httpx.AsyncClient, query: str = "partner=j4j", **fields: object) -> httpx.Response:
    """As a browser without JavaScript does in the frame."""
    page = await client.get(f"{EMBED}?{query}")
    token = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert token
    return await client.post(f"{EMBED}?{query}", data=TYPED | {"form_token": token[1]} | fields)


def ancestors(answer: httpx.Response) -> str:
    return _directive(answer, "frame-ancestors")


def _directive(answer: httpx.Response, name: str) -> str:
    found = re.search(rf"{name} ([^;]+)", answer.headers["content-security-policy"])
    assert found
    return found[1]


def without_once(page: str) -> str:
    """Without the nonce, the form token and the token in the address."""
    page = re.sub(r'nonce="[^"]+"', "", page)
    return re.sub(r'name="form_token" value="[^"]+"', "", page)


@pytest.mark.usefixtures("partner")
async def test_exactly_the_partners_origins_may_frame_it(client: httpx.AsyncClient) -> None:
    answer = await look(client)
    assert answer.status_code == 200
    assert ancestors(answer) == f"{HOME} {OTHER}"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


async def test_a_partner_without_origins_is_framed_by_nobody(
    client: httpx.AsyncClient, allow_frame: AllowFrame
) -> None:
    await allow_frame()
    answer = await look(client)
    assert answer.status_code == 200
    assert ancestors(answer) == "'none'"


@pytest.mark.usefixtures("forgetful")
async def test_who_may_frame_it_now_is_not_read_from_an_old_copy(
    client: httpx.AsyncClient, allow_frame: AllowFrame
) -> None:
    await allow_frame(HOME)
    etag = (await look(client)).headers["etag"]
    assert (await client.get(f"{EMBED}?partner=j4j", headers={"if-none-match": etag})).status_code == 304
    await allow_frame(HOME, OTHER)
    again = await client.get(f"{EMBED}?partner=j4j", headers={"if-none-match": etag})
    assert again.status_code == 200
    assert ancestors(again) == f"{HOME} {OTHER}"


@pytest.mark.parametrize("query", ["", "partner=", "partner=nobody", "partner=%00", "partner=J4J"])
async def test_without_a_partner_it_leads_to_the_campaign(client: httpx.AsyncClient, query: str) -> None:
    for answer in (await client.get(f"{EMBED}?{query}"), await client.post(f"{EMBED}?{query}", data=TYPED)):
        assert answer.status_code == 404
        assert ancestors(answer) == "'none'"
        assert f'href="/demands/{MORATORIUM}" target="_top"' in answer.text


async def test_a_stopped_partner_leads_to_the_campaign_and_signs_nobody(
    supporter: Supporter, allow_frame: AllowFrame
) -> None:
    await allow_frame(HOME, status="stopped")
    answer = await look(supporter.client)
    assert answer.status_code == 410
    assert ancestors(answer) == "'none'"
    token = await supporter.form_token()
    sent = await supporter.client.post(f"{EMBED}?partner=j4j", data=TYPED | {"form_token": token})
    assert sent.status_code == 410
    assert f'href="/demands/{MORATORIUM}" target="_top"' in sent.text
    assert await supporter.statuses() == []


@pytest.mark.usefixtures("partner")
async def test_a_demand_that_is_not_there_is_not_found(client: httpx.AsyncClient) -> None:
    answer = await client.get("/embed/nothing?partner=j4j")
    assert answer.status_code == 404
    assert ancestors(answer) == "'none'"


@pytest.mark.usefixtures("partner", "forgetful")
async def test_it_says_what_the_partner_learns(site: Site, client: httpx.AsyncClient) -> None:
    asking = (await look(client)).text
    assert "Only those you tick get your name" in asking
    assert "never who" not in asking
    async with site.database.transaction() as db:
        await db.execute("update partners set asks = 'never'")
    assert (
        "Journey for Justice Alliance learns how many people sign here, never who."
        in (await look(client)).text
    )


@pytest.mark.usefixtures("partner")
async def test_signing_keeps_partner_channel_and_source(supporter: Supporter) -> None:
    answer = await sign(supporter.client, "partner=j4j&source=Spring%20Mailing")
    assert answer.status_code == 303
    rows = await supporter.fetch(
        "select p.code, s.channel, s.source from signatures s join partners p using (partner_id)"
    )
    assert [tuple(row) for row in rows] == [("j4j", "widget", "spring mailing")]


@pytest.mark.usefixtures("partner")
async def test_a_form_that_comes_in_pieces_is_signed_alike(supporter: Supporter) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        typed = TYPED | {"form_token": await supporter.form_token()}
        yield urlencode(typed).encode()

    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = await supporter.client.post(f"{EMBED}?partner=j4j", content=pieces(), headers=headers)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"{EMBED}/signed/")
    assert await supporter.statuses() == ["pending"]


@pytest.mark.usefixtures("partner")
async def test_a_head_is_answered_like_a_get(client: httpx.AsyncClient) -> None:
    answer = await client.head(f"{EMBED}?partner=j4j")
    assert answer.status_code == 200
    assert ancestors(answer) == f"{HOME} {OTHER}"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.usefixtures("partner")
async def test_another_partner_typed_into_the_form_is_not_credited(supporter: Supporter) -> None:
    await sign(supporter.client, partner="npe")
    rows = await supporter.fetch("select code from signatures join partners using (partner_id)")
    assert [row[0] for row in rows] == ["j4j"]


@pytest.mark.usefixtures("partner")
async def test_the_same_form_sent_twice_signs_once(supporter: Supporter) -> None:
    token = await supporter.form_token()
    for _time in range(2):
        answer = await supporter.client.post(f"{EMBED}?partner=j4j", data=TYPED | {"form_token": token})
        assert answer.status_code == 303
    assert await supporter.statuses() == ["pending"]
    assert len(await supporter.letters()) == 1


@pytest.mark.usefixtures("partner")
async def test_the_page_holds_nothing_of_its_address_that_differs_by_source(
    client: httpx.AsyncClient,
) -> None:
    one, other = await look(client, source="spring"), await look(client, source='"><script>')
    assert without_once(one.text) == without_once(other.text)
    assert "<form" in one.text
    assert "action=" not in one.text


@pytest.mark.usefixtures("partner")
async def test_what_is_wrong_is_said_in_the_frame_and_what_was_typed_is_kept(
    supporter: Supporter,
) -> None:
    answer = await sign(supporter.client, "partner=j4j&accent=0a58ca", email="maria at example", news="yes")
    assert answer.status_code == 422
    assert ancestors(answer) == f"{HOME} {OTHER}"
    assert 'value="maria at example"' in answer.text
    assert 'value="María"' in answer.text
    assert re.search(r'name="news"[^>]*checked', answer.text)
    assert "#0a58ca" in answer.text
    assert "data-focus" in answer.text
    assert await supporter.statuses() == []


@pytest.mark.usefixtures("partner", "forgetful")
async def test_a_closed_demand_shows_its_count_and_takes_nobody(supporter: Supporter) -> None:
    token = await supporter.form_token()
    async with supporter.site.database.transaction() as db:
        await db.execute("update demands set status = 'closed' where slug = $1", MORATORIUM)
    sent = await supporter.client.post(f"{EMBED}?partner=j4j", data=TYPED | {"form_token": token})
    for answer, status in ((sent, 409), (await look(supporter.client), 200)):
        assert answer.status_code == status
        assert "Signing has closed" in answer.text
        assert f'data-count="{MORATORIUM}"' in answer.text
        assert "<form" not in answer.text
        assert ancestors(answer) == f"{HOME} {OTHER}"


@pytest.mark.usefixtures("partner")
async def test_who_is_asked_to_wait_sees_it_in_the_frame(
    supporter: Supporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = await supporter.form_token()
    monkeypatch.setattr(together, "PATIENCE_SECONDS", -1)
    answer = await supporter.client.post(f"{EMBED}?partner=j4j", data=TYPED | {"form_token": token})
    assert answer.status_code == 503
    assert ancestors(answer) == "*"
    elsewhere = await supporter.sign_by_form()
    assert elsewhere.status_code == 503
    assert ancestors(elsewhere) == "'none'"


@pytest.mark.usefixtures("partner")
async def test_only_a_host_among_the_partners_origins_is_told_anything(client: httpx.AsyncClient) -> None:
    assert f'data-host="{OTHER}"' in (await look(client, host=OTHER)).text
    for host in (
        "https://evil.example",
        "https://www.example.org:444",
        f"{HOME}/",
        "null",
        "*",
        '"><script>',
    ):
        assert "data-host" not in (await look(client, host=host)).text


@pytest.mark.usefixtures("partner")
@pytest.mark.parametrize(
    ("query", "dark"),
    [({}, '(prefers-color-scheme: dark)"'), ({"scheme": "dark"}, "dark.css"), ({"scheme": "light"}, "")],
)
async def test_light_and_dark_follow_the_host(
    client: httpx.AsyncClient, query: dict[str, str], dark: str
) -> None:
    page = (await look(client, **query)).text
    assert ("dark.css" in page) == (query.get("scheme") != "light")
    assert dark in page
    assert f'content="{query.get("scheme", "light dark")}"' in page


@pytest.mark.usefixtures("partner")
@pytest.mark.parametrize(
    "wish", [{"accent": "red;}</style>"}, {"scheme": "purple"}, {"lang": "xx"}, {"lang": "\0"}]
)
async def test_odd_wishes_are_ignored(client: httpx.AsyncClient, wish: dict[str, str]) -> None:
    assert without_once((await look(client, **wish)).text) == without_once((await look(client)).text)


@pytest.mark.usefixtures("partner")
async def test_after_signing_the_address_keeps_the_look_and_drops_the_source(supporter: Supporter) -> None:
    query = urlencode(
        {"partner": "j4j", "source": "spring", "accent": "0A58CA", "scheme": "dark", "host": HOME, "x": "y"}
    )
    address = urlsplit((await sign(supporter.client, query)).headers["location"])
    assert address.path.startswith(f"{EMBED}/signed/")
    asked = {"partner": ["j4j"], "accent": ["0a58ca"], "scheme": ["dark"], "host": [HOME]}
    assert parse_qs(address.query) == asked


@pytest.mark.usefixtures("partner")
async def test_the_page_after_signing_is_the_same_for_who_was_new_pending_verified_or_stopped(
    supporter: Supporter,
) -> None:
    client = supporter.client
    for email in ("verified@example.org", "pending@example.org", "stopped@example.org"):
        await supporter.sign(email=email)
    await supporter.confirm(email="verified@example.org")
    await client.post(
        f"/mail-stops/{await supporter.token(email='stopped@example.org', purpose='mail_stop')}"
    )
    pages = []
    for name in ("new", "pending", "verified", "stopped"):
        answer = await sign(client, email=f"{name}@example.org")
        assert answer.status_code == 303
        page = await client.get(answer.headers["location"], headers={"accept-encoding": "identity"})
        assert "Check your mail" in page.text
        headers = {name: value for name, value in page.headers.items() if name != "content-security-policy"}
        state = await client.get(urlsplit(answer.headers["location"]).path + "/state")
        assert state.json() == {"state": "waiting"}
        pages.append((without_once(page.text), headers))
    assert all(page == pages[0] for page in pages)


@pytest.mark.usefixtures("partner")
async def test_a_signature_counts_in_the_frame_once_it_was_confirmed(supporter: Supporter) -> None:
    address = (await sign(supporter.client)).headers["location"]
    state = f"{urlsplit(address).path}/state"
    assert (await supporter.client.get(state)).json() == {"state": "waiting"}
    await supporter.confirm()
    assert (await supporter.client.get(state)).json() == {"state": "counted"}
    page = await supporter.client.get(address)
    assert "Thank you. Your signature counts." in page.text
    assert f"/demands/{MORATORIUM}?partner=j4j" in page.text
    assert ancestors(page) == f"{HOME} {OTHER}"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.usefixtures("partner")
async def test_the_address_of_what_was_signed_tells_nobody_by_which_key_a_signer_is_found(
    supporter: Supporter,
) -> None:
    """Whoever types somebody's address gets one, and could look that person up in a copy of the database."""
    address = (await sign(supporter.client)).headers["location"]
    token = urlsplit(address).path.rpartition("/")[2]
    _bucket, key = supporter.key()
    told = decode(token.rpartition(".")[0])
    for written in (key, encode(key).encode(), key.hex().encode()):
        assert written not in told
    assert encode(key) not in address


@pytest.mark.usefixtures("partner")
async def test_who_signs_again_after_confirming_is_told_nothing_new(supporter: Supporter) -> None:
    await sign(supporter.client)
    await supporter.confirm()
    again = (await sign(supporter.client)).headers["location"]
    assert "Check your mail" in (await supporter.client.get(again)).text


@pytest.mark.usefixtures("partner")
async def test_an_address_that_is_not_good_leads_back_to_the_form(supporter: Supporter) -> None:
    _bucket, key = supporter.key()
    said = [encode(key), [1], 0]
    expired = supporter.site.tokens.make("widget state", said, -LIFE)
    foreign = supporter.site.tokens.make("confirmation", said, LIFE)
    for token, status in ((expired, 410), (foreign, 404), ("nonsense", 404), (expired[:-3] + "abc", 404)):
        answer = await supporter.client.get(f"{EMBED}/signed/{token}?partner=j4j&accent=0a58ca")
        assert answer.status_code == status
        assert f'href="{EMBED}?partner=j4j&amp;accent=0a58ca"' in answer.text
        assert ancestors(answer) == f"{HOME} {OTHER}"
        state = await supporter.client.get(f"{EMBED}/signed/{token}/state")
        assert state.status_code == 404


@pytest.mark.usefixtures("partner")
async def test_looking_changes_nothing(supporter: Supporter) -> None:
    address = (await sign(supporter.client)).headers["location"]
    for look_at in (f"{EMBED}?partner=j4j", address, f"{urlsplit(address).path}/state"):
        await supporter.client.get(look_at)
    assert await supporter.statuses() == ["pending"]
    assert len(await supporter.letters()) == 1


@pytest.mark.usefixtures("partner")
async def test_there_is_never_a_cookie_and_only_what_the_policy_names(supporter: Supporter) -> None:
    signed = await sign(supporter.client)
    wrong = await sign(supporter.client, zip="")
    pages = [
        await look(supporter.client),
        signed,
        wrong,
        await supporter.client.get(signed.headers["location"]),
    ]
    for answer in pages:
        assert "set-cookie" not in answer.headers
    for answer in (pages[0], wrong, pages[3]):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "'unsafe" not in policy
        nonce = re.search(r"script-src 'nonce-([^']+)'", policy)
        assert nonce
        tags = re.findall(r"<(?:script|style|link rel=\"stylesheet\")[^>]*>", answer.text)
        assert tags
        assert all(f'nonce="{nonce[1]}"' in tag for tag in tags)
        assert " style=" not in answer.text
        assert _directive(answer, "form-action") == "'self'"
    assert supporter.client.cookies == httpx.Cookies()


async def test_static_files_may_be_used_by_a_frame_without_an_origin(client: httpx.AsyncClient) -> None:
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', (await client.get("/")).text)
    for address in [*addresses, "/static/older/base.css"]:
        answer = await client.get(address)
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.usefixtures("partner")
async def test_a_friends_link_is_credited_from_the_frames_own_address(supporter: Supporter) -> None:
    """Which is not in the frame's words, that everybody shares."""
    host = supporter.key("host@example.org")[1]
    query = f"partner=j4j&friend={code_of(supporter.site, host)}"
    assert code_of(supporter.site, host) not in (await supporter.client.get(f"{EMBED}?{query}")).text
    assert (await sign(supporter.client, query)).status_code == 303
    await supporter.confirm()
    async with supporter.site.database.transaction(read_only=True) as db:
        assert (await invited(db, supporter.site, host)).verified == 1
