"""What is left in English on a page that should speak another language."""

import re
from functools import cache

from babel.messages.pofile import read_po
from playwright.sync_api import Page

from wechoose.base.paths import tree

PLACEHOLDER = re.compile(r"%\(\w+\)\w|\{\w*\}")
# Shorter pieces stand in names, and in words of the other language.
SHORTEST = 13

# All that is read, heard, or shown later by a script. What says itself that it is English may be.
WORDS = """() => {
  const spoken = ["aria-label", "alt", "title", "placeholder", "data-one", "data-many", "data-rate", "data-both",
    "data-hint", "data-template", "data-busy", "data-done"];
  const words = [document.title, document.querySelector("meta[name=description]")?.content ?? ""];
  for (const element of document.body.querySelectorAll("*")) {
    if (element.closest("script, style, code, .mail-headers, [lang=en]:not(html)")) continue;
    words.push(...spoken.map((name) => element.getAttribute(name) ?? ""));
    words.push(...[...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data));
  }
  return words.map((each) => each.replace(/\\s+/g, " ").trim()).filter(Boolean);
}"""


# What people call themselves is in no language; nor are the headers of a letter, left out above.
NAMES = re.compile(r"State coalition in [\w ]+")
# Where one is chosen, a language is named in itself.
LANGUAGES = {"English"}


def english_left(page: Page, language: str = "es") -> list[str]:
    """The sentences of the program, whole or in part, that stand on this page untranslated."""
    words = [NAMES.sub("", each) for each in page.evaluate(WORDS)]
    whole, pieces = _english(language)
    text = "\n".join(words)
    found = {*whole.intersection(words), *(piece for piece in pieces if piece in text)}
    return sorted(found - LANGUAGES)


@cache
def _english(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """What only English says: messages, and the longer pieces of them."""
    with (tree("locale") / language / "LC_MESSAGES" / "wechoose.po").open("rb") as file:
        messages = [message for message in read_po(file, locale=language) if message.id]
    ours = "\n".join(form for message in messages for form in _forms(message.string or ""))
    forms = {form for message in messages for form in _forms(message.id) if form not in ours}
    pieces = {piece.strip() for form in forms for piece in PLACEHOLDER.split(form)}
    long = {piece for piece in pieces if len(piece) >= SHORTEST and piece not in ours}
    return frozenset(forms), frozenset(long)


def _forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)
