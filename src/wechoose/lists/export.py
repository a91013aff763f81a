"""Export: a list into a file, for whoever has a shell on the server."""

import os
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from wechoose.audit import acts
from wechoose.base.refusals import Refusal
from wechoose.base.sealing import Unreadable
from wechoose.base.site import Site
from wechoose.base.words import _
from wechoose.demands.demands import find_demand
from wechoose.lists import orders
from wechoose.lists.cover import cover
from wechoose.lists.files import write
from wechoose.lists.signers import Signer, signers
from wechoose.places.states import find_state

Show = Callable[[int, int], None]


async def export_list(
    site: Site,
    slug: str,
    form: str,
    state: str | None,
    file: Path,
    show: Show = lambda _done, _of: None,
    since: datetime | None = None,
) -> int:
    """Write the list and return its number of rows; `show` is told after each batch how many, of at most how many.

    With `since` only those who were verified after it. The file has its name only once it is whole. Raises Refusal for
    what is no demand, state or writable file.
    """
    async with site.database.transaction() as db:
        order = orders.Order(await find_demand(db, slug), _checked(state), reason="", form=form, since=since)
        expected = await orders.record(db, order, leader_id=None, act=acts.EXPORTED_LIST)
    done = 0

    def add(rows: int) -> None:
        nonlocal done
        done += rows
        show(done, expected)

    batches = signers(site.database, site.seals, order.demand.demand_id, order.state, since)
    await _write(write(form, _counted(batches, add), cover(order)), file)
    return done


async def _counted(
    batches: AsyncGenerator[list[Signer], None], add: Callable[[int], None]
) -> AsyncGenerator[list[Signer], None]:
    async with aclosing(batches):
        async for batch in batches:
            yield batch
            add(len(batch))


async def _write(chunks: AsyncGenerator[bytes, None], file: Path) -> None:
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with _open_private(draft) as out:
            async with aclosing(chunks):
                async for chunk in chunks:
                    out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    except Unreadable:
        sentence = _(
            "A signer is sealed under a key that WECHOOSE_SECRET_KEYS does not hold; add the older key."
        )
        raise Refusal(sentence) from None
    except OSError as error:
        sentence = _("%(file)s can't be written (%(why)s).")
        raise Refusal(sentence % {"file": file, "why": error.strerror}) from None
    finally:
        draft.unlink(missing_ok=True)


def _open_private(path: Path) -> BinaryIO:
    """Names are in it: for nobody else's eyes, whatever the umask."""
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _checked(state: str | None) -> str | None:
    if state is None:
        return None
    found = find_state(state)
    if found is None:
        raise Refusal(_("%(state)s is no state; write it like NJ.") % {"state": state})
    return found.usps
