"""Where the trees that are not Python live: in the checkout's root, or inside the package of a wheel."""

from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def tree(name: str) -> Path:
    """The folder `sql`, `templates` or `locale`."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parents[1] / name
