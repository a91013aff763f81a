"""Query: what an address says behind its question mark; one that can't be read says nothing."""

from functools import lru_cache
from urllib.parse import parse_qs


def asked(query: bytes | str, name: str) -> str:
    """What it says under this name, last; "" when it says nothing."""
    return next(reversed(all_asked(query, name)), "")


def all_asked(query: bytes | str, name: str) -> list[str]:
    return _read(query).get(name, [])


# A crowd asks in few ways, and each of them is looked into several times.
@lru_cache(maxsize=1024)
def _read(query: bytes | str) -> dict[str, list[str]]:
    try:
        return parse_qs(query if isinstance(query, str) else query.decode("latin-1"), max_num_fields=100)
    except ValueError:
        return {}
