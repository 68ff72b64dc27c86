"""Writing SVG: the same bytes at every run, in the site's own colours and fonts."""

import re
from collections.abc import Iterable
from contextvars import ContextVar
from math import ceil, floor
from xml.sax.saxutils import escape, quoteattr

# Whoever runs a picture sets its stem; ids start with it, so that two pictures share a page.
stem: ContextVar[str] = ContextVar("stem", default="picture")

# The page's colours; a fallback serves where the SVG stands alone.
INK = "currentColor"
SOFT = "var(--md-default-fg-color--light, currentColor)"
LINE = "var(--md-default-fg-color--lighter, currentColor)"
HAIR = "var(--md-default-fg-color--lightest, currentColor)"
TINT = "var(--md-code-bg-color, transparent)"
ACCENT = "var(--md-accent-fg-color, currentColor)"

CODE = "var(--md-code-font-family, monospace)"
PROSE = "var(--md-text-font-family, sans-serif)"

SIZE = 13  # units of the text in boxes
SMALL = 12  # units of the text beside them, and the least that a phone shows well
MARGIN = 8


def text_width(text: str, size: int = SIZE) -> int:
    """The room that a line of text needs: fonts are not measured, a letter takes 0.6 em."""
    return ceil(len(text) * size * 6 / 10)


def number(value: float) -> str:
    """A coordinate, rounded to halves, without a needless fraction."""
    halves = floor(value * 2 + 0.5)
    return str(halves // 2) if halves % 2 == 0 else f"{halves / 2:.1f}"


def element(name: str, text: str | None = None, /, **attributes: str | float) -> str:
    """One element on one line; an underscore in an attribute's name stands for a hyphen."""
    written = "".join(
        f" {key.replace('_', '-')}={quoteattr(_attribute(value))}"
        for key, value in attributes.items()
    )
    if text is None:
        return f"<{name}{written}/>"
    return f"<{name}{written}>{escape(_printable(text))}</{name}>"


def text(
    content: str,
    x: float,
    y: float,
    *,
    fill: str = INK,
    size: int = SMALL,
    font: str = CODE,
    anchor: str = "start",
    bold: bool = False,
) -> str:
    """A line of text whose base line starts at (x, y), or has its middle or its end there."""
    weight = {"font_weight": "bold"} if bold else {}
    return element(
        "text",
        content,
        x=x,
        y=y,
        fill=fill,
        font_family=font,
        font_size=size,
        **weight,
        text_anchor=anchor,
    )


def rect(x: float, y: float, width: float, height: float, **style: str | float) -> str:
    """A rectangle, half a unit off, where lines one unit wide are sharp."""
    return element("rect", x=x + 0.5, y=y + 0.5, width=width, height=height, **style)


def path(d: str, stroke: str, **style: str | float) -> str:
    """A line along the path `d`, with nothing inside."""
    return element("path", d=d, fill="none", stroke=stroke, **style)


def group(children: Iterable[str], **attributes: str | float) -> list[str]:
    """The lines of a <g> around the lines of its children."""
    opening = element("g", **attributes).removesuffix("/>") + ">"
    return [opening, *(f"  {child}" for child in children), "</g>"]


def picture(width: float, height: float, title: str, desc: str, body: Iterable[str]) -> str:
    """The whole <svg>: its size, what it is called, what it shows in words, its lines.

    Raises:
        ValueError: no title, or a text that is not printable on one line.
    """
    if not isinstance(title, str) or not title.strip():
        raise ValueError("title: a picture needs a title in words")
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", stem.get())
    w, h = number(width), number(height)
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}"'
        f' role="img" aria-labelledby="{name}-title" aria-describedby="{name}-desc">'
    )
    inner = [
        element("title", title, id=f"{name}-title"),
        element("desc", desc, id=f"{name}-desc"),
        *body,
    ]
    return "\n".join([opening, *(f"  {line}" for line in inner), "</svg>"]) + "\n"


def _attribute(value: str | float) -> str:
    return value if isinstance(value, str) else number(value)


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError(f"text in a picture must be printable, on one line: {text!r}")
    return text
