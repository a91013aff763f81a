"""What is vendored is what its README says: unchanged, of a known version."""

import hashlib
from pathlib import Path

FOLDER = Path(__file__).parent


def test_axe_is_the_published_file_unchanged() -> None:
    digest = hashlib.sha256((FOLDER / "axe-core/axe.min.js").read_bytes()).hexdigest()
    assert digest in (FOLDER / "axe-core/README.md").read_text()
