"""Captured mail in the browser: on this machine, and only when there is no mail server."""

from uuid import UUID

import httpx
import msgspec
import pytest

from wechoose.app import build
from wechoose.base import clock
from wechoose.base.site import Site
from wechoose.mail.capture import CaptureFolder, folder_in
from wechoose.mail.letters import Letter, as_bytes

ID = UUID("019a0000-0000-7000-8000-000000000001")
HOSTILE = "<script>alert(1)</script>"
ADDRESSES = ["/dev/mail", f"/dev/mail/{ID}", f"/dev/mail/{ID}/html"]


@pytest.fixture(autouse=True)
async def captured(site: Site) -> None:
    text = f"Open http://127.0.0.1:8000/confirmations/abc.def. Now, {HOSTILE}\n"
    html = '<p style="color:red">Open <a href="http://127.0.0.1:8000/confirmations/abc.def">it</a></p>\n'
    letter = Letter("ada@example.org", "Ada Ñandú", f"Confirm {HOSTILE}", [text], [html], {}, [1])
    message = as_bytes(letter, site.settings.mail_from, ID, clock.now())
    await CaptureFolder(folder_in(site.settings.data_dir)).carry(ID, letter.to, message)


async def test_the_list_names_addressee_and_subject(client: httpx.AsyncClient) -> None:
    answer = await client.get("/dev/mail")
    assert answer.status_code == 200
    assert "ada@example.org" in answer.text
    assert "Ñandú" in answer.text
    assert f'href="/dev/mail/{ID}"' in answer.text


async def test_the_links_of_the_plain_part_can_be_clicked_and_hostile_words_are_only_words(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get(f"/dev/mail/{ID}")
    assert '<a href="http://127.0.0.1:8000/confirmations/abc.def">' in answer.text
    assert HOSTILE not in answer.text
    assert "&lt;script&gt;" in answer.text


async def test_the_html_part_shows_its_styles_and_can_do_nothing_else(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"/dev/mail/{ID}/html")
    assert answer.text.startswith('<p style="color:red">')
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'unsafe-inline'" in policy
    assert "script-src" not in policy
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "headers",
    [{"Host": "we-choose.example"}, {"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"}],
)
async def test_from_elsewhere_there_is_no_captured_mail(
    client: httpx.AsyncClient, address: str, headers: dict[str, str]
) -> None:
    assert (await client.get(address, headers=headers)).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
async def test_another_computer_finds_no_captured_mail(site: Site, address: str) -> None:
    assert (await ask(site, address, peer="192.0.2.7")).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
async def test_with_a_mail_server_there_is_no_captured_mail(site: Site, address: str) -> None:
    settings = msgspec.structs.replace(site.settings, smtp_url="smtp://mail.example")
    assert (await ask(msgspec.structs.replace(site, settings=settings), address)).status_code == 404


async def ask(site: Site, address: str, peer: str = "127.0.0.1") -> httpx.Response:
    app = build(site)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(peer, 50000))  # type: ignore[arg-type]
    async with (
        app.lifespan(),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as visitor,
    ):
        return await visitor.get(address)


@pytest.mark.parametrize("name", ["..%2Fsecret_keys", "nothing", "%00", f"{ID}.eml"])
async def test_only_names_of_letters_are_answered(client: httpx.AsyncClient, name: str) -> None:
    assert (await client.get(f"/dev/mail/{name}")).status_code == 404
    assert (await client.get(f"/dev/mail/{name}/html")).status_code == 404
