"""What a page weighs over the wire, all in all, and that nobody else is asked for anything."""

from collections import Counter
from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, expect

from tests.browser.steps import counter
from tests.browser.watching import Device

MOST = 60_000


@pytest.mark.parametrize(
    "address", ["/demands/privatization-moratorium", "/demands/privatization-moratorium?lang=es", "/"]
)
def test_a_page_weighs_at_most_60_kilobytes(
    demo_device: Device, address: str, record_property: Callable[[str, object], None]
) -> None:
    page = demo_device()
    wire = page.context.new_cdp_session(page)
    weight = _weigh(wire)
    with page.expect_response("**/stream"):
        answer = page.goto(address, wait_until="load")
    assert answer is not None
    answer.finished()
    expect(counter(page, "privatization-moratorium")).not_to_have_text("0")
    wire.send("Network.enable")  # answered after all that was to be told before
    assert weight[page.url] > 10_000
    total = sum(weight.values())
    wire.detach()
    record_property("bytes", total)
    assert total <= MOST, weight


def _weigh(wire: CDPSession) -> dict[str, int]:
    """Fills with the bytes of each request, headers and compressed body; of a stream, with what came so far."""
    names: dict[str, str] = {}
    weight: Counter[str] = Counter()

    def name(event: dict) -> None:
        names[event["requestId"]] = event["request"]["url"]

    def begin(event: dict) -> None:
        weight[names[event["requestId"]]] = int(event["response"]["encodedDataLength"])

    def go_on(event: dict) -> None:
        weight[names[event["requestId"]]] += int(event["encodedDataLength"])

    def finish(event: dict) -> None:
        weight[names[event["requestId"]]] = int(event["encodedDataLength"])

    wire.on("Network.requestWillBeSent", name)
    wire.on("Network.responseReceived", begin)
    wire.on("Network.dataReceived", go_on)
    wire.on("Network.loadingFinished", finish)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    return weight
