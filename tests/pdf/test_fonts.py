import hashlib

import pytest

from wechoose.pdf.faces import FONTS, OTHERS, faces


def test_every_face_is_noted_with_what_it_is_made_of() -> None:
    notices = (FONTS / "NOTICES.txt").read_text()
    files = sorted(FONTS.glob("*.ttf"))
    assert {file.stem for file in files} == {face.name for bold in (False, True) for face in faces(bold)}
    for file in files:
        assert hashlib.sha256(file.read_bytes()).hexdigest() in notices, file.name


@pytest.mark.parametrize("name", OTHERS)
def test_every_face_may_be_shipped(name: str) -> None:
    assert (FONTS / ("LICENSE-droid.txt" if name.startswith("Droid") else "OFL.txt")).is_file()
