import asyncio
import io
import re
import struct
import zlib
from collections.abc import Awaitable, Callable

import httpx
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.partners.conftest import FORM, Desk
from wechoose.audit import acts, trail
from wechoose.base.site import Site
from wechoose.partners.logos import LARGEST, read_logo
from wechoose.partners.partners import Partner

Look = Callable[..., Awaitable[Partner]]
LOGO = "/desk/partners/parents/logo"


def picture(
    form: str = "PNG", size: tuple[int, int] = (300, 100), mode: str = "RGB", **options: object
) -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, "red" if mode in ("RGB", "RGBA") else 0).save(written, form, **options)
    return written.getvalue()


def claimed(wide: int, high: int) -> bytes:
    """A small file which says that it is a picture of this size."""
    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    written = b"\x89PNG\r\n\x1a\n"
    for kind, data in chunks:
        written += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return written


HOSTILE = {
    "nothing": b"",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "html": b"<!doctype html><script>alert(1)</script>",
    "half a png": picture()[:120],
    "half a jpeg": picture("JPEG")[:200],
    "a png's head alone": b"\x89PNG\r\n\x1a\n",
    "a bitmap": picture("BMP"),
    "a tiff": picture("TIFF"),
    "an icon": picture("ICO", (64, 64)),
    "a dot": picture(size=(1, 1)),
    "a thread": picture(size=(3000, 2)),
    "a wall": claimed(100_000, 100_000),
    "a large wall": claimed(2**31 - 1, 2**31 - 1),
    "a tower": claimed(9000, 20),
    "a field": claimed(5000, 5000),
    "too much": picture() + b"x" * LARGEST,
}


# As it is where nothing turns a warning into an error.
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_harmless_picture_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        read_logo(HOSTILE[name])


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "L"),
        ("PNG", "I;16"),
        ("JPEG", "RGB"),
        ("JPEG", "CMYK"),
        ("JPEG", "L"),
        ("WEBP", "RGBA"),
        ("GIF", "P"),
    ],
)
def test_every_usual_picture_becomes_a_png_within_its_room(form: str, mode: str) -> None:
    logo = read_logo(picture(form, (1600, 900), mode))
    drawn = Image.open(io.BytesIO(logo.png))
    assert (drawn.format, drawn.size) == ("PNG", (logo.width, logo.height))
    assert (drawn.width, drawn.height) == (356, 200)


def test_a_small_picture_is_not_blown_up() -> None:
    logo = read_logo(picture(size=(40, 20)))
    assert (logo.width, logo.height) == (40, 20)


def test_what_a_picture_says_beside_its_pixels_is_left_behind() -> None:
    notes = PngInfo()
    notes.add_text("Comment", "taken at home")
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    for sent in (
        picture(pnginfo=notes, icc_profile=b"taken at home"),
        picture("JPEG", exif=exif, comment=b"taken at home"),
    ):
        assert b"taken at home" in sent
        kept = read_logo(sent).png
        assert b"taken at home" not in kept
        assert not re.search(rb"iCCP|eXIf|tEXt|zTXt|iTXt|pHYs", kept)


def test_a_photograph_is_turned_as_its_camera_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    logo = read_logo(picture("JPEG", (200, 100), exif=exif))
    assert (logo.width, logo.height) == (100, 200)


