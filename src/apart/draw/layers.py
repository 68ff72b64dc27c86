"""Laying out a directed graph without cycles: layers from the top, and few crossings.

Each box's layer is the longest way to it from a box that nothing leads to. An edge that passes
a layer gets a place of its own there (a bend), so that no line runs through a box. The order
within a layer comes from sweeps of barycentres, the horizontal places from averages of the
neighbours' that keep the order and the gaps. All of it is plain arithmetic in a fixed order.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import floor

GAP_X = 16
GAP_Y = 40
_SWEEPS = 12
_LIGHT = 1 / 1024
_BENT = 16  # an edge that would bend by no more than this runs straight


@dataclass(frozen=True)
class Place:
    """Where a box lies: its left upper corner and its size."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Layout:
    """Places in the order of the boxes, and a route of (x, y) points for every edge."""

    width: int
    height: int
    places: list[Place]
    routes: list[list[tuple[int, int]]]


@dataclass
class _Item:
    """A box, or a bend of a long edge, while it is being placed."""

    width: int
    height: int
    layer: int
    left: float  # the room that it takes from its centre to the left
    right: float
    weight: float = 1.0  # how strongly it holds its place against its neighbours
    ups: list[tuple["_Item", float]] = field(default_factory=list)
    downs: list[tuple["_Item", float]] = field(default_factory=list)
    rank: int = 0  # the order within its layer
    x: float = 0.0  # of its centre


def layout(
    sizes: Sequence[tuple[int, int]],
    edges: Sequence[tuple[int, int]],
    *,
    wings: Sequence[tuple[int, int]],
    light: Container[int] = (),
) -> Layout:
    """Place boxes of (width, height) under one another along the edges between them.

    Takes the edges as (from, to) indices of boxes; the same pair may come several times, and
    the order of a box's edges is the order of its ports. `wings` are the room that each box
    wants at its left and its right; `light` boxes give way to the others. Raises ValueError for
    a cycle.
    """
    layers = _layers(len(sizes), edges)
    items = [
        _Item(width, height, layer, width / 2 + left, width / 2 + right, weight)
        for (width, height), layer, (left, right), weight in zip(
            sizes,
            layers,
            wings,
            [_LIGHT if i in light else 1.0 for i in range(len(sizes))],
            strict=True,
        )
    ]
    ports = _ports(sizes, edges)
    chains = [_chain(items, a, b, port) for (a, b), port in zip(edges, ports, strict=True)]
    rows = _rows(items, chains)
    _order(rows)
    _spread(rows)
    for chain in chains:
        _straighten(chain, rows)
    return _finish(items, rows, chains, ports)


