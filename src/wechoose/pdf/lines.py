"""Lines: text that is set and can be drawn, in any size."""

from typing import NamedTuple


class Part(NamedTuple):
    """Shown with one font at one height: `shown` is the inside of TJ, size and `up` are parts of the text's size."""

    font: str
    size: float
    up: float
    shown: str
    before: str = ""
    after: str = ""


class Line(NamedTuple):
    """`width` in thousandths of the text's size, less the space that ends every line.

    Without it who listens hears a line's last word and the next one's first as one.
    """

    width: float
    parts: tuple[Part, ...]
