"""Structure: what is a heading and what a paragraph, for who has a document read aloud (ISO 32000-1, 14.7)."""

from array import array as numbers

from wechoose.pdf.objects import Objects
from wechoose.pdf.syntax import array, dictionary, reference


class Structure:
    """Elements are written with their page; kept are their numbers, and where each page's begin."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self.root, self._whole = objects.reserve(), objects.reserve()
        self._elements = numbers("L")
        self._pages = numbers("L")

    def add_page(self, page: int, tags: list[str]) -> None:
        self._pages.append(len(self._elements))
        for place, tag in enumerate(tags):
            element = dictionary(
                Type="/StructElem", S=f"/{tag}", P=reference(self._whole), Pg=reference(page), K=place
            )
            self._elements.append(self._objects.add(element))

    def write(self) -> None:
        whole = dictionary(
            Type="/StructElem",
            S="/Document",
            P=reference(self.root),
            K=array(map(reference, self._elements)),
        )
        self._objects.add(whole, self._whole)
        root = dictionary(
            Type="/StructTreeRoot",
            K=array([reference(self._whole)]),
            ParentTree=f"<</Nums {array(self._by_page())}>>",
            ParentTreeNextKey=len(self._pages),
        )
        self._objects.add(root, self.root)

    def _by_page(self) -> list[str]:
        ends = [*self._pages[1:], len(self._elements)]
        return [
            f"{page} {array(map(reference, self._elements[start:end]))}"
            for page, (start, end) in enumerate(zip(self._pages, ends, strict=True))
        ]