def _layers(n: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """The longest way to each box, counted in edges."""
    layers = [0] * n
    for _ in range(n + 1):
        changed = False
        for a, b in edges:
            if layers[b] <= layers[a]:
                layers[b], changed = layers[a] + 1, True
        if not changed:
            return layers
    raise ValueError("edges: they lead in a circle")


def _ports(sizes: Sequence[tuple[int, int]], edges: Sequence[tuple[int, int]]) -> list[int]:
    """For each edge, how far from its box's centre it leaves."""
    offsets = [0] * len(edges)
    for box, (width, _) in enumerate(sizes):
        own = [i for i, (a, _) in enumerate(edges) if a == box]
        for i, offset in zip(own, _fan(len(own), width), strict=True):
            offsets[i] = offset
    return offsets


def _fan(n: int, width: int) -> list[int]:
    """n offsets around a box's centre, as far apart as its width allows."""
    step = min(24, (width - 12) // max(n, 1))
    return [i * step - (n - 1) * step // 2 for i in range(n)]


def _chain(items: list[_Item], a: int, b: int, port: int) -> list[_Item]:
    """The items on the way from a to b, linked; new ones where the edge passes a layer."""
    start, end = items[a], items[b]
    bends = [_Item(8, 0, layer, 4, 4) for layer in range(start.layer + 1, end.layer)]
    chain = [start, *bends, end]
    for i, (upper, lower) in enumerate(pairwise(chain)):
        offset = float(port) if i == 0 else 0.0
        upper.downs.append((lower, offset))
        lower.ups.append((upper, offset))
    return chain


def _rows(items: list[_Item], chains: list[list[_Item]]) -> list[list[_Item]]:
    """The items of each layer, in the order in which a walk from the top meets them."""
    rows: list[list[_Item]] = [[] for _ in range(max(item.layer for item in items) + 1)]
    seen: set[int] = set()
    waiting = [item for item in reversed(items) if not item.ups]
    while waiting:
        item = waiting.pop()
        if id(item) not in seen:
            seen.add(id(item))
            rows[item.layer].append(item)
            waiting.extend(lower for lower, _ in reversed(item.downs))
    return rows


def _order(rows: list[list[_Item]]) -> None:
    """Sort each layer by its neighbours' places, down and up; keep the order that crosses least."""
    _rank(rows)
    best, fewest = [list(row) for row in rows], _crossings(rows)
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        for row in rows[1:] if down else rows[-2::-1]:
            row.sort(key=lambda item: _barycentre(item, down))
            _rank([row])
        if (crossings := _crossings(rows)) < fewest:
            best, fewest = [list(row) for row in rows], crossings
    for row, order in zip(rows, best, strict=True):
        row[:] = order
    _rank(rows)


def _rank(rows: list[list[_Item]]) -> None:
    for row in rows:
        for i, item in enumerate(row):
            item.rank = i


def _barycentre(item: _Item, down: bool) -> float:
    """Where an item wants to stand, by the ranks of its neighbours above or below."""
    near = item.ups if down else item.downs
    if not near:
        return float(item.rank)
    # The port moves it by less than one rank: children stand in the order of their edges.
    return sum(other.rank + (port / 1000 if down else 0) for other, port in near) / len(near)


def _crossings(rows: list[list[_Item]]) -> int:
    total = 0
    for row in rows:
        lines = [(item.rank, port, lower.rank) for item in row for lower, port in item.downs]
        for i, (a, p, b) in enumerate(lines):
            total += sum(((a, p) < (c, q)) == (b > d) and b != d for c, q, d in lines[:i])
    return total


def _spread(rows: list[list[_Item]]) -> None:
    """Give every item a place near its neighbours' average; of all tried, the straightest."""
    for row in rows:
        _settle(row, [0.0] * len(row))
    best: list[list[float]] = []
    fewest = (float("inf"), float("inf"))
    for sweep in range(2 * _SWEEPS):
        down = sweep % 2 == 0
        for row in rows[1:] if down else rows[-2::-1]:
            _settle(row, [_wish(item, down) for item in row])
        if (bends := _bends(rows)) < fewest:
            best, fewest = [[item.x for item in row] for row in rows], bends
    for row, places in zip(rows, best, strict=True):
        for item, x in zip(row, places, strict=True):
            item.x = x


def _bends(rows: list[list[_Item]]) -> tuple[float, float]:
    """How many lines are not straight, and how far all lead aside, to a unit."""
    aside = [
        abs(item.x + port - lower.x) for row in rows for item in row for lower, port in item.downs
    ]
    return sum(x > _BENT for x in aside), _whole(sum(aside))


def _wish(item: _Item, down: bool) -> float:
    near = item.ups if down else item.downs
    if not near:
        return item.x
    return _mean([(other.x, other.weight) for other, _ in near])


def _mean(weighted: list[tuple[float, float]]) -> float:
    return sum(x * weight for x, weight in weighted) / sum(weight for _, weight in weighted)


def _settle(row: list[_Item], wishes: list[float]) -> None:
    """The places nearest to the wishes (least squares) that keep the order and the gaps."""
    shifts = [0.0]
    for left, right in pairwise(row):
        shifts.append(shifts[-1] + left.right + right.left + GAP_X)
    blocks: list[list[tuple[float, float]]] = []  # items that push against one another
    for item, wish, shift in zip(row, wishes, shifts, strict=True):
        block = [(wish - shift, item.weight)]
        while blocks and _mean(blocks[-1]) >= _mean(block):
            block = blocks.pop() + block
        blocks.append(block)
    means = [_mean(block) for block in blocks for _ in block]
    for item, mean, shift in zip(row, means, shifts, strict=True):
        item.x = mean + shift


def _straighten(chain: list[_Item], rows: list[list[_Item]]) -> None:
    """Run a long edge's bends in one line, near its start, if all their layers have room there."""
    start, *bends, _ = chain
    free = [_free(bend, rows[bend.layer]) for bend in bends]
    low, high = max((a for a, _ in free), default=0), min((b for _, b in free), default=0)
    if low <= high:
        for bend in bends:
            bend.x = min(max(start.x, low), high)


def _free(bend: _Item, row: list[_Item]) -> tuple[float, float]:
    """From where to where the bend could move between its neighbours in the row."""
    low, high = float("-inf"), float("inf")
    if bend.rank > 0:
        before = row[bend.rank - 1]
        low = before.x + before.right + GAP_X + bend.left
    if bend.rank + 1 < len(row):
        after = row[bend.rank + 1]
        high = after.x - after.left - GAP_X - bend.right
    return low, high


def _finish(
    items: list[_Item], rows: list[list[_Item]], chains: list[list[_Item]], ports: list[int]
) -> Layout:
    left = min(item.x - item.left for row in rows for item in row)
    for row in rows:
        for item in row:
            item.x -= left
    heights = [max(item.height for item in row) for row in rows]
    tops = [sum(heights[:i]) + GAP_Y * i for i in range(len(rows))]
    places = [
        Place(_whole(item.x - item.width / 2), tops[item.layer], item.width, item.height)
        for item in items
    ]
    arrivals = _arrivals(items, chains, ports)
    routes = [
        _route(chain, port, arrival, tops, heights)
        for chain, port, arrival in zip(chains, ports, arrivals, strict=True)
    ]
    width = max(_whole(item.x + item.right) for row in rows for item in row)
    return Layout(width, tops[-1] + heights[-1], places, routes)


def _arrivals(items: list[_Item], chains: list[list[_Item]], ports: list[int]) -> list[int]:
    """For each edge, how far from its target's centre it arrives: in the order they come from."""
    offsets = [0] * len(chains)
    for item in items:
        own = [i for i, chain in enumerate(chains) if chain[-1] is item]
        own.sort(key=lambda i: (_coming(chains[i], ports[i]), i))
        straight = [_coming(chains[i], ports[i]) for i in own]
        for i, offset in zip(own, _fit(straight, item.width), strict=True):
            offsets[i] = offset
    return offsets


def _coming(chain: list[_Item], port: int) -> int:
    """Where an edge would arrive if it came straight down, seen from its target's centre."""
    return _whole(chain[-2].x) - _whole(chain[-1].x) + (port if len(chain) == 2 else 0)


def _fit(straight: list[int], width: int) -> list[int]:
    """Arrivals: straight down where they are near their even places, and apart; else even."""
    even = _fan(len(straight), width)
    near = all(abs(a - b) <= _BENT for a, b in zip(straight, even, strict=True))
    apart = all(b - a >= 12 for a, b in pairwise(straight))
    inside = all(abs(a) <= width // 2 - 14 for a in straight)
    return straight if near and apart and inside else even


def _route(
    chain: list[_Item], port: int, arrival: int, tops: list[int], heights: list[int]
) -> list[tuple[int, int]]:
    """The points of an edge: out of its box, past each layer, into its target."""
    start, *bends, end = chain
    x = _whole(start.x) + port
    points = [(x, tops[start.layer] + start.height), (x, tops[start.layer] + heights[start.layer])]
    for bend in bends:
        x, y = _whole(bend.x), tops[bend.layer]
        points += [(x, y), (x, y + heights[bend.layer])]
    points.append((_whole(end.x) + arrival, tops[end.layer]))
    return points


def _whole(value: float) -> int:
    return floor(value + 0.5)
