"""Lines: how words are broken to fit the room they have, as large as can be."""

from wechoose.widgets.lettering import Face, width

ELLIPSIS = "…"


def fit(
    face: Face, text: str, sizes: range, wide: float, high: float, leading: float
) -> tuple[int, list[str]]:
    """The largest size at which the text has room, and its lines; at the smallest one, what has no room is cut off."""
    size, lines = sizes[0], []
    for size in sizes:
        lines = wrap(face, text, size, wide)
        if len(lines) * size * leading <= high and (_widest(face, text, size) <= wide or size == sizes[-1]):
            return size, balance(face, text, size, wide, len(lines))
    room = int(high / (size * leading))
    return size, [*lines[: room - 1], shorten(face, " ".join(lines[room - 1 :]), size, wide)]


def wrap(face: Face, text: str, size: int, wide: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width(face, joined, size) <= wide:
            lines[-1] = joined
        else:
            lines += _pieces(face, word, size, wide)
    return lines


def balance(face: Face, text: str, size: int, wide: float, count: int) -> list[str]:
    """As many lines, as even as can be: nobody likes a last line of one word."""
    narrow, enough = max(wide / 3, min(wide, _widest(face, text, size))), wide
    while enough - narrow > 4:
        middle = (narrow + enough) / 2
        narrow, enough = (
            (narrow, middle) if len(wrap(face, text, size, middle)) <= count else (middle, enough)
        )
    return wrap(face, text, size, enough)


def _widest(face: Face, text: str, size: int) -> float:
    return max((width(face, word, size) for word in text.split()), default=0)


def shorten(face: Face, text: str, size: float, wide: float) -> str:
    """The text, or as much of it as has room before an ellipsis."""
    if width(face, text, size) <= wide:
        return text
    while text and width(face, text + ELLIPSIS, size) > wide:
        text = text[:-1].rstrip()
    return text + ELLIPSIS


def _pieces(face: Face, word: str, size: int, wide: float) -> list[str]:
    """A word that is wider than a line is broken where it has to be."""
    pieces = [""]
    for char in word:
        if pieces[-1] and width(face, pieces[-1] + char, size) > wide:
            pieces.append("")
        pieces[-1] += char
    return pieces
