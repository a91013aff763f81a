"""A fingerprint of every table, to see that nothing was changed."""

from wechoose.base.site import Site

# That a leader was seen is written down once a minute, whatever they look at.
LOOK = """
select md5(string_agg(line, '|' order by line))
from (select (to_jsonb(t) - 'last_seen_at')::text as line from {} t) as t
"""


async def contents_of(site: Site) -> dict[str, str | None]:
    async with site.database.transaction(read_only=True) as db:
        names = await db.fetch("select tablename from pg_tables where schemaname = 'public'")
        return {name: await db.fetchval(LOOK.format(name)) for (name,) in names}
