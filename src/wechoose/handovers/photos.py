"""Photos: what a phone took becomes a smaller JPEG of our own making, without place, camera or time."""

import io
import threading

import msgspec
from PIL import Image, ImageOps

from wechoose.base.words import _

LARGEST = 12_000_000
FORMATS = ("JPEG", "PNG")
MEDIA_TYPE = "image/jpeg"
LONGEST_SIDE, SHORTEST_SIDE = 1600, 16
MOST_PIXELS = 50_000_000
QUALITY = 82

# What phones write today and few programs read; its name stands behind a length and "ftyp".
HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")

# One at a time: unpacked, a photo takes some hundred megabytes.
_turn = threading.Lock()


class Photo(msgspec.Struct, frozen=True):
    jpeg: bytes
    width: int
    height: int


def read_photo(sent: bytes) -> Photo:
    """Drawn anew, so that nothing but its pixels stays; raises ValueError with a sentence. Takes some time."""
    if len(sent) > LARGEST:
        raise ValueError(_("That photo is larger than 12 MB. Please save it smaller."))
    if sent[4:8] == b"ftyp" and sent[8:12] in HEIC:
        raise ValueError(
            _(
                "That photo is in Apple's format HEIC, which this site can't read. On an iPhone choose Settings, "
                "Camera, Formats, Most Compatible and take it again, or send a screenshot of it."
            )
        )
    try:
        with _turn:
            return _drawn_anew(sent)
    except _OddSize as odd:
        raise ValueError(str(odd)) from None
    # Files that are broken on purpose make the decoders raise nearly anything.
    except Exception:
        raise ValueError(_("That is no photo we can read. JPEG or PNG will do.")) from None


class _OddSize(Exception):
    pass


def _drawn_anew(sent: bytes) -> Photo:
    with Image.open(io.BytesIO(sent), formats=FORMATS) as picture:
        _check_size(picture.size)
        # As large as needed and no larger, where the format can do that.
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        pixels = ImageOps.exif_transpose(picture).convert("RGBA")
    # Onto a new white sheet: a picture brings its profile and its comments along wherever it goes.
    clean = Image.new("RGB", pixels.size, "white")
    clean.paste(pixels, mask=pixels)
    written = io.BytesIO()
    clean.save(written, "JPEG", quality=QUALITY, optimize=True)
    return Photo(written.getvalue(), *clean.size)


def _check_size(size: tuple[int, int]) -> None:
    """By what the file says of itself, before a single pixel is unpacked."""
    if size[0] * size[1] > MOST_PIXELS:
        raise _OddSize(_("That photo has too many pixels. Please save it smaller."))
    if min(size) < SHORTEST_SIDE:
        raise _OddSize(_("That photo is too small to be seen."))
