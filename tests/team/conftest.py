"""The cast: owners who come in with browsers of their own."""

from collections.abc import AsyncIterator

import pytest

from tests.visitors import Lobby, lobby
from wechoose.base.site import Site


@pytest.fixture
async def come_in(site: Site) -> AsyncIterator[Lobby]:
    async with lobby(site) as come_in:
        yield come_in
