"""The word `bars`: numbers as horizontal bars from an honest zero."""

from collections.abc import Iterable, Mapping
from math import isfinite

from apart.draw import check, svg, words

_LENGTH = 240  # of the longest bar
_ROW = 46
_LEFT = svg.MARGIN + 1  # where zero is


def bars(rows: Mapping[str, float], *, title: str, unit: str = "", mark: Iterable[str] = ()) -> str:
    """Draw numbers as bars that all start at zero, each with its number written out.

    Args:
        rows: {label: number}, in the order to draw.
        title: What the picture is called.
        unit: Written after each number.
        mark: Labels of the bars to draw in the accent.

    Returns:
        The SVG.

    Raises:
        TypeError, ValueError: an argument, which is named, holds no number, one that is negative
            or not finite, or a label that is no row's.
    """
    marked = list(mark)
    _check(rows, marked)
    written = {label: _written(value, unit) for label, value in rows.items()}
    top = max(rows.values()) or 1
    lines: list[str] = []
    for i, (label, value) in enumerate(rows.items()):
        length = max(round(value / top * _LENGTH), 1 if value else 0)
        lines += _row(svg.MARGIN + i * _ROW, label, written[label], length, label in marked)
    end = svg.MARGIN + len(rows) * _ROW - 8
    lines.append(svg.path(f"M{_LEFT - 0.5} {svg.MARGIN}V{end}", svg.LINE))
    numbers = max(svg.text_width(text, svg.SMALL) for text in written.values())
    labels = max(svg.text_width(label) for label in rows)
    width = _LEFT + 6 + max(_LENGTH + numbers, labels) + svg.MARGIN
    return svg.picture(width, end + svg.MARGIN, title, _describe(written, marked), lines)


def _check(rows: Mapping[str, float], mark: list[str]) -> None:
    check.filled(rows, "rows")
    for label, value in rows.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError(f"rows: {label!r} is {value!r}, not a number")
        if not isfinite(value) or value < 0:
            raise ValueError(f"rows: {label!r} is {value}; a bar is zero or more, and finite")
    for label in mark:
        if label not in rows:
            raise ValueError(f"mark: {label!r} is no label of rows")


def _written(value: float, unit: str) -> str:
    if value == int(value):
        digits = f"{int(value):,}"
    else:
        digits = f"{value:,.1f}" if value >= 1000 else f"{value:.4g}"
    return f"{digits} {unit}".strip()


def _row(y: int, label: str, written: str, length: int, marked: bool) -> list[str]:
    """A label, under it its bar, and at the bar's end its number."""
    lines = [svg.text(label, _LEFT + 5, y + 13, size=svg.SIZE, font=svg.PROSE)]
    if length:
        fill = svg.ACCENT if marked else svg.LINE
        bar = svg.element("rect", x=_LEFT, y=y + 19, width=length, height=14, fill=fill)
        lines.append(bar)
    ink = svg.ACCENT if marked else svg.INK
    return [*lines, svg.text(written, _LEFT + length + 6, y + 30, fill=ink)]


def _describe(written: Mapping[str, str], mark: list[str]) -> str:
    parts = [f"{words.count(len(written), 'bar').capitalize()} from zero."]
    parts += [words.stop(f"{label}: {text}") for label, text in written.items()]
    if mark:
        parts.append(f"Marked: {words.listing(mark)}.")
    return " ".join(parts)
