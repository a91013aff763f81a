"""Counts and events as they leave this process: encoded once for all who read them."""

import hashlib
from datetime import datetime

import msgspec

from wechoose.counts.tallies import CampaignCounts, DemandCounts


class Event(msgspec.Struct, frozen=True):
    """A server-sent event, by itself and as a chunk of an HTTP answer."""

    text: bytes
    chunk: bytes


class Counts(msgspec.Struct, frozen=True):
    """`etag` stays while nothing is counted; `number` rises with time, across processes too."""

    facts: bytes
    body: bytes
    etag: str
    number: int
    event: Event


def encode(counts: DemandCounts | CampaignCounts, as_of: datetime, before: Counts | None) -> Counts:
    facts, number = msgspec.json.encode(counts), int(as_of.timestamp() * 1000)
    same = before is not None and before.facts == facts
    if before:
        # News needs a number of its own, even within a millisecond or after the clock was set back.
        number = max(number, before.number + (not same))
    etag = before.etag if before and same else f'"{hashlib.sha256(facts).hexdigest()[:16]}"'
    body = b'%s,"as_of":"%s"}' % (facts[:-1], as_of.isoformat(timespec="milliseconds").encode())
    return Counts(facts, body, etag, number, event(b"event: counts\nid: %d\ndata: %s\n\n" % (number, body)))


def event(text: bytes) -> Event:
    return Event(text, b"%x\r\n%s\r\n" % (len(text), text))


RETRY = event(b"retry: 2000\n\n")
STALE = event(b"event: stale\ndata: {}\n\n")
PING = event(b"event: ping\ndata: {}\n\n")
LAST_CHUNK = b"0\r\n\r\n"


def number_of(last_event_id: str) -> int:
    """What a page says it saw last; 0 when it says nothing that could be a number of ours."""
    # Python refuses to read thousands of digits; ours have thirteen.
    readable = last_event_id.isascii() and last_event_id.isdigit() and len(last_event_id) < 20
    return int(last_event_id) if readable else 0
