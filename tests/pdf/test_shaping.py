import pytest

from wechoose.pdf.bidi import base_level
from wechoose.pdf.glyphs import NOT_DEFINED, Glyph
from wechoose.pdf.shaping import clusters, shape
from wechoose.pdf.units import clean

NAMES = {
    "Latin": "Zoë Żukowska-O’Brien",
    "Vietnamese": "Nguyễn Thị Ánh Tuyết",
    "Cyrillic": "Владимир Щербаков Ђорђе",
    "Greek": "Ελένη Παπαδοπούλου",
    "Armenian": "Անահիտ Սարգսյան",
    "Georgian": "ნინო ბერიძე",
    "Arabic": "محمد عبد الله",
    "Persian": "علی‌رضا پژمان",
    "Urdu": "ٹیپو ڈار",
    "Hebrew": "דוד בן־גוריון שָׁלוֹם",
    "Syriac": "ܐܪܡܝܐ",
    "Thaana": "ހަސަން",
    "N'Ko": "ߒߞߏ",
    "Adlam": "𞤀𞤣𞤤𞤢𞤥",
    "Devanagari": "क्षत्रिय श्रीकांत",
    "Bengali": "রবীন্দ্রনাথ ঠাকুর",
    "Gurmukhi": "ਮਨਮੋਹਨ ਸਿੰਘ",
    "Gujarati": "નરેન્દ્ર",
    "Odia": "ନବୀନ",
    "Tamil": "கிருஷ்ணமூர்த்தி",
    "Telugu": "శ్రీనివాస",
    "Kannada": "ಕುವೆಂಪು",
    "Malayalam": "മുഹമ്മദ് ബഷീർ",
    "Sinhala": "ශ්‍රී",
    "Thai": "สมชาย ใจดี ปู่น้ำ",
    "Lao": "ພູມີ",
    "Khmer": "ស្រីពៅ",
    "Burmese": "အောင်ဆန်းစုကြည်",
    "Tibetan": "བསྟན་འཛིན་རྒྱ་མཚོ།",
    "Ethiopic": "አበበ በቀለ",
    "Cherokee": "ᏣᎳᎩ ᏍᏏᏉᏯ",
    "Inuktitut": "ᐃᓄᒃᑎᑐᑦ",
    "Mongolian": "ᠮᠣᠩᠭᠣᠯ",
    "Tifinagh": "ⵎⴰⵣⵉⵖ",
    "Chinese": "李小龍 张伟",
    "Japanese": "山田 太郎 ヤマダ さくら",
    "Korean": "김민준 똠방각하",
    "signs": "Ada ♥ ★ ☎ ½ ™",
    "emoji": "😀 👩‍👩‍👧 🇺🇸 👋🏽 ❤️",
    "letters of fashion": "𝓙𝓸𝓱𝓷 𝕊𝕞𝕚𝕥𝕙",
}


def glyphs(text: str) -> list[Glyph]:
    text = clean(text)
    return [glyph for stretch in shape(text, False, base_level(text)) for glyph in stretch.glyphs]


@pytest.mark.parametrize("script", NAMES)
def test_every_script_has_a_face(script: str) -> None:
    assert all(glyph.number != NOT_DEFINED for glyph in glyphs(NAMES[script]))


@pytest.mark.parametrize("script", NAMES)
def test_glyphs_stand_for_the_whole_text(script: str) -> None:
    text = clean(NAMES[script])
    assert "".join(piece for piece, _wide in clusters(list(shape(text, False, base_level(text))))) == text


def test_arabic_letters_join() -> None:
    alone = {glyph.number for letter in "محمد" for glyph in glyphs(letter)}
    assert not alone & {glyph.number for glyph in glyphs("محمد")[1:]}


def test_hebrew_stands_from_right_to_left() -> None:
    assert [glyph.text for glyph in glyphs("אבג")] == ["ג", "ב", "א"]


def test_letters_of_india_change_places_and_merge() -> None:
    vowel, letter = glyphs("कि")
    assert (vowel.text, letter.text) == ("", "कि")
    assert vowel.advance < letter.advance
    assert len(glyphs("क्ष")) == 1


def test_what_no_face_has_is_a_box_with_its_number() -> None:
    box, *digits = glyphs("\ue0ff")
    assert (box.number, box.text) == (NOT_DEFINED, "\ue0ff")
    assert [digit.number for digit in digits] == [glyph.number for glyph in glyphs("E0FF")]
    assert sum(digit.advance for digit in digits) == 0


def test_a_mark_too_many_is_a_box() -> None:
    drawn = glyphs("x\u0301\u0302\u0303\u0304")
    assert [glyph.text for glyph in drawn if glyph.number == NOT_DEFINED] == ["\u0303", "\u0304"]
