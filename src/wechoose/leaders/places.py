"""Places of the desk: where one signs in and proves the second factor, and where to go on from there."""

import re
from urllib.parse import urlencode, urlsplit

SIGN_IN = "/desk/sign-in"
FACTOR = "/desk/second-factor"
OWN = "/desk/me"

# What a browser can take for nothing but a path of this desk: no other host, no control character, no way up.
_OURS = re.compile(r"/desk(?:/[\w\-./%~]*)?(?:\?[\w\-./%~=&+,:@;]*)?", re.ASCII)
LONGEST = 500


def to_factor(onwards: str) -> str:
    """The page that asks for the second factor and leads on from there."""
    return f"{FACTOR}?{urlencode({'next': onwards})}"


def onwards(asked: str) -> str:
    """Where to go on: the address asked for if it is one of the desk's, else the desk."""
    is_ours = len(asked) <= LONGEST and _OURS.fullmatch(asked) and ".." not in asked and "//" not in asked
    is_way_in = urlsplit(asked).path.startswith((SIGN_IN, FACTOR)) if is_ours else True
    return "/desk" if is_way_in else asked
