"""Document: a PDF being written, page after page. Each step returns the bytes that are ready, and keeps none."""

from datetime import date

from wechoose.pdf import syntax
from wechoose.pdf.objects import Objects
from wechoose.pdf.page import FAINT, HEIGHT, WIDTH, Page
from wechoose.pdf.structure import Structure
from wechoose.pdf.syntax import array, dictionary, reference
from wechoose.pdf.typesetting import Typesetter

# Viewers find a page faster in a tree than in a list of thousands.
FANOUT = 64
CATALOG, TREE, RESOURCES, OUTLINE, INFO = range(1, 6)


class Document:
    """The same pages make the same bytes: no clock and no chance comes in."""

    def __init__(self, title: str, author: str, language: str, made_on: date) -> None:
        self.type = Typesetter()
        self.pages = 0
        self._objects = Objects(reserved=INFO)
        self._structure = Structure(self._objects)
        self._about = title, author, language, made_on
        self._branches: list[int] = []
        self._leaves: list[int] = []
        self._bookmarks: list[tuple[str, int]] = []
        self._blanks: list[int] = []

    def begin(self) -> bytes:
        # By the second line programs see that the file is not text.
        self._objects.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        return self._objects.take()

    def page(self, page: Page, bookmark: str = "") -> bytes:
        if not self._leaves:
            self._branches.append(self._objects.reserve())
        content = self._objects.add(syntax.stream(page.content()))
        self._leaves.append(self._objects.add(self._page(content)))
        self._structure.add_page(self._leaves[-1], page.tags)
        self.pages += 1
        if bookmark:
            self._bookmarks.append((bookmark, self._leaves[-1]))
        if len(self._leaves) == FANOUT:
            self._end_branch()
        return self._objects.take()

    def blank(self) -> str:
        """Room that pages show before it is known what stands there; returns its name."""
        self._blanks.append(self._objects.reserve())
        return f"B{len(self._blanks)}"

    def fill(self, blank: str, text: str, size: float, bold: bool = False, ink: float = FAINT) -> None:
        """Once for every blank."""
        drawn = Page(self.type).text(0, 0, text, size, bold, ink).content()
        box = array([0, int(-size), int(WIDTH), int(2 * size)])
        picture = syntax.stream(
            drawn, Type="/XObject", Subtype="/Form", BBox=box, Resources=reference(RESOURCES)
        )
        self._objects.add(picture, self._blanks[int(blank[1:]) - 1])

    def end(self) -> bytes:
        if self._leaves:
            self._end_branch()
        self._objects.add(_tree(self._branches, self.pages), TREE)
        fonts = self.type.write_fonts(self._objects.add)
        blanks = dictionary(
            **{f"B{place}": reference(number) for place, number in enumerate(self._blanks, 1)}
        )
        self._objects.add(dictionary(Font=fonts, XObject=blanks), RESOURCES)
        self._structure.write()
        self._add_outline()
        self._add_about()
        self._objects.end(CATALOG, INFO)
        return self._objects.take()

    def _page(self, content: int) -> str:
        return dictionary(
            Type="/Page",
            Parent=reference(self._branches[-1]),
            MediaBox=f"[0 0 {WIDTH:.0f} {HEIGHT:.0f}]",
            Resources=reference(RESOURCES),
            Contents=reference(content),
            StructParents=self.pages,
            Tabs="/S",
        )

    def _end_branch(self) -> None:
        self._objects.add(_tree(self._leaves, len(self._leaves), Parent=reference(TREE)), self._branches[-1])
        self._leaves = []

    def _add_outline(self) -> None:
        places = [self._objects.reserve() for _ in self._bookmarks]
        for at, (title, page) in enumerate(self._bookmarks):
            neighbours = {"Prev": places[at - 1]} if at else {}
            neighbours |= {"Next": places[at + 1]} if at + 1 < len(places) else {}
            entry = dictionary(
                Title=syntax.text(title),
                Parent=reference(OUTLINE),
                Dest=f"[{reference(page)} /XYZ 0 {HEIGHT:.0f} null]",
                **{side: reference(place) for side, place in neighbours.items()},
            )
            self._objects.add(entry, places[at])
        ends = {"First": reference(places[0]), "Last": reference(places[-1])} if places else {}
        self._objects.add(dictionary(Type="/Outlines", Count=len(places), **ends), OUTLINE)

    def _add_about(self) -> None:
        title, author, language, made_on = self._about
        made = f"(D:{made_on:%Y%m%d}000000Z)"
        self._objects.add(
            dictionary(Title=syntax.text(title), Author=syntax.text(author), CreationDate=made), INFO
        )
        self._objects.add(
            dictionary(
                Type="/Catalog",
                Pages=reference(TREE),
                Lang=syntax.text(language),
                Outlines=reference(OUTLINE),
                PageMode="/UseOutlines" if self._bookmarks else "/UseNone",
                MarkInfo="<</Marked true>>",
                StructTreeRoot=reference(self._structure.root),
                ViewerPreferences="<</DisplayDocTitle true>>",
            ),
            CATALOG,
        )


def _tree(kids: list[int], pages: int, **entries: str) -> str:
    return dictionary(Type="/Pages", Kids=array(map(reference, kids)), Count=pages, **entries)
