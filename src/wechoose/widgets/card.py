"""The card: a picture of 1200 by 630 with a demand and its count, which other sites show beside a shared link.

Every part of it is drawn as shades between two colors, and the picture keeps those shades as its palette: a fifth of
the time and of the bytes that full color takes.
"""

import io
from functools import cache

import msgspec
from PIL import Image, ImageDraw

from wechoose.widgets.lettering import CALM, LABEL, STRONG, width, write
from wechoose.widgets.lines import fit, shorten

WIDTH, HEIGHT = 1200, 630
# Smaller editions are these many times smaller: in whole pixels both ways.
EDITIONS = (1, 2, 3, 5)

INK, YELLOW, CREAM = (0x17, 0x13, 0x0A), (0xFF, 0xC6, 0x1A), (0xF7, 0xF1, 0xE1)
SHADES = 32
DARK, LIGHT = 0, 255

MARGIN, BAND = 64, 92
RIGHT = WIDTH - MARGIN
TITLE_TOP, TITLE_ROOM, LEADING = 178, 226, 1.04
TITLE_SIZES = range(100, 38, -4)
BASELINE, BAR_TOP, BAR_HIGH, BORDER = 521, 557, 30, 4
# Where there is no bar, the count stands where it would end.
LOW_BASELINE = BAR_TOP + BAR_HIGH - 4
# Shapes are drawn this many times larger and made smaller, because Pillow draws them with steps.
FINE = 4


class Look(msgspec.Struct, frozen=True):
    """All that is to be seen, in words of the reader's language."""

    name: str
    host: str
    kicker: str
    title: str
    count: str
    notes: tuple[str, ...]
    act: str
    part: float | None
    edition: int = 1


def draw(look: Look) -> bytes:
    picture = Image.new("P", (WIDTH, HEIGHT))
    picture.putpalette(_palette())
    picture.paste(_shades(_body(look), 0), (0, BAND))
    picture.paste(_shades(_band(look), SHADES), (0, 0))
    picture.paste(_shades(_mark(48), 0), (MARGIN, (BAND - 48) // 2))
    if look.edition > 1:
        picture = picture.convert("RGB").reduce(look.edition).quantize(2 * SHADES)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _band(look: Look) -> Image.Image:
    """The strip at the top, as on every page of the site."""
    band = Image.new("L", (WIDTH, BAND), DARK)
    pen = ImageDraw.Draw(band)
    host = width(CALM, look.host, 27)
    name = shorten(STRONG, look.name, 36, WIDTH - 2 * MARGIN - 64 - host - 40)
    write(pen, (MARGIN + 64, 59), STRONG, name, 36, LIGHT)
    write(pen, (RIGHT - host, 57), CALM, look.host, 27, 175)
    return band


def _body(look: Look) -> Image.Image:
    body = Image.new("L", (WIDTH, HEIGHT), LIGHT)
    pen = ImageDraw.Draw(body)
    write(pen, (MARGIN, 148), CALM, shorten(CALM, look.kicker, 28, WIDTH - 2 * MARGIN), 28, DARK)
    _write_title(pen, look.title)
    baseline = LOW_BASELINE if look.part is None else BASELINE
    free = _write_act(body, look.act, baseline)
    _write_count(pen, look, free, baseline)
    if look.part is not None:
        body.paste(_bar(look.part), (MARGIN, BAR_TOP))
    return body.crop((0, BAND, WIDTH, HEIGHT))


def _write_title(pen: ImageDraw.ImageDraw, title: str) -> None:
    size, lines = fit(STRONG, title, TITLE_SIZES, WIDTH - 2 * MARGIN, TITLE_ROOM, LEADING)
    for number, line in enumerate(lines):
        baseline = TITLE_TOP + size * (0.8 + number * LEADING)
        # The side of a large letter would make the title stand further in than what is above it.
        write(pen, (MARGIN - size * 0.05, baseline), STRONG, line, size, DARK)


def _write_act(body: Image.Image, act: str, baseline: int) -> float:
    """What looks like the site's button; returns where the room to its left ends."""
    if not act:
        return RIGHT
    text = width(LABEL, act, 34)
    wide, high = int(text) + 72, 84
    button = _rounded(wide, high, 8, LIGHT, DARK)
    write(ImageDraw.Draw(button), (36, 54), LABEL, act, 34, LIGHT)
    body.paste(button, (RIGHT - wide, baseline - high))
    return RIGHT - wide - 40


def _write_count(pen: ImageDraw.ImageDraw, look: Look, free: float, baseline: int) -> None:
    notes = max(width(CALM, note, 32) for note in look.notes)
    room = free - MARGIN - notes - 28
    size = next((size for size in range(116, 30, -2) if width(STRONG, look.count, size) <= room), 30)
    x = write(pen, (MARGIN - size * 0.05, baseline), STRONG, look.count, size, DARK) + 24
    for number, note in enumerate(reversed(look.notes)):
        write(pen, (x, baseline - 3 - number * 40), CALM, note, 32, DARK)


def _bar(part: float) -> Image.Image:
    wide = WIDTH - 2 * MARGIN
    bar = _rounded(wide, BAR_HIGH, 6, LIGHT, DARK)
    inside = _rounded(wide - 2 * BORDER, BAR_HIGH - 2 * BORDER, 3, DARK, LIGHT)
    # The first signature can be seen.
    filled = max(round(inside.width * min(part, 1)), 4 if part else 0)
    inside.paste(DARK, (0, 0, filled, inside.height))
    bar.paste(inside, (BORDER, BORDER))
    return bar


def _rounded(wide: int, high: int, radius: int, ground: int, ink: int) -> Image.Image:
    shape = Image.new("L", (wide * FINE, high * FINE), ground)
    box = (0, 0, wide * FINE - 1, high * FINE - 1)
    ImageDraw.Draw(shape).rounded_rectangle(box, radius * FINE, fill=ink)
    return shape.reduce(FINE)


@cache
def _mark(size: int) -> Image.Image:
    """The tick of the site's icon, at the same places of its 32 squares."""
    one = size * FINE / 32
    mark = _rounded(size, size, round(size * 5 / 32), DARK, LIGHT).resize((size * FINE, size * FINE))
    tick = [(6.5 * one, 17.5 * one), (13 * one, 24 * one), (26 * one, 7.5 * one)]
    ImageDraw.Draw(mark).line(tick, fill=DARK, width=round(5.5 * one), joint="curve")
    return mark.reduce(FINE)


def _shades(drawn: Image.Image, first: int) -> Image.Image:
    """The shades as places in the palette."""
    return drawn.point([first + value * (SHADES - 1) // 255 for value in range(256)])


@cache
def _palette() -> list[int]:
    return [value for light in (YELLOW, CREAM) for step in range(SHADES) for value in _mix(light, step)]


def _mix(light: tuple[int, int, int], step: int) -> list[int]:
    part = step / (SHADES - 1)
    return [round(dark + (bright - dark) * part) for dark, bright in zip(INK, light, strict=True)]
