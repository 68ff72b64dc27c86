"""The word `graph`: the autograd graph under a tensor, from its root down to the leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from typing import TYPE_CHECKING

from apart.draw import cards, layers, reading, svg, telling

if TYPE_CHECKING:
    from torch import Tensor
    from torch.autograd.graph import Node

_NONE = (32, 16)  # the size of the mark where an edge leads nowhere
_STUB = 10  # length of an edge that leads nowhere from a box's side


def graph(
    roots: Tensor | Node | Iterable[Tensor | Node],
    *,
    title: str,
    names: Mapping[str, Tensor] | None = None,
    notes: Callable[[Node], str | None] | None = None,
    mark: Tensor | Node | Iterable[Tensor | Node] = (),
    ghost: Tensor | Node | Iterable[Tensor | Node] = (),
) -> str:
    """Draw the autograd graph under tensors or nodes, from the roots down to the leaves.

    Where a node is asked for, a tensor stands for its own: its `grad_fn`, or for a leaf the
    AccumulateGrad that gathers its gradient.

    Args:
        roots: Where the walk starts; one or several.
        title: What the picture is called.
        names: {label: tensor}; the label is written in the box of the tensor's node. A tensor
            that requires no gradient has no node, and is left out.
        notes: Called with each node; what it returns is written in the node's box, line by line.
        mark: Nodes to draw in the accent.
        ghost: Nodes to draw dashed.

    Returns:
        The SVG.

    Raises:
        TypeError, ValueError: an argument, which is named, holds what is no tensor or node, has
            no node, or is not in the graph; or the graph has more than 60 nodes.
    """
    if isinstance(roots, Set):
        raise TypeError("roots: a set has no order that lasts; give a list")
    starts = reading.nodes_of(roots, "roots")
    if not starts:
        raise ValueError("roots: there is nothing to draw")
    nodes, edges = reading.read(starts)
    labels = reading.names_of(nodes, names or {})
    marked, dashed = reading.indices(nodes, mark, "mark"), reading.indices(nodes, ghost, "ghost")
    boxes = [
        cards.Box(
            kind=type(node).__name__,
            names=tuple(labels.get(i, ())),
            note=reading.note_of(node, notes),
            leaf=type(node).__name__ == "AccumulateGrad",
            marked=i in marked,
            ghost=i in dashed,
        )
        for i, node in enumerate(nodes)
    ]
    return _draw(boxes, edges, title)


def _draw(boxes: list[cards.Box], edges: list[reading.Edge], title: str) -> str:
    own = [[edge for edge in edges if edge.source == i] for i in range(len(boxes))]
    asides = [_asides(some) for some in own]
    sizes, wings = [box.size for box in boxes], [_wings(aside) for aside in asides]
    lines_down, pairs = [], []
    for some, (first, last) in zip(own, asides, strict=True):
        for edge in some[first : len(some) - last]:
            target = edge.target
            if target is None:  # between two edges that lead on
                target = len(sizes)
                sizes.append(_NONE)
                wings.append((0, 0))
            lines_down.append(edge)
            pairs.append((edge.source, target))
    plan = layers.layout(sizes, pairs, wings=wings, light=range(len(boxes), len(sizes)))
    lines: list[str] = []
    for edge, route in zip(lines_down, plan.routes, strict=True):
        lines += _line(edge, route, boxes[edge.source].ghost)
    for place in plan.places[len(boxes) :]:
        lines.append(_nothing(place.x + place.width / 2, place.y + 12, "middle"))
    for box, place, aside in zip(boxes, plan.places, asides, strict=False):
        lines += _stubs(place, aside) + cards.draw(box, place)
    return svg.picture(
        plan.width + 2 * svg.MARGIN,
        plan.height + 2 * svg.MARGIN,
        title,
        telling.graph(boxes, edges),
        svg.group(lines, transform=f"translate({svg.MARGIN} {svg.MARGIN})"),
    )


def _asides(edges: list[reading.Edge]) -> tuple[int, int]:
    """How many of a node's edges lead nowhere before the first that leads on, and after the last.

    They are drawn at the box's sides, out of the way of the lines that lead down.
    """
    on = [i for i, edge in enumerate(edges) if edge.target is not None]
    return (on[0], len(edges) - 1 - on[-1]) if on else (0, len(edges))


def _wings(aside: tuple[int, int]) -> tuple[int, int]:
    """The room that edges need at a box's two sides."""
    left, right = (_STUB + 2 + svg.text_width(_nones(n), svg.SMALL) if n else 0 for n in aside)
    return left, right


def _nones(n: int) -> str:
    return ", ".join(["None"] * n)


def _stubs(place: layers.Place, aside: tuple[int, int]) -> list[str]:
    """Short lines from a box's sides to the word None."""
    y, right = place.y + 14, place.x + place.width
    lines = []
    for n, x, step, anchor in [(aside[0], place.x, -1, "end"), (aside[1], right, 1, "start")]:
        if n:
            lines.append(_dotted(f"M{x} {y}h{step * _STUB}"))
            lines.append(_nothing(x + step * (_STUB + 2), y + 4, anchor, _nones(n)))
    return lines


def _nothing(x: float, y: float, anchor: str, text: str = "None") -> str:
    return svg.text(text, x, y, fill=svg.SOFT, anchor=anchor)


def _dotted(d: str) -> str:
    return svg.path(d, svg.LINE, stroke_width=1.5, stroke_dasharray="2 3")


def _line(edge: reading.Edge, route: list[tuple[int, int]], ghost: bool) -> list[str]:
    """An edge as a curve, its arrow head in the walk's direction, its input number if not 0."""
    x, y = route[-1]
    if edge.target is None:
        return [_dotted(_curve(route, y - 2))]
    colour = svg.LINE if ghost else svg.SOFT
    lines = [
        svg.path(_curve(route, y - 7), colour, stroke_width=1.5),
        svg.element("path", d=f"M{x - 4} {y - 8}H{x + 4}L{x} {y - 1}Z", fill=colour),
    ]
    if edge.number:
        lines.append(svg.text(str(edge.number), x + 7, y - 5, fill=svg.SOFT, font=svg.PROSE))
    return lines


def _curve(route: list[tuple[int, int]], stop: int) -> str:
    """A path through the points: straight where x stays, else a curve with upright ends."""
    (x, y), *rest = route
    rest[-1] = (rest[-1][0], stop)
    path = [f"M{x} {y}"]
    for to_x, to_y in rest:
        if to_x == x:
            path.append(f"V{to_y}" if to_y != y else "")
        else:
            middle = svg.number((y + to_y) / 2)
            path.append(f"C{x} {middle} {to_x} {middle} {to_x} {to_y}")
        x, y = to_x, to_y
    return "".join(path)
