"""Carriers: what takes a finished letter away, and the three ways in which that can go wrong."""

from typing import Protocol
from uuid import UUID


class Trouble(Exception):
    """`said` is a class and codes, such as "550 5.1.1"; the server's own words quote addresses and stay out."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


class Refused(Trouble):
    """This letter will never be taken."""


class Delayed(Trouble):
    """This letter is not taken now."""


class Stalled(Delayed):
    """Not taken now, and the others may fare no better: the connection broke or hangs."""


class Away(Trouble):
    """No letter is taken now: the server can't be reached, or won't have us."""


class Carrier(Protocol):
    async def carry(self, letter_id: UUID, recipient: str, message: bytes) -> None:
        """Returns when the letter, whose lines all end with CR LF, is safely in other hands.

        Raises Refused, Delayed, Stalled or Away.
        """
        ...

    async def close(self) -> None: ...
