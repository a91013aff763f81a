"""What a sealed token says is for the site alone."""

from datetime import timedelta

import pytest

from wechoose.base.sealed_tokens import make_sealed_token, read_sealed_token
from wechoose.base.site import Site
from wechoose.base.tokens import Expired, Forged, decode, encode

HOUR = timedelta(hours=1)
KEY = b"sixteen bytes of"


async def test_it_is_read_back_for_its_purpose_only(site: Site) -> None:
    token = make_sealed_token(site, "one", [encode(KEY), 7], HOUR)
    assert read_sealed_token(site, "one", token) == [encode(KEY), 7]
    with pytest.raises(Forged):
        read_sealed_token(site, "another", token)


async def test_nothing_of_it_stands_in_clear(site: Site) -> None:
    token = make_sealed_token(site, "one", encode(KEY), HOUR)
    said = decode(token.partition(".")[0])
    assert encode(KEY).encode() not in said
    assert KEY not in said


async def test_one_that_is_too_old_or_was_not_sealed_is_refused(site: Site) -> None:
    with pytest.raises(Expired):
        read_sealed_token(site, "one", make_sealed_token(site, "one", 1, -HOUR))
    with pytest.raises(Forged):
        read_sealed_token(
            site, "one", site.tokens.make("one", encode(b"in clear, but signed by us, at length"), HOUR)
        )
