import pytest

from wechoose.pdf.embedding import MOST_CODES, Embedded
from wechoose.pdf.faces import OTHERS, REGULAR, Face, face, faces


def written(font: Embedded) -> list[str | bytes]:
    objects: list[str | bytes] = []

    def add(content: str | bytes) -> int:
        objects.append(content)
        return len(objects)

    font.write(add)
    return objects


def test_a_glyph_has_a_code_for_each_text_that_it_stands_for() -> None:
    font = Embedded(face(REGULAR), "F1")
    assert font.code(36, "A") == font.code(36, "A")
    assert font.code(36, "A") != font.code(36, "Α")


def test_a_font_that_is_not_used_says_so() -> None:
    font = Embedded(face(REGULAR), "F1")
    assert not font.is_used
    font.code(36, "A")
    assert font.is_used


def test_however_many_texts_there_are_every_glyph_has_a_code() -> None:
    font = Embedded(face(REGULAR), "F1")
    for number in range(MOST_CODES + 1000):
        font.code(0, chr(0x10000 + number))
    codes = {font.code(glyph, "") for glyph in range(1, face(REGULAR).font.face.glyph_count)}
    assert len(codes) == face(REGULAR).font.face.glyph_count - 1
    assert max(int(code, 16) for code in codes) < MOST_CODES
    assert written(font)


@pytest.mark.parametrize("it", list(faces(bold=False)), ids=(REGULAR, *OTHERS))
@pytest.mark.parametrize("step", [1, 3])
def test_any_part_of_a_face_can_be_embedded(it: Face, step: int) -> None:
    font = Embedded(it, "F1")
    for glyph in range(0, it.font.face.glyph_count, step):
        font.code(glyph, "")
    assert written(font)
