"""Markdown to HTML that can only be text: written once, when a demand is saved."""

import nh3
from markdown_it import MarkdownIt

TAGS = {"p", "h2", "h3", "ul", "ol", "li", "strong", "em", "a", "blockquote", "br", "hr", "code"}

_reader = MarkdownIt("commonmark", {"html": False})


def to_html(markdown: str) -> str:
    return nh3.clean(
        _reader.render(markdown.strip()),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto"},
    )
