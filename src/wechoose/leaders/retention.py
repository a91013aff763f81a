"""Retention: what of signing in is over goes; what leaders did stays in the audit trail."""

from datetime import timedelta

from wechoose.base import clock
from wechoose.base.site import Site
from wechoose.leaders.challenges import forget_challenges
from wechoose.leaders.letters import forget_letters
from wechoose.leaders.sessions import forget_sessions
from wechoose.leaders.sign_in import forget_links

LETTERS_KEPT = timedelta(days=30)


async def forget_what_is_over(site: Site) -> None:
    """Links, sessions and challenges that are good no longer, and letters that were sent long ago."""
    async with site.database.transaction() as db:
        await forget_links(db)
        await forget_sessions(db)
        await forget_challenges(db)
        await forget_letters(db, clock.now() - LETTERS_KEPT)
