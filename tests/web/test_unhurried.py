"""Unhurried answers: none leaves before its time, whatever was found and however it went."""

import time

import httpx
import pytest

from wechoose.web.unhurried import SECONDS, unhurried


async def test_what_is_done_sooner_goes_on_no_sooner() -> None:
    began = time.monotonic()
    async with unhurried():
        pass
    assert time.monotonic() - began >= SECONDS - 0.005


async def test_what_fails_waits_too() -> None:
    began = time.monotonic()
    with pytest.raises(ValueError, match="no"):
        async with unhurried():
            raise ValueError("no")
    assert time.monotonic() - began >= SECONDS - 0.005


@pytest.mark.parametrize("address", ["/mine", "/confirmations"])
async def test_who_asks_for_a_link_gets_no_hasty_answer(
    client: httpx.AsyncClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await client.get("/mine" if address == "/mine" else "/confirmations/x")
    token = page.text.partition('name="form_token" value="')[2].partition('"')[0]
    monkeypatch.setattr("wechoose.web.unhurried.SECONDS", 0.5)
    began = time.monotonic()
    answer = await client.post(address, data={"email": "stranger@example.org", "form_token": token})
    assert answer.status_code == 303
    assert time.monotonic() - began >= 0.495
