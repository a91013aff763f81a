"""Shaping: which glyphs of which faces draw a line, and where; HarfBuzz knows how letters join, stack and change."""

# HarfBuzz is compiled and tells the type checker nothing.
# pyright: reportAttributeAccessIssue=false

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple
from unicodedata import category

import uharfbuzz as hb

from wechoose.pdf import bidi
from wechoose.pdf.faces import EMOJI, Face, face, faces, first_with
from wechoose.pdf.glyphs import Glyph, box
from wechoose.pdf.units import is_ignorable, is_too_many, units


class Stretch(NamedTuple):
    """Glyphs from left to right, and the text that they stand for together, in the order in which it is read.

    `start` is its place in the line's text.
    """

    start: int
    text: str
    turned: bool
    glyphs: list[Glyph]


def shape(text: str, bold: bool, base: int) -> Iterator[Stretch]:
    """From left to right. The text is clean; `base` is its paragraph's direction."""
    for run in bidi.visual_runs(text, base):
        pieces = list(_by_face(text, run, bold))
        turned = run.level % 2 == 1
        for start, with_face, piece in reversed(pieces) if turned else pieces:
            drawn = _shaped(with_face, piece, turned) if with_face else _boxes(piece, turned)
            yield Stretch(start, piece, turned, list(drawn))


def clusters(stretches: list[Stretch]) -> Iterator[tuple[str, float]]:
    """What must not be broken, in the order in which it is read, each with its width."""
    for stretch in sorted(stretches, key=lambda it: it.start):
        found = [list(group) for _at, group in groupby(stretch.glyphs, key=lambda glyph: glyph.at)]
        for together in reversed(found) if stretch.turned else found:
            yield "".join(glyph.text for glyph in together), sum(glyph.advance for glyph in together)


def _by_face(text: str, run: bidi.Run, bold: bool) -> Iterator[tuple[int, Face | None, str]]:
    chosen: list[tuple[Face | None, str]] = []
    before: Face | None = None
    for unit in units(text[run.start : run.end]):
        for piece in [unit] if (found := _face(unit, bold, before)) else unit:
            before = found or _face(piece, bold, before)
            chosen.append((before, piece))
    start = run.start
    for with_face, group in groupby(chosen, key=lambda pair: pair[0]):
        piece = "".join(piece for _face, piece in group)
        yield start, with_face, piece
        start += len(piece)


@lru_cache(1 << 14)
def _face(unit: str, bold: bool, before: Face | None) -> Face | None:
    """Spaces and punctuation go with what they follow, so that a word and its neighbours are shaped as one."""
    if is_too_many(unit):
        return None
    if before and before.name != EMOJI and category(unit[0])[0] in "PZ" and _has(before, unit):
        return before
    if "\ufe0f" in unit and _has(face(EMOJI), unit):
        return face(EMOJI)
    first = first_with(unit[0], bold)
    if first is None or _has(first, unit):
        return first
    return next((it for it in faces(bold) if _has(it, unit)), None)


def _has(candidate: Face, unit: str) -> bool:
    return all(candidate.glyph(it) is not None for it in unit if not is_ignorable(it))


def _shaped(with_face: Face, text: str, turned: bool) -> Iterator[Glyph]:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if turned else "ltr"
    hb.shape(with_face.font, buffer)
    places = [info.cluster for info in buffer.glyph_infos]
    widths = [position.x_advance for position in buffer.glyph_positions]
    texts = _texts(text, places, widths)
    size = with_face.size
    for info, position, copied in zip(buffer.glyph_infos, buffer.glyph_positions, texts, strict=True):
        right, up, advance, _vertical = position.position
        yield Glyph(
            with_face, info.codepoint, info.cluster, copied, size, advance * size, right * size, up * size
        )


def _texts(text: str, places: list[int], widths: list[int]) -> Iterator[str]:
    """The widest glyph of a cluster stands for all of its characters, the others for none."""
    starts = sorted({*places, len(text)})
    ends = dict(pairwise(starts))
    for place, group in groupby(zip(places, widths, strict=True), key=lambda pair: pair[0]):
        wide = [width for _place, width in group]
        chosen = wide.index(max(wide))
        yield from (text[place : ends[place]] if at == chosen else "" for at in range(len(wide)))


def _boxes(text: str, turned: bool) -> Iterator[Glyph]:
    places = range(len(text))
    for at in reversed(places) if turned else places:
        if not is_ignorable(text[at]):
            yield from box(text[at], at)
