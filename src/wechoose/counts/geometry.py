"""The outlines of the states and territories, from the shipped drawing."""

import re
from functools import cache
from importlib.resources import files

import msgspec

OUTLINE = re.compile(r'<path\s+id="(\w\w)"[^>]*?\sd="([^"]+)"')
VIEW_BOX = re.compile(r'viewBox="([^"]+)"')

# The District is three units wide, too small to see or touch: a line leads to a disc in the Atlantic.
CALLOUTS = {"DC": "M802 251l48 19v3L801 254zm47 21a9 9 0 1 0 18 0 9 9 0 1 0-18 0z"}


class Outlines(msgspec.Struct, frozen=True):
    """SVG path data by USPS code, in the coordinates of view_box."""

    view_box: str
    paths: dict[str, str]


@cache
def outlines() -> Outlines:
    drawing = files("wechoose.places").joinpath("data", "us_states_territories.svg").read_text("utf-8")
    found = VIEW_BOX.search(drawing)
    assert found, "the shipped map has no viewBox"
    paths = {code.upper(): shorten(d) for code, d in OUTLINE.findall(drawing)}
    return Outlines(view_box=found[1], paths={code: d + CALLOUTS.get(code, "") for code, d in paths.items()})


def shorten(d: str) -> str:
    """The same path in fewer bytes: two decimals, which no eye can tell, and no needless separators."""
    d = re.sub(r"\d*\.\d{3,}", lambda number: f"{float(number[0]):.2f}", d)
    d = re.sub(r"(?<![\d.])0+(?=\.\d)", "", d)
    return re.sub(r"[\s,]+(?=[-a-zA-Z])|(?<=[a-zA-Z])\s+", "", d)
