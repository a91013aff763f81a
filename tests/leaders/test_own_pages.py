import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx

from tests.desk import begin, csrf_of, enter, prove
from tests.leaders.browsers import visitor_of
from tests.leaders.mailbox import mailbox, send_letters
from wechoose.audit import acts, trail
from wechoose.base.site import Site
from wechoose.leaders.people import Leader

OWN = "/desk/me"
END = re.compile(r'action="/desk/me/(sessions/[\w-]{36}/end)"')


async def add_passkey(site: Site, leader: Leader, name: str = "My phone") -> int:
    async with site.database.transaction() as db:
        passkey_id: Any = await db.fetchval(
            "insert into passkeys (credential_id, leader_id, public_key, sign_count, name, transports, backed_up,"
            " created_at) values ($1, $2, '', 0, $3, '{}', false, now()) returning passkey_id",
            *(uuid4().bytes, leader.leader_id, name),
        )
    return passkey_id


async def press(client: httpx.AsyncClient, act: str) -> httpx.Response:
    return await client.post(f"{OWN}/{act}", data={"csrf": await csrf_of(client)})


async def acts_of(site: Site) -> list[str]:
    async with site.database.transaction(read_only=True) as db:
        return [line.act for line in await trail.read_back(db)]


async def test_a_leader_sees_where_they_are_signed_in_and_ends_one_of_it(
    client: httpx.AsyncClient, site: Site
) -> None:
    leader = await enter(client, site)
    async with visitor_of(site) as phone:
        phone.headers["user-agent"] = "Mozilla/5.0 (Android 15; rv:140.0) Gecko/140.0 Firefox/140.0"
        await begin(phone, site)
        await prove(phone, site, leader)
        page = (await client.get(OWN)).text
        assert "Firefox, Android" in page
        assert page.count("this one") == 1
        rows = [row for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if "/sessions/" in row]
        assert len(rows) == 2
        other = next(END.search(row) for row in rows if "this one" not in row)
        assert other
        assert (await press(client, other[1])).status_code == 303
        assert (await phone.get("/desk")).headers["location"] == "/desk/sign-in"
    assert (await client.get("/desk")).status_code == 200
    assert acts.ENDED_SESSION in await acts_of(site)


async def test_nobody_ends_another_leaders_session(client: httpx.AsyncClient, site: Site) -> None:
    await enter(client, site)
    async with visitor_of(site) as other:
        await enter(other, site, "other@example.org", "editor")
        page = (await other.get(OWN)).text
        end = END.search(page)
        assert end
        assert (await press(client, end[1])).status_code == 404
        assert (await other.get(OWN)).status_code == 200


async def test_signing_out_everywhere_ends_every_session_and_no_other_leaders(
    client: httpx.AsyncClient, site: Site
) -> None:
    leader = await enter(client, site)
    async with visitor_of(site) as phone, visitor_of(site) as other:
        await begin(phone, site)
        await prove(phone, site, leader)
        await enter(other, site, "other@example.org", "editor")
        answer = await press(client, "sessions/end")
        assert answer.headers["location"] == "/desk/sign-in"
        assert (await phone.get("/desk")).headers["location"] == "/desk/sign-in"
        assert (await other.get(OWN)).status_code == 200
    assert "desk" not in client.cookies
    assert (await acts_of(site))[0] == acts.SIGNED_OUT_EVERYWHERE


async def test_the_last_factor_can_not_be_removed(client: httpx.AsyncClient, site: Site) -> None:
    await enter(client, site)
    assert "authenticator/remove" not in (await client.get(OWN)).text
    answer = await press(client, "authenticator/remove")
    assert answer.status_code == 422
    assert "your only second factor" in answer.text


async def test_a_factor_beside_another_is_removed_on_record_and_told(
    client: httpx.AsyncClient, site: Site
) -> None:
    leader = await enter(client, site)
    passkey_id = await add_passkey(site, leader)
    assert (await press(client, f"passkeys/{passkey_id}/remove")).status_code == 303
    await add_passkey(site, leader)
    assert (await press(client, "authenticator/remove")).status_code == 303
    assert {acts.REMOVED_PASSKEY, acts.REMOVED_AUTHENTICATOR} <= {*await acts_of(site)}
    await send_letters(site)
    texts = "".join(letter.text for letter in mailbox(site, leader.email))
    assert "A passkey was removed." in texts
    assert "The authenticator app was removed." in texts


async def test_nobody_removes_another_leaders_passkey(client: httpx.AsyncClient, site: Site) -> None:
    async with visitor_of(site) as other:
        theirs = await add_passkey(site, await enter(other, site, "other@example.org", "editor"))
    await add_passkey(site, await enter(client, site))
    assert (await press(client, f"passkeys/{theirs}/remove")).status_code == 404
    for never in ("0", "-1", str(2**40), "x"):
        assert (await press(client, f"passkeys/{never}/remove")).status_code == 404


async def test_names_of_passkeys_are_only_text(client: httpx.AsyncClient, site: Site) -> None:
    await add_passkey(site, await enter(client, site), "<script>alert(1)</script>")
    assert "<script>alert" not in (await client.get(OWN)).text


async def test_changing_a_factor_wants_the_present_one_anew(
    client: httpx.AsyncClient, site: Site, later: Callable[..., None]
) -> None:
    leader = await enter(client, site)
    passkey_id = await add_passkey(site, leader)
    csrf = await csrf_of(client)
    later(minutes=16)
    for act in (f"passkeys/{passkey_id}/remove", "authenticator/remove", "recovery-codes"):
        assert (await client.post(f"{OWN}/{act}", data={"csrf": csrf})).status_code == 403
    for address in ("/desk/second-factor/app", "/desk/second-factor/passkey"):
        assert (await client.get(address)).status_code == 303
    assert (await client.post(f"{OWN}/sessions/end", data={"csrf": csrf})).status_code == 303
