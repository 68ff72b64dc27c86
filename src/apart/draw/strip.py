"""The word `strip`: one storage as a row of cells, and the tensors that lie on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from apart.draw import check, svg, words

if TYPE_CHECKING:
    from torch import Tensor

_LIMIT = 16  # cells in one picture
_CELL = 26  # height


@dataclass(frozen=True)
class _View:
    label: str
    form: str  # its shape, stride and offset, as written
    note: str
    cells: dict[int, list[tuple[int, ...]]]  # cell -> the indices that lie in it


def strip(
    tensors: Mapping[str, Tensor], *, title: str, notes: Mapping[str, str] | None = None
) -> str:
    """Draw the one storage under some tensors, and for each tensor the cells that it uses.

    Args:
        tensors: {label: tensor}, in the order to draw, all on one storage of 1 to 16 elements.
        title: What the picture is called.
        notes: {label: text}, written under that tensor's row.

    Returns:
        The SVG. In a tensor's cell stands the index that it has there, or how many of the
        tensor's elements share the cell.

    Raises:
        TypeError, ValueError: an argument, which is named, holds what is no tensor; the tensors
            lie on different storages or read it as different dtypes; the storage is empty, too
            long or without values; or a note's label is no tensor's.
    """
    check.filled(tensors, "tensors")
    notes = {} if notes is None else notes
    check.labelled(notes, "notes")
    values, width = _values(tensors)
    for label in notes:
        if label not in tensors:
            raise ValueError(f"notes: {label!r} is no label of tensors")
    views = [_view(label, tensor, notes.get(label, "")) for label, tensor in tensors.items()]
    cells = f"{words.count(len(values), 'cell')} of {words.count(width, 'byte')}"
    return _draw(values, cells, views, title)


def _values(tensors: Mapping[str, Tensor]) -> tuple[list[str], int]:
    """The storage's elements as text and the bytes of one, after checking that it can be drawn."""
    from torch import Tensor, strided

    for label, tensor in tensors.items():
        if not isinstance(tensor, Tensor):
            raise TypeError(f"tensors: {label!r} is no tensor, but of type {type(tensor).__name__}")
        if tensor.layout != strided or tensor.is_meta:
            raise ValueError(f"tensors: {label!r} has no storage with values")
    (name, first), *others = tensors.items()
    for label, tensor in others:
        if tensor.untyped_storage().data_ptr() != first.untyped_storage().data_ptr():
            raise ValueError(f"tensors: {label!r} does not share the storage of {name!r}")
        if tensor.dtype != first.dtype:
            raise ValueError(f"tensors: {label!r} reads the storage of {name!r} as {tensor.dtype}")
    size = first.untyped_storage().nbytes() // first.element_size()
    if not 1 <= size <= _LIMIT:
        raise ValueError(f"tensors: the storage has {size} cells; 1 to {_LIMIT} can be drawn")
    flat = first.detach().as_strided((size,), (1,), 0)
    return [_value(value) for value in flat.tolist()], first.element_size()


def _value(value: object) -> str:
    """A value much as torch prints it: 3. for the float, 3 for the integer, four digits at most."""
    if not isinstance(value, float):
        return str(value)
    return f"{value:.0f}." if value.is_integer() and abs(value) < 1e6 else f"{value:.4g}"


def _view(label: str, tensor: Tensor, note: str) -> _View:
    shape, stride, offset = tuple(tensor.shape), tensor.stride(), tensor.storage_offset()
    cells: dict[int, list[tuple[int, ...]]] = {}
    for index in product(*map(range, shape)):
        cell = int(offset) + sum(i * step for i, step in zip(index, stride, strict=True))
        cells.setdefault(cell, []).append(index)
    return _View(label, f"shape {shape} stride {stride} offset {offset}", note, cells)


def _inside(indices: list[tuple[int, ...]]) -> str:
    """What stands in a view's cell: the index that it has there, or how many lie there."""
    if len(indices) > 1:
        return f"×{len(indices)}"
    return ",".join(map(str, indices[0])) or "·"


def _draw(values: list[str], cells: str, views: list[_View], title: str) -> str:
    inside = [_inside(indices) for view in views for indices in view.cells.values()]
    cell = max(30, *(svg.text_width(text) + 8 for text in [*values, *inside]))
    y = svg.MARGIN
    lines = _heading("storage", cells, y) + _storage(values, y + 20, cell)
    y += 80
    for view in views:
        lines += _heading(view.label, view.form, y) + _row(view, len(values), y + 18, cell)
        y += 18 + _CELL
        if view.note:
            y += 18
            lines.append(svg.text(view.note, svg.MARGIN, y - 4, fill=svg.SOFT, font=svg.PROSE))
        y += 12
    texts = [f"storage  {cells}"]
    texts += [text for view in views for text in (f"{view.label}  {view.form}", view.note)]
    room = [svg.text_width(text, svg.SMALL) for text in texts]
    width = max(len(values) * cell + 1, *room) + 2 * svg.MARGIN
    return svg.picture(width, y - 12 + svg.MARGIN, title, _describe(values, cells, views), lines)


def _heading(label: str, text: str, y: int) -> list[str]:
    """A row's label, and beside it what there is to know of it."""
    x = svg.MARGIN + svg.text_width(f"{label}  ", svg.SMALL)
    return [
        svg.text(label, svg.MARGIN, y + 12, bold=True),
        svg.text(text, x, y + 12, fill=svg.SOFT),
    ]


def _storage(values: list[str], y: int, cell: int) -> list[str]:
    """The cells, each with its value in it and its number under it."""
    lines = []
    for i, value in enumerate(values):
        x = svg.MARGIN + i * cell
        middle = x + cell / 2
        lines += [
            svg.rect(x, y, cell, _CELL, fill=svg.TINT, stroke=svg.LINE),
            svg.text(value, middle, y + 18, size=svg.SIZE, anchor="middle"),
            svg.text(str(i), middle, y + _CELL + 14, fill=svg.SOFT, anchor="middle"),
        ]
    return lines


def _row(view: _View, size: int, y: int, cell: int) -> list[str]:
    """The strip once more, faint, and on it the cells that the view uses."""
    lines = [svg.rect(svg.MARGIN, y, size * cell, _CELL, fill="none", stroke=svg.HAIR)]
    for i, indices in sorted(view.cells.items()):
        x = svg.MARGIN + i * cell
        lines += [
            svg.rect(x, y, cell, _CELL, fill=svg.ACCENT, fill_opacity="0.1", stroke=svg.ACCENT),
            svg.text(_inside(indices), x + cell / 2, y + 17, anchor="middle"),
        ]
    return lines


def _describe(values: list[str], cells: str, views: list[_View]) -> str:
    parts = [words.stop(f"One storage, {cells}, with the values {words.listing(values)}")]
    for view in views:
        parts.append(f"The tensor {view.label} has {view.form} and {_uses(view)}.")
        if view.note:
            parts.append(words.stop(f"Beside {view.label} stands: {view.note}"))
    return " ".join(parts)


def _uses(view: _View) -> str:
    """The cells that a view uses, each with how often where it is more than once."""
    if not view.cells:
        return "uses no cell"
    cells = [
        str(i) if len(indices) == 1 else f"{i} ({len(indices)} times)"
        for i, indices in sorted(view.cells.items())
    ]
    return f"uses {'cell' if len(cells) == 1 else 'cells'} {words.listing(cells)}"
