"""The setting: whether a second person is asked; by itself from the moment when two owners have joined."""

from wechoose.base.database import Connection
from wechoose.base.queries import queries
from wechoose.leaders.standing import owners

sql = queries("approvals/setting")

ON, OFF = "on", "off"
FEWEST_OWNERS = 2


async def is_second_needed(db: Connection) -> bool:
    """Whether what gives away much waits for another leader."""
    chosen = await find_setting(db)
    return chosen == ON if chosen else await are_there_two(db)


async def find_setting(db: Connection) -> str:
    """ON, OFF, or "" as long as nobody has chosen."""
    return await sql.find_setting(db) or ""


async def change_setting(db: Connection, value: str) -> None:
    await sql.set_setting(db, value=value)


async def are_there_two(db: Connection) -> bool:
    """Owners who can come in, so that there is somebody to ask."""
    return len(await owners(db)) >= FEWEST_OWNERS
