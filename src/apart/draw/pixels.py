"""The word `pixels`: small images side by side, a cell for each value, stronger for more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import floor, isfinite
from typing import Any

from apart.draw import check, svg, words

_CELL = 10
_LEVELS = 5  # shades above the empty cell: few, so that a last digit rarely changes one
_LIMIT = 32  # cells across an image, and down
_GAP = 14  # between two images
_LABEL = 20  # the room above an image


@dataclass(frozen=True)
class _Image:
    label: str
    rows: list[list[float]]
    marked: bool

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of its cells."""
        return _CELL * len(self.rows[0]), _CELL * len(self.rows)

    @property
    def top(self) -> float:
        """The largest value, which is drawn at full strength."""
        return max(map(max, self.rows))

    def cells(self, low: int, high: int = _LEVELS) -> list[tuple[int, int]]:
        """The (row, column) of all cells with a shade from `low` to `high`."""
        return [
            (i, j)
            for i, row in enumerate(self.rows)
            for j, value in enumerate(row)
            if low <= self._shade(value) <= high
        ]

    def _shade(self, value: float) -> int:
        return floor(value / self.top * _LEVELS + 0.5) if self.top else 0


def pixels(
    images: Mapping[str, Any], *, title: str, columns: int = 4, mark: Iterable[str] = ()
) -> str:
    """Draw values as the cells of small images: zero is empty, an image's largest is full.

    Args:
        images: {label: two-dimensional tensor, array or list of lists}, in the order to draw,
            each of at most 32 by 32 values that are zero or more.
        title: What the picture is called.
        columns: How many images stand side by side before the next row begins.
        mark: Labels of the images to draw in the accent.

    Returns:
        The SVG. Values are rounded to fifths of their own image's largest: two images can be
        compared in where they are strong, not in how strong.

    Raises:
        TypeError, ValueError: an argument, which is named, holds what is no image, a value that
            is negative or not finite, or a label that is no image's; or `columns` is not a
            positive integer.
    """
    check.filled(images, "images")
    marked = list(mark)
    for label in marked:
        if label not in images:
            raise ValueError(f"mark: {label!r} is no label of images")
    check.positive(columns, "columns")
    drawn = [
        _Image(label, _rows(label, values), label in marked) for label, values in images.items()
    ]
    lines: list[str] = []
    width, top = 0, svg.MARGIN
    for start in range(0, len(drawn), columns):
        row, left = drawn[start : start + columns], svg.MARGIN
        for image in row:
            lines += _draw(image, left, top)
            left += max(image.size[0] + 1, svg.text_width(image.label, svg.SMALL)) + _GAP
        width = max(width, left - _GAP + svg.MARGIN)
        top += _LABEL + max(image.size[1] for image in row) + _GAP
    return svg.picture(width, top - _GAP + 1 + svg.MARGIN, title, _describe(drawn), lines)


def _rows(label: str, values: Any) -> list[list[float]]:
    """The values as lists of numbers, after checking that they can be drawn."""
    rows = values.tolist() if hasattr(values, "tolist") else values
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise TypeError(f"images: {label!r} is not two-dimensional")
    widths = {len(row) for row in rows}
    if len(widths) != 1 or not 1 <= max(widths) <= _LIMIT or len(rows) > _LIMIT:
        raise ValueError(
            f"images: {label!r} does not have 1 to {_LIMIT} rows of 1 to {_LIMIT} values, all of "
            "one length"
        )
    for value in (value for row in rows for value in row):
        if not isinstance(value, int | float):  # a bool is a number here: a mask is an image
            raise TypeError(f"images: {label!r} holds {value!r}, not a number")
        if not isfinite(value) or value < 0:
            raise ValueError(f"images: {label!r} holds {value}; a cell is zero or more, and finite")
    return rows


def _draw(image: _Image, left: int, top: int) -> list[str]:
    """An image's label, its frame, and one path of cells for each shade."""
    ink = svg.ACCENT if image.marked else svg.INK
    y = top + _LABEL
    lines = [svg.text(image.label, left, top + 12, font=svg.PROSE)]
    for level in range(1, _LEVELS + 1):
        if cells := image.cells(level, level):
            d = "".join(
                f"M{left + j * _CELL} {y + i * _CELL}h{(end - j) * _CELL}v{_CELL}"
                f"h-{(end - j) * _CELL}Z"
                for i, j, end in _runs(cells)
            )
            lines.append(
                svg.element(
                    "path",
                    d=d,
                    fill=ink,
                    fill_opacity=f"{level / _LEVELS:.1f}",
                    shape_rendering="crispEdges",
                )
            )
    width, height = image.size
    return [*lines, svg.rect(left - 1, y - 1, width + 1, height + 1, fill="none", stroke=svg.LINE)]


def _runs(cells: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Cells that lie side by side in a row, as (row, first column, column after the last)."""
    runs: list[tuple[int, int, int]] = []
    for i, j in cells:
        if runs and runs[-1][0] == i and runs[-1][2] == j:
            runs[-1] = (i, runs[-1][1], j + 1)
        else:
            runs.append((i, j, j + 1))
    return runs


def _describe(images: list[_Image]) -> str:
    parts = [
        f"{words.count(len(images), 'image').capitalize()}. A cell is the stronger, the larger "
        "its value, measured by the largest of its own image; rows and columns count from 0."
    ]
    for image in images:
        size = f"{words.count(len(image.rows), 'row')} of {words.count(len(image.rows[0]), 'cell')}"
        if not image.top:
            parts.append(f"{image.label}: {size}, all of them empty.")
            continue
        largest = f"{image.top:.0f}" if image.top == int(image.top) else f"{image.top:.2g}"
        strong = words.listing(_places(image.cells(_LEVELS // 2 + 1)))
        parts.append(f"{image.label}: {size}, the largest {largest}. Half of it or more: {strong}.")
    if marked := [image.label for image in images if image.marked]:
        parts.append(f"Marked: {words.listing(marked)}.")
    return " ".join(parts)


def _places(cells: list[tuple[int, int]]) -> list[str]:
    """Where cells lie, row by row: 'row 0 columns 2 to 4 and 6'."""
    rows: dict[int, list[str]] = {}
    for i, j, end in _runs(cells):
        columns = str(j) if end == j + 1 else f"{j} to {end - 1}"
        rows.setdefault(i, []).append(columns)
    return [
        f"row {i} {'columns' if spans[1:] or ' ' in spans[0] else 'column'} {words.listing(spans)}"
        for i, spans in rows.items()
    ]
