"""Objects: the numbered pieces of a PDF, handed out as they come; only where each began is kept."""

import hashlib
from array import array

from wechoose.pdf.syntax import dictionary, reference


class Objects:
    """Object numbers may be reserved, so that what is written early can name what is written late."""

    def __init__(self, reserved: int) -> None:
        self._places = array("Q", [0] * (reserved + 1))
        self._length = 0
        self._digest = hashlib.sha256()
        self._ready: list[bytes] = []

    def reserve(self) -> int:
        self._places.append(0)
        return len(self._places) - 1

    def add(self, content: str | bytes, number: int = 0) -> int:
        number = number or self.reserve()
        self._places[number] = self._length
        body = content.encode("ascii") if isinstance(content, str) else content
        self.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        return number

    def write(self, piece: bytes) -> None:
        self._length += len(piece)
        self._digest.update(piece)
        self._ready.append(piece)

    def end(self, root: int, info: int) -> None:
        """The table of places. What names this very file, its ID, is taken from all the bytes before it."""
        begins = self._length
        rows = b"".join(b"%010d 00000 n \n" % place for place in self._places[1:])
        self.write(b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(self._places), rows))
        name = f"<{self._digest.hexdigest()[:32]}>"
        trailer = dictionary(
            Size=len(self._places), Root=reference(root), Info=reference(info), ID=f"[{name}{name}]"
        )
        self.write(f"trailer\n{trailer}\nstartxref\n{begins}\n%%EOF\n".encode())

    def take(self) -> bytes:
        taken = b"".join(self._ready)
        self._ready.clear()
        return taken
