"""The word `lanes`: events in the order in which they happened, a column for each actor."""

from collections.abc import Mapping, Sequence

from apart.draw import check, svg, words

_ROW = 26
_HEAD = 40
_GUTTER = 30  # where the order numbers stand
_GAP = 10  # between two lanes


def lanes(rows: Mapping[str, Sequence[tuple[int, str]]], *, title: str) -> str:
    """Draw ordered events, downwards, each in the lane that it belongs to.

    Args:
        rows: {lane's label: [(position, text), ...]}; a position is an order number, no time.
        title: What the picture is called.

    Returns:
        The SVG.

    Raises:
        TypeError, ValueError: `rows` holds no events, an event that is no pair of an integer and
            a text, or two events at one position of a lane.
    """
    check.filled(rows, "rows")
    events = _events(rows)
    tops = {
        position: _HEAD + i * _ROW for i, position in enumerate(sorted({p for p, _, _ in events}))
    }
    height = _HEAD + len(tops) * _ROW + svg.MARGIN
    lines = [
        svg.text(str(position), svg.MARGIN + 18, top + 15, fill=svg.SOFT, anchor="end")
        for position, top in tops.items()
    ]
    left = svg.MARGIN + _GUTTER
    for lane, label in enumerate(rows):
        own = {tops[position]: text for position, index, text in events if index == lane}
        width = 16 + max(svg.text_width(text, svg.SMALL) for text in [label, *own.values()])
        lines += _lane(label, own, left, width, height - svg.MARGIN)
        left += width + _GAP
    width = left - _GAP + svg.MARGIN
    return svg.picture(width, height, title, _describe(events, list(rows)), lines)


def _events(rows: Mapping[str, Sequence[tuple[int, str]]]) -> list[tuple[int, int, str]]:
    """All events as (position, lane, text), in order."""
    events: dict[tuple[int, int], str] = {}
    for lane, (label, entries) in enumerate(rows.items()):
        for position, text in entries:
            if isinstance(position, bool) or not isinstance(position, int):
                raise TypeError(f"rows: {label!r} has the position {position!r}, not an integer")
            if not isinstance(text, str):
                raise TypeError(f"rows: {label!r} has {text!r} at {position}, not a text")
            if (position, lane) in events:
                raise ValueError(f"rows: {label!r} has position {position} twice")
            events[position, lane] = text
    if not events:
        raise ValueError("rows: there is nothing to draw")
    return [(position, lane, text) for (position, lane), text in sorted(events.items())]


def _lane(label: str, events: Mapping[int, str], left: int, width: int, bottom: int) -> list[str]:
    """A lane's label, its line, and its events {top: text}."""
    middle = left + width / 2
    lines = [
        svg.text(label, middle, 20, font=svg.PROSE, anchor="middle"),
        svg.path(f"M{left + width // 2 + 0.5} 30V{bottom}", svg.HAIR),
    ]
    for top, text in events.items():
        lines += [
            svg.rect(left, top, width - 1, _ROW - 6, rx=3, fill=svg.TINT, stroke=svg.LINE),
            svg.text(text, middle, top + 14.5, anchor="middle"),
        ]
    return lines


def _describe(events: list[tuple[int, int, str]], labels: list[str]) -> str:
    parts = [f"{words.count(len(labels), 'lane').capitalize()}: {words.listing(labels)}."]
    parts += [words.stop(f"{position}, {labels[lane]}: {text}") for position, lane, text in events]
    return " ".join(parts)
