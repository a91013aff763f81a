"""Recovery codes: ten, shown once to be kept on paper, each good once where phone and passkey are lost."""

import secrets

from wechoose.base import clock
from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.base.sealing import keyed_hash
from wechoose.base.site import Site

sql = queries("leaders/recovery")

HOW_MANY = 10
# Nothing that is taken for something else when it is read from paper; 59 bits in twelve of them.
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
GROUPS, IN_A_GROUP = 3, 4


async def make_codes(db: Connection, site: Site, leader_id: int) -> list[str]:
    """New codes, which nobody can look up later; those from before are good no longer."""
    codes = [_fresh_code() for _each in range(HOW_MANY)]
    await sql.drop_codes(db, leader_id=leader_id)
    await sql.add_codes(db, leader_id=leader_id, hashes=[_hash(site, leader_id, code) for code in codes])
    return codes


async def count_left(db: Connection, leader_id: int) -> int:
    return await sql.count_left(db, leader_id=leader_id)


async def spend_code(db: Connection, site: Site, leader_id: int, code: str) -> bool:
    """Whether the leader had this code, and nobody has used it."""
    code_hash = _hash(site, leader_id, code)
    return bool(await sql.spend_code(db, leader_id=leader_id, code_hash=code_hash, at=clock.now()))


async def drop_codes(db: Connection, leader_id: int) -> None:
    await sql.drop_codes(db, leader_id=leader_id)


def _fresh_code() -> str:
    groups = ("".join(secrets.choice(LETTERS) for _each in range(IN_A_GROUP)) for _group in range(GROUPS))
    return "-".join(groups)


def _hash(site: Site, leader_id: int, code: str) -> bytes:
    """Keyed: who holds a dump can't try codes out."""
    plain = "".join(code.replace("-", "").split()).lower()
    return keyed_hash(site.address_key, f"recovery code {leader_id} {plain}")
