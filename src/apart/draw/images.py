"""The word `images`: small photographs side by side, with boxes on them."""

import base64
import struct
import zlib
from collections.abc import Mapping, Sequence
from math import floor, isfinite
from typing import Any

from apart.draw import check, svg, words

_LIMIT = 96  # pixels across, and down
_COLOURS = 256  # what a PNG's palette holds: a byte for each pixel instead of three
_GAP = 14  # between two images
_LABEL = 20  # the room above an image

_Rows = list[list[tuple[int, int, int]]]
_Box = tuple[int, int, int, int]


def images(
    photographs: Mapping[str, Any],
    *,
    title: str,
    boxes: Mapping[str, Any] | None = None,
    columns: int = 3,
    scale: int = 2,
) -> str:
    """Draw small photographs, a square of `scale` units for each pixel.

    Args:
        photographs: {label: tensor or array of shape (3, height, width)}, in the order to draw;
            integers from 0 to 255, at most 96 by 96 pixels.
        title: What the picture is called, and what is to be seen on it.
        boxes: {label: rows of (left, top, right, bottom)}, drawn in the accent, rounded to
            whole pixels.
        columns: How many images stand side by side before the next row begins.
        scale: Units that a pixel is wide and high.

    Returns:
        The SVG. Each image is a PNG within it, not compressed, so that its bytes are the same on
        every machine, and in at most 256 colours.

    Raises:
        TypeError, ValueError: an argument, which is named, holds what is no such image, or a box
            on an image that is not there, without an area or beyond the image's edge.
    """
    check.filled(photographs, "photographs")
    check.labelled(boxes or {}, "boxes")
    check.positive(columns, "columns")
    check.positive(scale, "scale")
    drawn = {label: _pixels(label, values) for label, values in photographs.items()}
    marked: dict[str, list[_Box]] = {}
    for label, found in (boxes or {}).items():
        if label not in drawn:
            raise ValueError(f"boxes: {label!r} is no label of photographs")
        marked[label] = _boxes(label, found, drawn[label])
    labels, lines = list(drawn), []
    right, top = 0, svg.MARGIN
    for start in range(0, len(labels), columns):
        row, left = labels[start : start + columns], svg.MARGIN
        for label in row:
            lines += _draw(label, drawn[label], marked.get(label, []), left, top, scale)
            width = max(scale * len(drawn[label][0]), svg.text_width(label, svg.SMALL))
            left += width + _GAP
        right = max(right, left - _GAP + svg.MARGIN)
        top += _LABEL + scale * max(len(drawn[label]) for label in row) + _GAP
    return svg.picture(right, top - _GAP + svg.MARGIN, title, _describe(drawn, marked), lines)


def _pixels(label: str, values: Any) -> _Rows:
    """The colours row by row, after checking that they can be drawn."""
    planes = values.tolist() if hasattr(values, "tolist") else values
    if not isinstance(planes, list) or len(planes) != 3:
        raise TypeError(f"photographs: {label!r} does not have the shape (3, height, width)")
    try:
        rows = [list(zip(*row, strict=True)) for row in zip(*planes, strict=True)]
    except (TypeError, ValueError):  # no rows, or not all of one length
        message = f"photographs: {label!r} does not have the shape (3, height, width)"
        raise TypeError(message) from None
    if not 1 <= len(rows) <= _LIMIT or not 1 <= len(rows[0]) <= _LIMIT:
        raise ValueError(f"photographs: {label!r} is not between 1 and {_LIMIT} pixels high, wide")
    for value in (value for row in rows for colour in row for value in colour):
        if not isinstance(value, int) or not 0 <= value <= 255:
            raise ValueError(f"photographs: {label!r} holds {value!r}, no integer from 0 to 255")
    return rows


def _boxes(label: str, values: Any, image: _Rows) -> list[_Box]:
    """An image's boxes in whole pixels, after checking that they lie on it."""
    found = values.tolist() if hasattr(values, "tolist") else values
    if not isinstance(found, Sequence) or not all(map(_is_box, found)):
        raise TypeError(f"boxes: those of {label!r} are no rows of (left, top, right, bottom)")
    boxes: list[_Box] = []
    for row in found:
        left, top, right, bottom = (floor(value + 0.5) for value in row)
        if not (0 <= left < right <= len(image[0]) and 0 <= top < bottom <= len(image)):
            raise ValueError(f"boxes: {label!r} has {row}, which is no area of its image")
        boxes.append((left, top, right, bottom))
    return boxes


def _is_box(row: Any) -> bool:
    return (
        isinstance(row, Sequence)
        and len(row) == 4
        and all(isinstance(value, int | float) and isfinite(value) for value in row)
    )


def _draw(label: str, rows: _Rows, boxes: list[_Box], left: int, top: int, scale: int) -> list[str]:
    """An image's label, the image in a frame, and its boxes."""
    width, height, y = scale * len(rows[0]), scale * len(rows), top + _LABEL
    data = base64.b64encode(_png(rows)).decode()
    return [
        svg.text(label, left, top + 12, font=svg.PROSE),
        svg.element(
            "image",
            href=f"data:image/png;base64,{data}",
            x=left,
            y=y,
            width=width,
            height=height,
            style="image-rendering:pixelated",
        ),
        svg.rect(left - 1, y - 1, width + 1, height + 1, fill="none", stroke=svg.LINE),
        *(
            svg.rect(
                left + scale * a,
                y + scale * b,
                scale * (c - a) - 1,
                scale * (d - b) - 1,
                fill="none",
                stroke=svg.ACCENT,
                stroke_width=2,
            )
            for a, b, c, d in boxes
        ),
    ]


def _png(rows: _Rows) -> bytes:
    """A PNG with a palette, its pixels stored as they are."""
    rows, palette = _few_colours(rows)
    number = {colour: i for i, colour in enumerate(palette)}
    # Each row begins with the number of its filter, of which 0 is none.
    pixels = b"".join(bytes([0, *(number[colour] for colour in row)]) for row in rows)
    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 3, 0, 0, 0)
    colours = bytes(value for colour in palette for value in colour)
    chunks = (b"IHDR", header), (b"PLTE", colours), (b"IDAT", _stored(pixels)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _stored(data: bytes) -> bytes:
    """A zlib stream of one block that is not compressed: compressors differ, copies do not."""
    size = struct.pack("<HH", len(data), len(data) ^ 0xFFFF)
    return b"\x78\x01\x01" + size + data + struct.pack(">I", zlib.adler32(data))


def _few_colours(rows: _Rows) -> tuple[_Rows, list[tuple[int, int, int]]]:
    """The image in as many steps from dark to bright as leave it at most 256 colours."""
    for steps in range(31, 0, -1):

        def rounded(value: int, steps: int = steps) -> int:
            return round(value * steps / 255) * 255 // steps

        few = [[(rounded(r), rounded(g), rounded(b)) for r, g, b in row] for row in rows]
        palette = sorted({colour for row in few for colour in row})
        if len(palette) <= _COLOURS:
            break
    return few, palette


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + checksum


def _describe(images: Mapping[str, _Rows], boxes: Mapping[str, list[_Box]]) -> str:
    parts = [f"{words.count(len(images), 'photograph').capitalize()}, sizes in pixels."]
    for label, rows in images.items():
        text = f"{label}: {len(rows[0])} wide, {len(rows)} high"
        if found := boxes.get(label):
            places = [f"({a}, {b}) to ({c}, {d})" for a, b, c, d in found]
            text += f", {'boxes' if found[1:] else 'a box'} from {words.listing(places)}"
        parts.append(f"{text}.")
    return " ".join(parts)
