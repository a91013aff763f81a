"""Logos: a picture that somebody sends becomes a small PNG of our own making, at an address that never changes."""

import hashlib
import io
from collections import OrderedDict

import msgspec
from PIL import Image, ImageOps

from wechoose.audit import acts
from wechoose.base.database import Connection, Database
from wechoose.base.queries import queries
from wechoose.base.words import _
from wechoose.partners.deeds import By, write_down
from wechoose.partners.partners import Partner

sql = queries("partners/logos")

LARGEST = 1_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
ROOM = (400, 200)
MOST_PIXELS = 16_000_000
LONGEST_SIDE, SHORTEST_SIDE = 8000, 16
DIGEST = 16
# A coalition has some dozens of partners, and a logo about 20 kB.
MOST_KEPT = 64


class Logo(msgspec.Struct, frozen=True):
    png: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.png).hexdigest()[:DIGEST]


class Logos:
    """Those that were shown last, so that a crowd does not ask the database for each partner's picture."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()

    async def find(self, code: str, digest: str) -> bytes | None:
        png = self._kept.get((code, digest)) or await self._load(code, digest)
        if png is not None:
            self._keep((code, digest), png)
        return png

    async def _load(self, code: str, digest: str) -> bytes | None:
        async with self._database.statement("looks") as db:
            return await sql.find_logo(db, code=code, digest=digest)

    def _keep(self, key: tuple[str, str], png: bytes) -> None:
        self._kept[key] = png
        self._kept.move_to_end(key)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)


def read_logo(sent: bytes) -> Logo:
    """Drawn anew, so that nothing but its pixels stays; raises ValueError with a sentence. Takes some time."""
    if not sent:
        raise ValueError(_("Choose a picture first."))
    if len(sent) > LARGEST:
        raise ValueError(_("That picture is larger than 1 MB. Please save it smaller."))
    try:
        return _drawn_anew(sent)
    except _TooLarge:
        raise ValueError(
            _("That picture has too many pixels. Please save it smaller: 800 by 400 is enough.")
        ) from None
    except _TooSmall:
        raise ValueError(_("That picture is too small to be seen.")) from None
    # Files that are broken on purpose make the decoders raise nearly anything.
    except Exception:
        raise ValueError(_("That is no picture we can read. PNG, JPEG, WebP or GIF will do.")) from None


async def set_logo(db: Connection, partner: Partner, logo: Logo, by: By) -> None:
    changed = await sql.set_logo(
        db,
        partner_id=partner.partner_id,
        png=logo.png,
        width=logo.width,
        height=logo.height,
        digest=logo.digest,
    )
    if changed:
        await write_down(db, acts.CHANGED_LOGO, partner.code, by, {"logo": logo.digest})


async def drop_logo(db: Connection, partner: Partner, by: By) -> None:
    """Without one the partner is shown by its name; where there was none, nothing is done."""
    if await sql.drop_logo(db, partner_id=partner.partner_id):
        await write_down(db, acts.CHANGED_LOGO, partner.code, by, {"logo": ""})


class _TooLarge(Exception):
    pass


class _TooSmall(Exception):
    pass


def _drawn_anew(sent: bytes) -> Logo:
    with Image.open(io.BytesIO(sent), formats=FORMATS) as picture:
        _check_size(picture.size)
        # As large as needed and no larger, where the format can do that; of several frames the first.
        picture.draft(None, (ROOM[0] * 2, ROOM[1] * 2))
        pixels = ImageOps.exif_transpose(picture).convert("RGBA")
    pixels.thumbnail(ROOM, Image.Resampling.LANCZOS)
    # Onto a new sheet: a picture brings its profile and its comments along wherever it goes.
    clean = Image.new("RGBA", pixels.size)
    clean.paste(pixels)
    written = io.BytesIO()
    clean.save(written, "PNG", optimize=True)
    return Logo(written.getvalue(), *clean.size)


def _check_size(size: tuple[int, int]) -> None:
    """By what the file says of itself, before a single pixel is unpacked."""
    if max(size) > LONGEST_SIDE or size[0] * size[1] > MOST_PIXELS:
        raise _TooLarge
    if min(size) < SHORTEST_SIDE:
        raise _TooSmall
