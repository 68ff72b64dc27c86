"""The word `tree`: what is registered in a module, level by level."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from apart.draw import svg, words

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

_LIMIT = 60  # entries in one picture
_ROW = 28  # height of a box with one line
_LINE = 16  # height of a further line
_GAP = 6  # between two rows
_STEP = 26  # from a module to what is in it
_STEM = 12  # from a module's left side to the line that leads down from it


@dataclass(frozen=True)
class _Entry:
    """One name in the tree: a module, a parameter, a buffer, or a name that holds None."""

    thing: Module | Tensor | None
    what: str  # "module", "parameter" or "buffer"
    key: str  # the name in the module above
    path: str  # the keys on the way, joined by dots
    parent: int | None  # index of the module above
    depth: int
    first: str | None  # where the same thing stands already
    kind: str  # a module's class; a tensor's shape, and what kind of tensor it is
    note: tuple[str, ...]
    marked: bool

    @property
    def head(self) -> str:
        """What is written beside the name."""
        return self.kind if self.first is None else f"same as {self.first or 'the root'}"

    @property
    def width(self) -> int:
        """The width of its box."""
        head = f"{self.key} {self.head}".strip()
        lines = [svg.text_width(head), *(svg.text_width(line, svg.SMALL) for line in self.note)]
        return max(lines) + 20

    @property
    def height(self) -> int:
        """The height of its box."""
        return _ROW + _LINE * len(self.note)


@dataclass
class _Reader:
    """Walks the registered names of a module, each module's parameters and buffers first."""

    notes: Callable[[Any], str | None] | None
    marks: list[Any]
    entries: list[_Entry] = field(default_factory=list)
    met: dict[int, str] = field(default_factory=dict)  # id -> the first path; the tree keeps all

    def read(
        self, thing: Any, what: str, kind: str, key: str = "", parent: int | None = None
    ) -> None:
        """Add the entry, and if it is a module that is met for the first time what lies in it."""
        path, depth = key, 0
        if parent is not None:
            above = self.entries[parent]
            path, depth = f"{above.path}.{key}".lstrip("."), above.depth + 1
        first = None if thing is None else self.met.get(id(thing))
        if thing is not None:
            self.met.setdefault(id(thing), path)
        note = _note(thing, self.notes) if thing is not None and first is None else ()
        marked = any(thing is mark for mark in self.marks)
        entry = _Entry(thing, what, key, path, parent, depth, first, kind, note, marked)
        index = len(self.entries)
        self.entries.append(entry)
        if len(self.entries) > _LIMIT:
            raise ValueError(f"module: it holds more than {_LIMIT} names")
        if what == "module" and thing is not None and first is None:
            self._inside(thing, index)

    def _inside(self, module: Module, index: int) -> None:
        for key, parameter in module._parameters.items():
            self.read(parameter, "parameter", _shape(parameter), key, index)
        for key, buffer in module._buffers.items():
            saved = "" if key not in module._non_persistent_buffers_set else ", not saved"
            self.read(buffer, "buffer", f"{_shape(buffer)} buffer{saved}", key, index)
        for key, child in module._modules.items():
            kind = "None" if child is None else type(child).__name__
            self.read(child, "module", kind, key, index)


def tree(
    module: Module,
    *,
    title: str,
    notes: Callable[[Module | Tensor], str | None] | None = None,
    mark: Module | Tensor | Iterable[Module | Tensor] = (),
) -> str:
    """Draw what is registered in a module: its parameters, its buffers, and the modules in it.

    A module's box has square corners and names its class; a parameter's or a buffer's is round
    and names its shape. What stands under a second name is drawn dashed there, with its first
    name, and what is in it is not drawn again. A name that holds None is drawn dashed, too.

    Args:
        module: The root of the tree.
        title: What the picture is called.
        notes: Called with each module, parameter and buffer; what it returns is written in its
            box, line by line.
        mark: Modules, parameters and buffers to draw in the accent.

    Returns:
        The SVG.

    Raises:
        TypeError, ValueError: an argument, which is named, holds what is no module or tensor, or
            is not in the tree; or the tree has more than 60 names.
    """
    from torch.nn import Module

    if not isinstance(module, Module):
        raise TypeError(f"module: expected a module, got {type(module).__name__}")
    if notes is not None and not callable(notes):
        raise TypeError("notes: expected a function from a module or a tensor to its text")
    marks = _marks(mark)
    reader = _Reader(notes, marks)
    reader.read(module, "module", type(module).__name__)
    for one in marks:
        if id(one) not in reader.met:
            raise ValueError(f"mark: this {type(one).__name__} is not in the tree")
    return _draw(reader.entries, title)


