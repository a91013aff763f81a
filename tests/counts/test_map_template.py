"""The map as the browser gets it."""

import re

import wechoose.web.rendering  # noqa: F401 (puts static() into the templates)
from wechoose.base.templates import render
from wechoose.counts.maps import By, draw

STATES = {"NJ": 1_234, "MI": 1, "CA": 5_000, "AE": 3}
BY_URLS = {"count": "?by=count#states", "capita": "?by=capita#states"}


def page(by: By) -> str:
    return render("counts/map.html", map=draw(STATES, by), by_urls=BY_URLS, nonce="n")


def test_every_shape_says_its_state_and_number():
    html = page("count")
    assert len(re.findall("<title>", html)) == 56
    assert "<title>New Jersey: 1,234 signatures</title>" in html
    assert "<title>Michigan: 1 signature</title>" in html
    assert "<title>New Jersey: 13.0 signatures per 100,000 people</title>" in page("capita")


def test_the_map_is_one_stop_for_the_tab_key():
    html = page("count")
    assert html.count('tabindex="0"') == 1
    assert html.count('tabindex="-1"') == 55


def test_the_table_has_the_same_numbers_and_shows_places_off_the_map_once_they_sign():
    html = page("count")
    assert '<th scope="row">New Jersey</th><td>1,234</td><td>13.0</td>' in html
    assert re.search(r'data-state="AE" data-verified="3" data-people="">', html)
    assert re.search(r'data-state="AP" data-verified="0" data-people="" hidden>', html)


def test_the_switch_works_as_plain_links():
    for by in ("count", "capita"):
        html = page(by)
        assert all(f'href="{url}"' in html for url in BY_URLS.values())
        assert re.search(rf'data-by="{by}" aria-current="true"', html)
        assert html.count("aria-current") == 1
        assert re.search(rf'data-legend="{by}" aria-label="[^"]+">', html)


def test_nothing_in_it_needs_an_inline_style_or_script():
    assert not re.search(r"\sstyle=|<script|\son\w+=", page("count"))
