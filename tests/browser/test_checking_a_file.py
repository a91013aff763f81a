"""Whoever gets a file chooses it in the browser and is told whether it was sealed here; the file itself is not sent."""

import hashlib
from pathlib import Path

from playwright.sync_api import Page, Request, expect

from tests.browser.delivering import order, wait_until_made
from tests.browser.sites import sign_in_link
from tests.browser.steps import come_in, heading, press
from tests.browser.watching import Device
from wechoose.bench.served import Served

DEMAND = "privatization-moratorium"


def choose(page: Page, path: Path) -> list[Request]:
    """What the browser asks for because of it."""
    sent: list[Request] = []
    page.goto("/verify")
    page.on("request", lambda request: sent.append(request))
    with page.expect_navigation():
        page.get_by_label("Choose the file").set_input_files(path)
    return sent


def test_a_file_that_left_here_is_known_and_a_changed_one_is_not(
    demo: Served, demo_device: Device, tmp_path: Path
) -> None:
    leader = come_in(demo_device(allow=("cookie", "410")), sign_in_link(demo))
    delivery = order(leader, DEMAND)
    wait_until_made(leader)
    leader.goto(f"{delivery}/files")
    leader.get_by_label("Official", exact=True).select_option(index=1)
    leader.get_by_label("What do you need it for?").fill("To print it")
    press(leader, "Give me a link")
    with leader.expect_download() as coming:
        press(leader, "Download it now")
    packet = tmp_path / "packet.zip"
    coming.value.save_as(packet)
    with leader.expect_navigation():
        leader.get_by_role("button", name="Download it now").click()
    expect(heading(leader)).to_contain_text("This link was used already")

    receiver = demo_device()
    sent = choose(receiver, packet)
    expect(heading(receiver)).to_have_text("Yes, this site sealed this file.")
    expect(receiver.locator(".sealed")).to_contain_text("New Jersey")
    assert hashlib.sha256(packet.read_bytes()).hexdigest() in receiver.url
    assert {request.method for request in sent} == {"GET"}
    assert not [request for request in sent if request.post_data]

    packet.write_bytes(packet.read_bytes() + b"\n")
    choose(receiver, packet)
    expect(heading(receiver)).to_have_text("No, this site did not seal this file.")


def test_without_scripts_a_hash_can_be_pasted(demo: Served, demo_device: Device) -> None:
    page = demo_device(java_script_enabled=False)
    page.goto("/verify")
    expect(page.get_by_label("Choose the file")).to_be_hidden()
    page.get_by_label("Its SHA-256").fill("0" * 64)
    press(page, "Look it up")
    expect(heading(page)).to_have_text("No, this site did not seal this file.")
