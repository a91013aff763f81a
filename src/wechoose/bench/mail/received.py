"""Received: the links of letters as the sink hands them over, and whether each signer got the one that is theirs."""

import threading
import time
from collections import defaultdict
from typing import Protocol

import msgspec

from wechoose.base.site import Site
from wechoose.base.tokens import Expired, Forged, encode
from wechoose.bench.mail.queue import Due
from wechoose.bench.sink import Link
from wechoose.signing.addresses import canonical

# Nothing came for so long: what is missing will not come.
SILENCE_SECONDS = 20.0


class Pipe(Protocol):
    def recv_bytes(self) -> bytes: ...


class Received:
    """Read by a thread, so that the sink never waits."""

    def __init__(self, links: Pipe) -> None:
        self.links: list[Link] = []
        threading.Thread(target=self._read, args=(links,), daemon=True).start()

    def wait_for(self, number: int) -> None:
        """Until so many came, or nothing comes any more."""
        count, since = len(self.links), time.monotonic()
        while count < number and time.monotonic() - since < SILENCE_SECONDS:
            time.sleep(0.05)
            if len(self.links) > count:
                count, since = len(self.links), time.monotonic()

    def _read(self, links: Pipe) -> None:
        decoder = msgspec.msgpack.Decoder(Link)
        try:
            while True:
                self.links.append(decoder.decode(links.recv_bytes()))
        except (EOFError, OSError):
            return


def key_of(site: Site, link: Link) -> bytes:
    return site.signer_key(canonical(link.address))[1]


def compare(site: Site, due: Due, links: list[Link]) -> tuple[list[str], list[str]]:
    """Letters that are missing, and letters that are too many or lead elsewhere; a sentence each."""
    came: dict[bytes, list[Link]] = defaultdict(list)
    for link in links:
        came[key_of(site, link)].append(link)
    lost = ["a signer got no letter" for key in due if key not in came]
    odd = [f"a signer got {len(each)} letters" for each in came.values() if len(each) > 1]
    odd += ["a letter came to somebody who did not sign" for key in came if key not in due]
    odd += [
        "a letter's link is not its reader's"
        for key, each in came.items()
        for link in each
        if key in due and not _leads_to(site, link, key, due[key])
    ]
    return lost, odd


def _leads_to(site: Site, link: Link, signer_key: bytes, demand_ids: list[int]) -> bool:
    try:
        payload = site.tokens.read("confirmation", link.path.removeprefix("/confirmations/"))
    except (Forged, Expired):
        return False
    return payload[0] == encode(signer_key) and sorted(payload[1]) == demand_ids
