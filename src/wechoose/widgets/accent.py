"""Accents: from the one color that a partner chooses, all that a frame needs, each with contrast enough to be read."""

import re
from collections.abc import Iterator

HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
# WCAG 2.2, level AA: of text, and of what shows where a control is.
TEXT, EDGE = 4.5, 3.0
STEP = 0.04
INK, WHITE, BLACK = (0x17, 0x13, 0x0A), (0xFF, 0xFF, 0xFF), (0, 0, 0)
# The surfaces of base.css and dark.css: paper, and what is raised from it.
DAY, NIGHT = ((0xFF, 0xFD, 0xF6), WHITE), ((0x15, 0x12, 0x0B), (0x21, 0x1D, 0x13))
NIGHT_INK = (0xF7, 0xF1, 0xE1)

Color = tuple[int, int, int]
Variables = dict[str, str]


def read_accent(text: str) -> str:
    """Six digits in small letters; "" for what is no color."""
    found = HEX.fullmatch(text.strip())
    if found is None:
        return ""
    digits = found[1].lower()
    return digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)


def stylesheet(accent: str, scheme: str) -> str:
    """CSS for the head of a frame; `scheme` is light, dark, or "" for what the visitor's system wishes."""
    forced = f":root{{color-scheme:{scheme}}}" if scheme else ""
    return forced + (_colors(accent, scheme) if accent else "")


def _colors(accent: str, scheme: str) -> str:
    """Not where the system has colors of its own: there they would be the only ones."""
    day, night = _rule(by_day(accent)), _rule(by_night(accent))
    rules = {"light": day, "dark": night}.get(scheme, f"{day}@media (prefers-color-scheme:dark){{{night}}}")
    return f"@media (forced-colors:none){{{rules}}}"


def by_day(accent: str) -> Variables:
    """The head wears the accent, and so does the button; of a pale accent only its words."""
    color = _color(accent)
    is_pale = any(contrast(color, surface) < EDGE for surface in DAY)
    on_hero = _on(color)
    action, on_action = (INK, color) if is_pale else (color, on_hero)
    return _variables(
        {
            "accent": color,
            "hero": color,
            "on-hero": on_hero,
            "headline": on_hero,
            "bar": on_hero,
            "action": action,
            "on-action": on_action,
            "action-hover": _away(action, on_action),
            "tint": _mix(DAY[0], color, 0.12),
        }
    )


def by_night(accent: str) -> Variables:
    """The accent as it glows on dark: the head is a shade of it, its words and buttons a light of it."""
    color = _color(accent)
    hero = _until(_mix(NIGHT[0], color, 0.25), BLACK, 7, NIGHT_INK)
    bright = _until(color, WHITE, TEXT, *NIGHT, hero)
    on_action = _on(bright)
    return _variables(
        {
            "accent": bright,
            "hero": hero,
            "on-hero": NIGHT_INK,
            "headline": bright,
            "bar": bright,
            "action": bright,
            "on-action": on_action,
            "action-hover": _away(bright, on_action),
            "focus": bright,
            "tint": _mix(NIGHT[1], color, 0.14),
        }
    )


def contrast(one: Color, other: Color) -> float:
    """Between 1 and 21, as WCAG defines it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _until(color: Color, toward: Color, least: float, *surfaces: Color) -> Color:
    """The first on the way from one color to another that stands out enough from all these surfaces."""
    return next(
        (each for each in _way(color, toward) if all(contrast(each, it) >= least for it in surfaces)), toward
    )


def _on(surface: Color) -> Color:
    """Ink where it can be read; pure black or white always can."""
    return next(each for each in (INK, WHITE, BLACK) if contrast(each, surface) >= TEXT)


def _away(color: Color, text: Color) -> Color:
    """A little further from its text: what a button does under the pointer."""
    return _mix(color, BLACK if _luminance(text) > _luminance(color) else WHITE, 0.15)


def _way(color: Color, toward: Color) -> Iterator[Color]:
    steps = round(1 / STEP)
    return (_mix(color, toward, step / steps) for step in range(steps + 1))


def _mix(color: Color, other: Color, part: float) -> Color:
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(color, other, strict=True))
    return red, green, blue


def _luminance(color: Color) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (channel / 255 for channel in color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _color(accent: str) -> Color:
    red, green, blue = bytes.fromhex(accent)
    return red, green, blue


def _variables(colors: dict[str, Color]) -> Variables:
    return {f"--{name}": f"#{bytes(color).hex()}" for name, color in colors.items()}


def _rule(values: Variables) -> str:
    return ":root{" + ";".join(f"{name}:{value}" for name, value in values.items()) + "}"