async def test_a_logo_stands_at_an_address_of_its_own_for_ever(
    owner: Desk, partner: Look, visitor: httpx.AsyncClient, site: Site
) -> None:
    await owner.post("/desk/partners/new", FORM)
    assert (await _send(owner, picture())).status_code == 303
    made = await partner()
    answer = await visitor.get(f"/partners/parents/logo/{made.logo}.png")
    assert answer.status_code == 200
    assert answer.content == read_logo(picture()).png
    headers = answer.headers
    assert headers["content-type"] == "image/png"
    assert "immutable" in headers["cache-control"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    for page in ("/desk/partners", "/desk/partners/parents/edit"):
        assert f"/partners/parents/logo/{made.logo}.png" in (await owner.get(page)).text
    async with site.database.transaction(read_only=True) as db:
        line = (await trail.read_back(db))[0]
    assert (line.act, line.subject, line.details) == (
        acts.CHANGED_LOGO,
        "partner parents",
        {"logo": made.logo},
    )


async def test_another_picture_has_another_address_and_the_same_one_is_no_deed(
    owner: Desk, partner: Look, site: Site
) -> None:
    await owner.post("/desk/partners/new", FORM)
    logos = []
    for size in ((300, 100), (300, 100), (200, 100)):
        await _send(owner, picture(size=size))
        logos.append((await partner()).logo)
    assert logos[0] == logos[1] != logos[2]
    async with site.database.transaction(read_only=True) as db:
        deeds = [line.act for line in await trail.read_back(db)]
    assert deeds.count(acts.CHANGED_LOGO) == 2


async def test_a_logo_can_be_removed_and_removed_again(
    owner: Desk, partner: Look, visitor: httpx.AsyncClient
) -> None:
    await owner.post("/desk/partners/new", FORM)
    await _send(owner, picture())
    for _ in range(2):
        answer = await owner.post(LOGO, {"act": "remove"}, files={"logo": ("", b"")})
        assert answer.status_code == 303
    assert (await partner()).logo == ""
    for address in ("x.png", "0123456789abcdef.png", "0123456789abcdef.svg", "%00.png", ".png", "x"):
        assert (await visitor.get(f"/partners/parents/logo/{address}")).status_code == 404


@pytest.mark.parametrize("name", ["nothing", "svg", "html", "a wall", "too much"])
async def test_a_refused_picture_changes_nothing_and_is_answered_on_the_page(
    owner: Desk, partner: Look, name: str
) -> None:
    await owner.post("/desk/partners/new", FORM)
    await _send(owner, picture())
    before = await partner()
    answer = await _send(owner, HOSTILE[name], "logo.png")
    assert answer.status_code == 422
    assert 'id="logo-error"' in answer.text
    assert FORM["name"] in answer.text
    assert await partner() == before


async def test_a_form_that_is_no_form_with_a_file_is_refused(owner: Desk, partner: Look) -> None:
    await owner.post("/desk/partners/new", FORM)
    two = [("logo", ("a.png", picture())), ("logo", ("b.png", picture()))]
    assert (await owner.post(LOGO, {"act": "keep"}, files=two)).status_code == 400
    for content_type in (
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\xff",
        "application/x-www-form-urlencoded",
        "text/plain",
        "",
    ):
        answer = await owner.browser.post(
            LOGO,
            content=b"--x\r\nnonsense",
            headers={"content-type": content_type.encode("latin-1")},  # type: ignore[dict-item]
        )
        assert answer.status_code in (400, 403), content_type
    head = b'Content-Disposition: form-data; name="csrf"\r\nContent-Type: text/plain; charset=klingon'
    odd = b"--x\r\n" + head + b"\r\n\r\na\r\n--x--"
    answer = await owner.browser.post(
        LOGO, content=odd, headers={"content-type": "multipart/form-data; boundary=x"}
    )
    assert answer.status_code == 400
    assert (await partner()).logo == ""


async def test_what_is_far_too_large_is_not_even_read(owner: Desk) -> None:
    await owner.post("/desk/partners/new", FORM)
    assert (await _send(owner, b"x" * 9_000_000)).status_code == 413


async def test_a_picture_without_the_desks_own_form_is_refused(owner: Desk, partner: Look) -> None:
    await owner.post("/desk/partners/new", FORM)
    answer = await owner.browser.post(LOGO, data={"act": "keep"}, files={"logo": ("a.png", picture())})
    assert answer.status_code == 403
    assert (await partner()).logo == ""


async def test_two_pictures_at_once_leave_one_of_them_whole(owner: Desk, partner: Look) -> None:
    await owner.post("/desk/partners/new", FORM)
    sent = [picture(size=(100 + number, 50)) for number in range(4)]
    answers = await asyncio.gather(*[_send(owner, each) for each in sent])
    assert {answer.status_code for answer in answers} == {303}
    assert (await partner()).logo in {read_logo(each).digest for each in sent}


async def _send(desk: Desk, sent: bytes, name: str = "logo.png") -> httpx.Response:
    return await desk.post(LOGO, {"act": "keep"}, files={"logo": (name, sent)})
