"""A supporter, for what the web floor does with pages and forms."""

import httpx
import pytest

from tests.signing.conftest import Supporter
from wechoose.base.site import Site


@pytest.fixture
def supporter(site: Site, client: httpx.AsyncClient) -> Supporter:
    return Supporter(site, client)
