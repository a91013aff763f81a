"""The supporter of signing's own tests."""

from tests.signing.conftest import supporter

__all__ = ["supporter"]
