import asyncio

import httpx

from tests.signing.conftest import MORATORIUM, TYPED
from wechoose.base.site import Site
from wechoose.partners.editing import hold_partner


async def test_who_signs_does_not_wait_for_who_changes_their_partner(
    visitor: httpx.AsyncClient, site: Site
) -> None:
    form = (await visitor.get(f"/api/v1/demands/{MORATORIUM}/form")).json()
    typed = TYPED | {"partner": "j4j", "form_token": form["form_token"]}
    async with site.database.transaction() as db:
        await hold_partner(db, "j4j")
        signing = visitor.post(f"/api/v1/demands/{MORATORIUM}/signatures", json=typed)
        assert (await asyncio.wait_for(signing, 3)).status_code == 202