def _marks(mark: Any) -> list[Any]:
    """The things to mark; a module may be iterable, and a tensor is, but is one thing."""
    from torch import Tensor
    from torch.nn import Module

    if isinstance(mark, Module | Tensor) or not isinstance(mark, Iterable):
        mark = [mark]
    marks = list(mark)
    for one in marks:
        if not isinstance(one, Module | Tensor):
            raise TypeError(f"mark: expected a module or a tensor, got {type(one).__name__}")
    return marks


def _note(thing: Any, notes: Callable[[Any], str | None] | None) -> tuple[str, ...]:
    """What the caller has to say of a module or a tensor, in lines."""
    text = None if notes is None else notes(thing)
    if not isinstance(text, str | None):
        kind = type(text).__name__
        raise TypeError(f"notes: gave no text for {type(thing).__name__}, but type {kind}")
    return tuple(text.splitlines()) if text else ()


def _shape(tensor: Tensor | None) -> str:
    from torch.nn.parameter import is_lazy

    if tensor is None:
        return "None"
    return "no shape yet" if is_lazy(tensor) else str(tuple(tensor.shape))


def _draw(entries: list[_Entry], title: str) -> str:
    tops: list[int] = []
    y = svg.MARGIN
    for entry in entries:
        tops.append(y)
        y += entry.height + _GAP
    lines = _stems(entries, tops)
    for entry, top in zip(entries, tops, strict=True):
        lines += _box(entry, top)
    right = max(_left(entry) + entry.width for entry in entries)
    return svg.picture(right + svg.MARGIN, y - _GAP + svg.MARGIN, title, _describe(entries), lines)


def _left(entry: _Entry) -> int:
    return svg.MARGIN + entry.depth * _STEP


def _stems(entries: list[_Entry], tops: list[int]) -> list[str]:
    """From each module's box a line down along what is in it, and a short one to each."""
    lines = []
    for index, (entry, top) in enumerate(zip(entries, tops, strict=True)):
        inside = [i for i, other in enumerate(entries) if other.parent == index]
        if not inside:
            continue
        x = _left(entry) + _STEM + 0.5
        ends = [tops[i] + _ROW // 2 + 0.5 for i in inside]
        d = f"M{x} {top + entry.height}V{ends[-1]}"
        for i, end in zip(inside, ends, strict=True):
            d += f"M{x} {end}H{_left(entries[i])}"
        lines.append(svg.path(d, svg.LINE))
    return lines


def _box(entry: _Entry, top: int) -> list[str]:
    """A name and what it holds: square for a module, round for a tensor, dashed for neither."""
    again = entry.first is not None or entry.thing is None
    ink = svg.ACCENT if entry.marked else svg.INK
    style: dict[str, str | float] = {"stroke": svg.ACCENT if entry.marked else svg.LINE}
    if entry.marked:
        style["stroke_width"] = 2
    if again:
        style["stroke_dasharray"] = "4 3"
    left = _left(entry)
    x, base = left + 10, top + 18.5
    lines = [
        svg.rect(
            left,
            top,
            entry.width - 1,
            entry.height - 1,
            rx=3 if entry.what == "module" else 14,
            fill="none" if again or entry.what == "buffer" else svg.TINT,
            **style,
        )
    ]
    if entry.key:
        lines.append(svg.text(entry.key, x, base, fill=ink, size=svg.SIZE, bold=True))
        x += svg.text_width(f"{entry.key} ")
    colour = svg.SOFT if entry.key else ink
    lines.append(svg.text(entry.head, x, base, fill=colour, size=svg.SIZE))
    for i, line in enumerate(entry.note):
        y = base + _LINE * (i + 1)
        lines.append(svg.text(line, left + 10, y, fill=svg.SOFT, font=svg.PROSE))
    return lines


def _describe(entries: list[_Entry]) -> str:
    root, *named = entries
    parts = [f"{words.count(len(named), 'name').capitalize()} in the tree of {root.kind}."]
    for index, entry in enumerate(entries):
        inside = [_told(other) for other in entries if other.parent == index]
        if inside:
            parts.append(f"{_call(entry)} holds {'; '.join(inside)}.")
    parts += [
        words.stop(f"In the box of {_call(entry)}: {' '.join(entry.note)}")
        for entry in entries
        if entry.note
    ]
    if marked := [_call(entry) for entry in entries if entry.marked]:
        parts.append(f"Marked: {words.listing(marked)}.")
    return " ".join(parts)


def _call(entry: _Entry) -> str:
    return entry.path or entry.kind


def _told(entry: _Entry) -> str:
    """An entry in words: the parameter weight of shape (2, 1); the module act, a ReLU."""
    name = f"the {entry.what} {entry.key}"
    if entry.first is not None:
        return f"{name}, {entry.head}"
    if entry.thing is None:
        return f"{name}, which is None"
    if entry.what == "module":
        return f"{name}, of class {entry.kind}"
    shape, _, saved = entry.kind.partition(" buffer")
    return f"{name} of shape {shape}{saved}" if shape.startswith("(") else f"{name}, {entry.kind}"
