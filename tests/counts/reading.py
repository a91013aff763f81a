"""Server-sent events, read."""

import json
from typing import Any


class Event:
    def __init__(self, text: bytes) -> None:
        lines = [line.partition(b": ") for line in text.strip().split(b"\n")]
        self.fields = {name.decode(): value.decode() for name, _colon, value in lines}

    @property
    def number(self) -> int:
        return int(self.fields["id"])

    @property
    def counts(self) -> Any:
        return json.loads(self.fields["data"])
