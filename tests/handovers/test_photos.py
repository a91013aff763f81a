import io
import struct
import zlib

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.handovers.handing import photo
from wechoose.handovers.photos import LARGEST, read_photo


def claimed(wide: int, high: int) -> bytes:
    """A small file which says that it is a picture of this size."""
    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    written = b"\x89PNG\r\n\x1a\n"
    for kind, data in ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")):
        written += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return written


HOSTILE = {
    "a word": b"photo",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "half a jpeg": photo()[:200],
    "half a png": photo("PNG")[:60],
    "a gif": photo("GIF"),
    "a webp": photo("WEBP"),
    "a tiff": photo("TIFF"),
    "a dot": photo(size=(1, 1)),
    "a wall": claimed(100_000, 100_000),
    "a field": claimed(8000, 8000),
    "too much": photo() + b"x" * LARGEST,
}


# As it is where nothing turns a warning into an error.
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_harmless_photo_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        read_photo(HOSTILE[name])


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1"])
def test_a_photo_in_apples_own_format_is_refused_with_what_to_do(brand: bytes) -> None:
    with pytest.raises(ValueError, match="Most Compatible"):
        read_photo(b"\0\0\0\x18ftyp" + brand + b"\0" * 100)


def test_where_and_with_what_it_was_taken_is_gone() -> None:
    exif = Image.Exif()
    exif[0x010F] = "CANARY CAMERA"
    exif[0x9003] = "2026:11:24 10:00:00"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[29] = "CANARY PLACE"
    notes = PngInfo()
    notes.add_text("Comment", "CANARY")
    sent = {
        "jpeg": photo(exif=exif, comment=b"CANARY", icc_profile=b"CANARY"),
        "png": photo("PNG", pnginfo=notes, exif=exif, icc_profile=b"CANARY"),
    }
    for name, content in sent.items():
        drawn = read_photo(content).jpeg
        assert b"CANARY" in content or name == "png"
        assert b"CANARY" not in drawn
        opened = Image.open(io.BytesIO(drawn))
        assert not opened.getexif()
        assert {*opened.info} <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_photo_is_turned_as_its_camera_says_and_no_larger_than_a_page_needs() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = read_photo(photo(size=(4000, 3000), exif=exif))
    assert (turned.width, turned.height) == (1200, 1600)
    opened = Image.open(io.BytesIO(turned.jpeg))
    assert (opened.format, opened.size) == ("JPEG", (1200, 1600))
    small = read_photo(photo("PNG", size=(40, 20)))
    assert (small.width, small.height) == (40, 20)


def test_what_can_be_seen_through_stands_on_white() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (50, 50), (255, 0, 0, 0)).save(written, "PNG")
    drawn = Image.open(io.BytesIO(read_photo(written.getvalue()).jpeg))
    assert drawn.getpixel((25, 25)) == (255, 255, 255)
