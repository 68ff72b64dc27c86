"""The word `curves`: numbers over a step, an epoch or an input, as lines with their names."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import floor, isfinite, log10

from apart.draw import check, svg, words

_HEIGHT = 150  # of the field
_WIDTHS = 150, 240  # of the field: as wide as lets the names beside it fit on a phone
_PHONE = 328
_TOP = svg.MARGIN + 22  # below the vertical axis's name
_BOTTOM = _TOP + _HEIGHT
_LINE = 14  # from one name to the next
# Told apart without colour, too.
_STYLES: list[dict[str, str | float]] = [
    {"stroke": svg.ACCENT, "stroke_width": 2},
    {"stroke": svg.INK, "stroke_width": 1.5},
    {"stroke": svg.ACCENT, "stroke_width": 2, "stroke_dasharray": "6 3"},
    {"stroke": svg.INK, "stroke_width": 1.5, "stroke_dasharray": "6 3"},
    {"stroke": svg.SOFT, "stroke_width": 1.5, "stroke_dasharray": "2 2"},
]

Points = Sequence[tuple[float, float]]


def curves(rows: Mapping[str, Points], *, title: str, x: str, y: str) -> str:
    """Draw each row as a line through its points, named at its end.

    Args:
        rows: {label: [(x, y), ...]}, at most five, each in the order of its x.
        title: What the picture is called.
        x: What runs to the right.
        y: What goes up.

    Returns:
        The SVG.

    Raises:
        TypeError, ValueError: `rows` holds nothing, too many rows, a row without points, or a
            point that is no pair of finite numbers, or goes back in x.
    """
    check.filled(rows, "rows")
    if len(rows) > len(_STYLES):
        raise ValueError(f"rows: {len(rows)} curves, where {len(_STYLES)} can be told apart")
    for label, points in rows.items():
        _check(label, points)
    field = _Field(rows)
    lines = field.axes(x, y)
    placed = {label: [field.place(*point) for point in points] for label, points in rows.items()}
    names = _spread({label: points[-1][1] for label, points in placed.items()})
    right = field.left + field.width + 8
    for (label, points), style in zip(placed.items(), _STYLES, strict=False):
        lines.append(_curve(points, style))
        lines.append(svg.text(label, right, names[label] + 4, fill=str(style["stroke"])))
    width = right + max(svg.text_width(label, svg.SMALL) for label in rows)
    height = max(_BOTTOM + 38, *names.values())
    return svg.picture(width + svg.MARGIN, height + svg.MARGIN, title, _describe(rows, x, y), lines)


class _Field:
    """Where a point of the rows' numbers stands in the picture."""

    def __init__(self, rows: Mapping[str, Points]) -> None:
        xs, ys = ([point[i] for points in rows.values() for point in points] for i in (0, 1))
        self.ends = min(xs), max(xs)
        self.across = [t for t in _ticks(*self.ends) if self.ends[0] <= t <= self.ends[1]]
        self.up = _ticks(min(ys), max(ys))
        room = max(svg.text_width(_written(tick), svg.SMALL) for tick in self.up)
        self.left = svg.MARGIN + 8 + room
        names = max(svg.text_width(label, svg.SMALL) for label in rows)
        least, most = _WIDTHS
        self.width = min(most, max(least, _PHONE - self.left - 8 - names - svg.MARGIN))

    def place(self, x: float, y: float) -> tuple[float, float]:
        across, up = _share(x, *self.ends), _share(y, self.up[0], self.up[-1])
        return self.left + across * self.width, _TOP + (1 - up) * _HEIGHT

    def axes(self, x: str, y: str) -> list[str]:
        lines = [svg.text(y, svg.MARGIN, svg.MARGIN + 9, fill=svg.SOFT)]
        for tick in self.up:
            at = round(self.place(0, tick)[1])
            lines.append(svg.path(f"M{self.left} {at + 0.5}h{self.width}", svg.HAIR))
            name = _written(tick)
            lines.append(svg.text(name, self.left - 6, at + 4, fill=svg.SOFT, anchor="end"))
        for tick in self.across:
            at = round(self.place(tick, 0)[0])
            name = _written(tick)
            lines.append(svg.text(name, at, _BOTTOM + 16, fill=svg.SOFT, anchor="middle"))
        middle = self.left + self.width / 2
        return [*lines, svg.text(x, middle, _BOTTOM + 32, fill=svg.SOFT, anchor="middle")]


def _check(label: str, points: Points) -> None:
    if not points:
        raise ValueError(f"rows: {label!r} has no points")
    for point in points:
        if len(point) != 2 or not all(isinstance(v, int | float) and isfinite(v) for v in point):
            raise ValueError(f"rows: {label!r} has {point!r}, not two finite numbers")
    if any(b[0] < a[0] for a, b in pairwise(points)):
        raise ValueError(f"rows: {label!r} goes back in x")


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers from `low` or below to `high` or above, three to six of them."""
    span = (high - low) or abs(high) or 1
    power = 10 ** floor(log10(span / 3))
    step = next(s * power for s in (1, 2, 5, 10) if span / (s * power) <= 5)
    first = floor(low / step + 1e-9)
    last = -floor(-high / step + 1e-9)
    return [n * step for n in range(first, max(last, first + 1) + 1)]


def _share(value: float, low: float, high: float) -> float:
    return (value - low) / (high - low) if high > low else 0.5


def _written(value: float) -> str:
    return f"{value + 0:.4g}"  # + 0: no minus before a zero


def _curve(points: Sequence[tuple[float, float]], style: Mapping[str, str | float]) -> str:
    """A line through the points; a single point is a dot."""
    if len(points) == 1:
        ((cx, cy),) = points
        return svg.element("circle", cx=cx, cy=cy, r=3, fill=style["stroke"])
    d = "M" + "L".join(f"{svg.number(px)} {svg.number(py)}" for px, py in points)
    return svg.element("path", d=d, fill="none", **style)


def _spread(heights: Mapping[str, float]) -> dict[str, float]:
    """The names' heights, moved down where two would stand on one another."""
    placed: dict[str, float] = {}
    free = float(_TOP)
    for label in sorted(heights, key=lambda label: heights[label]):
        placed[label] = max(heights[label], free)
        free = placed[label] + _LINE
    return placed


def _describe(rows: Mapping[str, Points], x: str, y: str) -> str:
    parts = [f"{words.count(len(rows), 'curve').capitalize()}: {y} over {x}."]
    for label, points in rows.items():
        (x0, y0), (x1, y1) = points[0], points[-1]
        ys = [py for _, py in points]
        text = f"{label}: {_written(y0)} at {_written(x0)}, {_written(y1)} at {_written(x1)}"
        text += f", between {_written(min(ys))} and {_written(max(ys))}"
        parts.append(words.stop(text))
    return " ".join(parts)
