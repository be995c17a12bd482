"""The colours of reports and charts, each with one meaning, and their contrast.

Here: the palette, tints, and the WCAG 2.1 contrast between two colours. Not here: any drawing.
"""

from __future__ import annotations

INK = "#17202a"
GREY = "#566270"
RULE = "#dfe4e8"
PAPER = "#ffffff"
NEED = "#b8480b"
ROOM = "#0b6e6e"
ROLE_COLOURS = {"need": NEED, "room": ROOM, "plain": INK}
TINT_STEPS = (0.08, 0.2, 0.36, 0.6, 1.0)


def mix(colour: str, share: float) -> str:
    """The colour on white paper at a share from 0 (white) to 1 (full)."""
    parts = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(255 + (part - 255) * share):02x}" for part in parts)


def tint(colour: str, strength: float) -> str:
    """One of five tints by strength from 0 to 1; text would be hard to read on some of those in between."""
    step = min(int(max(strength, 0.0) * len(TINT_STEPS)), len(TINT_STEPS) - 1)
    return mix(colour, TINT_STEPS[step])


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.1, 0 for black and 1 for white."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio between two colours by WCAG 2.1, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def text_on(fill: str) -> str:
    """The text colour, ink or paper, that reads best on a fill."""
    return INK if contrast(INK, fill) >= contrast(PAPER, fill) else PAPER
