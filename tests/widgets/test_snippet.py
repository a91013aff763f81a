"""What is pasted is whole, names the bytes it loads, and says nothing but what it was made with."""

from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

from wechoose.widgets.loader import newest
from wechoose.widgets.snippet import plain_snippet, snippet

SITE = "https://wechoose.example.org"
HOSTILE = "</a></wechoose-demand><script>alert('x')</script>\" onload=\"x"


class Tags(HTMLParser):
    """The elements and words of a snippet, as a browser would find them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def test_two_lines_with_the_hash_and_a_link_that_works_without_a_script() -> None:
    text = snippet(SITE, "teachers-of-color", "Teachers of Color", "j4j", accent="0a58ca", lang="es")
    assert len(text.splitlines()) == 2
    (_script, script), (name, element), (_a, link) = Tags(text).found
    assert script["src"] == f"{SITE}/widget/{newest().version}.js"
    assert script["integrity"] == newest().integrity
    assert script["crossorigin"] == "anonymous"
    assert name == "wechoose-demand"
    assert element == {"slug": "teachers-of-color", "partner": "j4j", "accent": "0a58ca", "lang": "es"}
    assert link["href"] == f"{SITE}/demands/teachers-of-color?partner=j4j&lang=es"


def test_a_title_is_only_text() -> None:
    for text in (snippet(SITE, "a", HOSTILE, "j4j"), plain_snippet(SITE, "a", HOSTILE, "j4j")):
        tags = Tags(text)
        assert {tag for tag, _attributes in tags.found} <= {"script", "wechoose-demand", "a", "iframe"}
        assert all("onload" not in attributes for _tag, attributes in tags.found)


def test_the_plain_one_is_a_frame_with_a_title() -> None:
    ((tag, frame),) = Tags(plain_snippet(SITE, "a-b", "A & B", "j4j", accent="0a58ca", scheme="dark")).found
    assert tag == "iframe"
    assert "A & B" in (frame["title"] or "")
    address = urlsplit(frame["src"] or "")
    assert address.path == "/embed/a-b"
    assert parse_qs(address.query) == {"partner": ["j4j"], "accent": ["0a58ca"], "scheme": ["dark"]}
