import io
import tracemalloc
from collections.abc import AsyncGenerator, Iterator
from datetime import date

import msgspec
import pytest
from pypdf import PdfReader

from wechoose.lists.as_pdf import Packet, as_pdf
from wechoose.lists.sheet import Bar, Chart, Count, Section, Sheet
from wechoose.lists.signers import Signer

DAY = date(2026, 11, 4)
LIST = Sheet(
    title="Safe water",
    author="We Choose",
    language="en",
    made_on=DAY,
    sections=(Section("Safe water in every school", "Who signed in New Jersey.", None),),
)
LETTER = Sheet(
    title="Signatures for the senator",
    author="We Choose",
    language="en",
    made_on=DAY,
    sections=(
        Section("Safe water", "Who signed in New Jersey.", 300),
        Section("Small classes", "Who signed in New Jersey.", 2),
    ),
    footer="For the senator from New Jersey",
    letterhead=("We Choose", "1 Main Street"),
    date_text="November 4, 2026",
    addressee=("The senator", "Washington, DC 20510"),
    subject="Safe water in schools",
    salutation="Dear Senator:",
    paragraphs=("We bring you the names of those who ask for safe water.", "Will you vote for it?"),
    closing=("Respectfully,", "", "The campaign"),
    numbers_title="How many ask this of you",
    counts=(Count("Safe water: New Jersey", 300), Count("Safe water: the nation", 1_234_567)),
    charts=(
        Chart("By state", (Bar("California", 5000), Bar("New Jersey", 300, marked=True), Bar("Guam", 0))),
    ),
)


def signers(count: int, name: str = "Signer {}") -> list[Signer]:
    return [Signer(name.format(number), "Newark", "NJ", "07102", DAY) for number in range(1, count + 1)]


def steps(sheet: Sheet, *sections: list[Signer]) -> Iterator[bytes]:
    packet = Packet(sheet)
    yield packet.begin()
    for place, batch in enumerate(sections):
        yield packet.section(place)
        for start in range(0, len(batch), 100):
            yield packet.add(batch[start : start + 100])
    yield packet.end()


def texts(sheet: Sheet, *sections: list[Signer]) -> list[str]:
    """Of each page, in one line."""
    reader = PdfReader(io.BytesIO(b"".join(steps(sheet, *sections))), strict=True)
    return [" ".join(page.extract_text().split()) for page in reader.pages]


@pytest.mark.parametrize(
    "name",
    ["Maria O’Brien", "Nguyễn Thị Ánh Tuyết", "Владимир Щербаков", "李小龍", "김민준", "山田 ヤマダ", "አበበ"],
)
def test_a_name_of_any_script_stands_in_its_row(name: str) -> None:
    [page] = texts(LIST, [Signer(name, "San José", "CA", "95112", DAY)])
    assert f"{name} San José 95112 11/4/2026" in page


def test_every_name_is_there_once_and_in_order() -> None:
    pages = " ".join(texts(LIST, signers(1000)))
    assert [row.split()[0] for row in pages.split("Signer ")[1:]] == [
        str(number) for number in range(1, 1001)
    ]


def test_every_page_says_what_stands_on_it_and_which_of_how_many_it_is() -> None:
    pages = texts(LETTER, signers(300), signers(2))
    for number, page in enumerate(pages, 1):
        assert page.endswith(f"For the senator from New Jersey {number} / {len(pages)}")
    names = pages[2:]
    assert all("Name City ZIP Date" in page for page in names)
    assert names[1].startswith("Name City ZIP Date")
    assert "Safe water Names " in names[1]
    assert " of 300 " in names[1]


def test_sections_begin_on_pages_of_their_own_and_have_bookmarks() -> None:
    reader = PdfReader(io.BytesIO(b"".join(steps(LETTER, signers(300), signers(2)))))
    titles = [it.title for it in reader.outline if not isinstance(it, list)]
    assert titles == ["Signatures for the senator", "How many ask this of you", "Safe water", "Small classes"]
    assert reader.pages[-1].extract_text().count("Signer") == 2


def test_a_letter_comes_first_and_then_its_numbers() -> None:
    letter, numbers, *_names = texts(LETTER, signers(1), [])
    for line in (
        *LETTER.letterhead,
        *LETTER.addressee,
        LETTER.subject,
        LETTER.salutation,
        *LETTER.paragraphs,
        "Respectfully,",
    ):
        assert line in letter
    assert "Safe water: the nation" in numbers
    assert "1,234,567" in numbers
    assert "California 5,000 New Jersey 300 Guam 0" in numbers


def test_a_long_letter_goes_on_to_the_next_page() -> None:
    words = " ".join(f"word{number}" for number in range(2000))
    long = Sheet(title="", author="", language="en", made_on=DAY, sections=(), paragraphs=(words,))
    pages = texts(long)
    assert len(pages) > 1
    assert [it for page in pages for it in page.split() if it.startswith("word")] == words.split()


def test_a_demand_without_names_says_so() -> None:
    [page] = texts(LIST, [])
    assert "Verified signatures: 0" in page


def test_a_list_of_all_states_says_each_signers_state() -> None:
    everywhere = msgspec.structs.replace(LIST, with_state=True)
    [page] = texts(everywhere, [*signers(1), Signer("Bea", "", "AK", "", DAY)])
    assert "Newark, NJ 07102" in page
    assert "Bea AK 11/4/2026" in page


def test_a_letter_in_spanish_has_our_words_in_spanish() -> None:
    spanish = msgspec.structs.replace(LIST, language="es")
    page = " ".join(texts(spanish, signers(1)))
    assert "4/11/2026" in page
    assert "Nombre" in page


def test_the_same_list_makes_the_same_bytes() -> None:
    batch = [
        Signer(name, "Newark", "NJ", "07102", DAY) for name in ("Ada", "محمد", "क्षि", "李", "👋🏽", "\ue000")
    ]
    assert b"".join(steps(LETTER, batch, [])) == b"".join(steps(LETTER, batch, []))


def test_names_are_not_kept() -> None:
    packet = Packet(LIST)
    packet.begin()
    packet.section(0)
    packet.add(signers(2000, "First {}"))
    tracemalloc.start()
    for number in range(20):
        packet.add(signers(1000, f"{number} of {{}}"))
    kept, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 100_000


async def test_a_list_comes_in_pieces() -> None:
    async def batches() -> AsyncGenerator[list[Signer], None]:
        for _ in range(3):
            yield signers(500)

    pieces = [piece async for piece in as_pdf(LIST, batches())]
    assert all(pieces)
    assert len(PdfReader(io.BytesIO(b"".join(pieces))).pages) > 10
