"""Embedding: the part of a face that a document uses, and how its text is read back (ISO 32000-1, 9.7)."""

# HarfBuzz is compiled and tells the type checker nothing.
# pyright: reportAttributeAccessIssue=false

import hashlib
from collections.abc import Callable, Iterator

import uharfbuzz as hb

from wechoose.pdf.faces import UNITS, Face
from wechoose.pdf.syntax import array, dictionary, reference, stream

# The codes of a font have two bytes.
MOST_CODES = 1 << 16
# Tables that are of no use within a PDF; a part of a large character map can't even be written.
UNUSED = ("GSUB", "GPOS", "GDEF", "name", "cmap", "OS/2", "post")
Add = Callable[[str | bytes], int]


class Embedded:
    """A face in one document. A glyph gets a code for every text that it stands for, so that copying gives that."""

    def __init__(self, face: Face, name: str) -> None:
        self.face, self.name = face, name
        self._codes: dict[tuple[int, str], str] = {}
        self._first: dict[int, str] = {}
        self._meant: list[tuple[int, str]] = []
        # Room is left for every glyph to have a code at all.
        self._most = MOST_CODES - face.font.face.glyph_count
        self.code(0, "")

    @property
    def is_used(self) -> bool:
        return len(self._meant) > 1

    def code(self, glyph: int, text: str) -> str:
        """In hexadecimal, as the pages have it."""
        known = self._codes.get((glyph, text))
        if known is not None:
            return known
        if glyph in self._first and len(self._meant) >= self._most:
            # A list with all the signs of the world keeps their pictures; only copying loses some of its text.
            return self._first[glyph]
        code = self._codes[glyph, text] = f"{len(self._meant):04x}"
        self._first.setdefault(glyph, code)
        self._meant.append((glyph, text))
        return code

    def write(self, add: Add) -> int:
        """Add the font's objects to the document; returns the number of the one that pages name."""
        subset, numbers = _cut(self.face, sorted(self._first))
        name = f"/{_tag(subset)}+{self.face.name}"
        descriptor = add(_descriptor(self.face, name, add(stream(subset, Length1=len(subset)))))
        places = b"".join(numbers[glyph].to_bytes(2, "big") for glyph, _text in self._meant)
        descendant = dictionary(
            Type="/Font",
            Subtype="/CIDFontType2",
            BaseFont=name,
            CIDSystemInfo="<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>",
            FontDescriptor=reference(descriptor),
            DW=UNITS,
            W=f"[0 {array(self.face.advance(glyph) for glyph, _text in self._meant)}]",
            CIDToGIDMap=reference(add(stream(places))),
        )
        return add(
            dictionary(
                Type="/Font",
                Subtype="/Type0",
                BaseFont=name,
                Encoding="/Identity-H",
                DescendantFonts=array([reference(add(descendant))]),
                ToUnicode=reference(add(stream("\n".join(self._to_unicode()).encode()))),
            )
        )

    def _to_unicode(self) -> Iterator[str]:
        yield "/CIDInit/ProcSet findresource begin 12 dict begin begincmap"
        yield "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def"
        yield "/CMapName/Adobe-Identity-UCS def/CMapType 2 def"
        yield "1 begincodespacerange<0000><ffff>endcodespacerange"
        # What stands for nothing is said to, or readers would show that they don't know it.
        meant = list(enumerate(text for _glyph, text in self._meant))[1:]
        for start in range(0, len(meant), 100):
            lines = [
                f"<{code:04x}><{text.encode('utf-16-be').hex()}>" for code, text in meant[start : start + 100]
            ]
            yield f"{len(lines)} beginbfchar\n" + "\n".join(lines) + "\nendbfchar"
        yield "endcmap CMapName currentdict/CMap defineresource pop end end"


def _cut(face: Face, glyphs: list[int]) -> tuple[bytes, dict[int, int]]:
    """A font of these glyphs, and the numbers they have in it."""
    wanted = hb.SubsetInput()
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
    for glyph in glyphs:
        wanted.glyph_set.add(glyph)
    for table in UNUSED:
        wanted.drop_table_tag_set.add(int.from_bytes(table.encode(), "big"))
    plan = hb.SubsetPlan(face.font.face, wanted)
    return plan.execute().blob.data, dict(plan.old_to_new_glyph_mapping)


def _tag(subset: bytes) -> str:
    """Six letters that tell this part of the font from others."""
    return "".join(chr(ord("A") + byte % 26) for byte in hashlib.sha256(subset).digest()[:6])


def _descriptor(face: Face, name: str, file: int) -> str:
    extents = face.font.get_font_extents("ltr")
    return dictionary(
        Type="/FontDescriptor",
        FontName=name,
        Flags=4,
        FontBBox=array([-UNITS, extents.descender, 2 * UNITS, extents.ascender]),
        ItalicAngle=0,
        Ascent=extents.ascender,
        Descent=extents.descender,
        CapHeight=714,
        StemV=80,
        FontFile2=reference(file),
    )
