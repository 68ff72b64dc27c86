"""Telling a graph in words, from the boxes and edges that are drawn."""

from collections.abc import Sequence

from apart.draw import words
from apart.draw.cards import Box
from apart.draw.reading import Edge


def graph(boxes: Sequence[Box], edges: Sequence[Edge]) -> str:
    """The picture in words, from the same boxes and edges."""
    calls = _calls(boxes)
    parts = [f"{words.count(len(boxes), 'node').capitalize()}."]
    ends = []
    for i, call in enumerate(calls):
        own = [edge for edge in edges if edge.source == i]
        if own:
            subject = "T" + call[1:] if call.startswith("the ") else call
            parts.append(f"{subject} leads {_ways(own, calls)}.")
        else:
            ends.append(call)
    if ends:
        parts.append(f"The walk ends at {words.listing(ends)}.")
    both = list(zip(calls, boxes, strict=True))
    parts += [
        words.stop(f"In the box of {call}: {' '.join(box.note)}") for call, box in both if box.note
    ]
    for what, some in [
        ("Marked", [call for call, box in both if box.marked]),
        ("Drawn dashed", [call for call, box in both if box.ghost]),
    ]:
        if some:
            parts.append(f"{what}: {words.listing(some)}.")
    return " ".join(parts)


def _calls(boxes: Sequence[Box]) -> list[str]:
    """What to call each box: by its tensor's name, else by its kind, counted where need be."""
    unnamed = [box.kind for box in boxes if not box.names]
    met: list[str] = []
    calls = []
    for box in boxes:
        if box.names:
            calls.append(f"{box.kind} of {words.listing(box.names)}")
        elif unnamed.count(box.kind) == 1:
            calls.append(box.kind)
        else:
            calls.append(f"the {words.ordinal(met.count(box.kind))} {box.kind}")
            met.append(box.kind)
    return calls


def _ways(edges: Sequence[Edge], calls: list[str]) -> str:
    """Where a node's edges lead: each target once, then what leads nowhere."""
    numbers: dict[int, list[int]] = {}
    nowhere = []
    for i, edge in enumerate(edges):
        if edge.target is None:
            nowhere.append(words.ordinal(i))
        else:
            numbers.setdefault(edge.target, []).append(edge.number)
    way = words.listing([_way(calls[target], own) for target, own in numbers.items()])
    if not nowhere:
        return way
    one = len(nowhere) == 1
    none = f"by its {words.listing(nowhere)} {'edge' if one else 'edges'} to nothing: "
    none += "that input needs no gradient" if one else "those inputs need no gradient"
    return f"{way}, and {none}" if way else none


def _way(call: str, numbers: list[int]) -> str:
    edges = "" if len(numbers) == 1 else f"by {words.count(len(numbers), 'edge')} "
    if not any(numbers):
        return f"{edges}to {call}"
    inputs = "input" if len(numbers) == 1 else "inputs"
    return f"{edges}to {call} ({inputs} {words.listing([str(n) for n in numbers])})"
