"""Described: what the schema tells of the counts, which leave this site as bytes that no type describes."""

import json
from typing import Any

from wechoose.web.schema import NUMBER, NUMBERS, TEXT, Schema, thing

EVENTS = "text/event-stream"
STREAM_SAYS = (
    "A snapshot, then every change: `event: counts` with the same JSON as the counts, and a rising `id`."
)

STATES = {"IL": 15210, "MI": 9000, "NJ": 17000}
DEMAND_COUNTS = {
    "demand": "privatization-moratorium",
    "verified": 41210,
    "goal": 100000,
    "states": STATES,
    "channels": {"web": 25000, "widget": 12000, "paper": 1210, "api": 3000},
    "as_of": "2026-11-24T12:00:00.000+00:00",
}
CAMPAIGN_COUNTS = {
    "verified": 41210,
    "demands": {"privatization-moratorium": 41000, "community-schools": 210},
    "states": STATES,
    "as_of": "2026-11-24T12:00:00.000+00:00",
}
HISTORY = {
    "demand": "privatization-moratorium",
    "step": "day",
    "history": [
        {"since": "2026-09-01T00:00:00Z", "verified": 812, "total": 812},
        {"since": "2026-09-02T00:00:00Z", "verified": 640, "total": 1452},
    ],
}


def counts_schema(example: dict[str, Any]) -> Schema:
    return thing({name: _kind(value) for name, value in example.items()}, required=list(example))


def event_of(example: dict[str, Any]) -> str:
    return f"event: counts\nid: 1795521600000\ndata: {json.dumps(example)}\n\n"


def _kind(value: Any) -> Schema:
    if isinstance(value, dict):
        return NUMBERS
    return NUMBER if isinstance(value, int) else TEXT
