"""Reading an autograd graph: its nodes and edges, and which tensors belong to which node."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from apart.draw import check

if TYPE_CHECKING:
    from torch import Tensor
    from torch.autograd.graph import Node

_LIMIT = 60  # nodes in one picture


@dataclass(frozen=True)
class Edge:
    """An edge, from a node to the next one of the walk, by their indices."""

    source: int
    target: int | None  # None where next_functions holds None
    number: int  # which of the target's inputs it leads to


def nodes_of(things: Any, argument: str) -> list[Node]:
    """The nodes of one or several tensors or nodes."""
    from torch import Tensor

    if isinstance(things, Tensor) or not isinstance(things, Iterable):
        return [_node(things, argument)]
    return [_node(thing, argument) for thing in things]


def _node(thing: Any, argument: str) -> Node:
    """The node itself, or a tensor's: its grad_fn, or for a leaf the one that gathers its .grad."""
    from torch import Tensor
    from torch.autograd.graph import Node, get_gradient_edge

    if isinstance(thing, Tensor):
        if not thing.requires_grad:
            raise ValueError(f"{argument}: a tensor that requires no gradient has no node")
        return get_gradient_edge(thing).node
    if isinstance(thing, Node):
        return thing
    raise TypeError(f"{argument}: expected a tensor or a node, got {type(thing).__name__}")


def read(starts: list[Node]) -> tuple[list[Node], list[Edge]]:
    """All nodes that the starts lead to, in the order met, and the edges between them.

    The list keeps the nodes' Python objects alive, so that an id means one node throughout.
    """
    nodes: list[Node] = []
    index: dict[int, int] = {}

    def meet(node: Node) -> int:
        if id(node) not in index:
            index[id(node)] = len(nodes)
            nodes.append(node)
            if len(nodes) > _LIMIT:
                raise ValueError(f"roots: the graph has more than {_LIMIT} nodes")
        return index[id(node)]

    for start in starts:
        meet(start)
    edges: list[Edge] = []
    for source, node in enumerate(nodes):  # grows while it is read
        for target, number in node.next_functions:
            edges.append(Edge(source, None if target is None else meet(target), number))
    return nodes, edges


def names_of(nodes: list[Node], names: Mapping[str, Tensor]) -> dict[int, list[str]]:
    """The labels of each node's tensors; an error for a tensor whose node is not there."""
    from torch import Tensor

    check.labelled(names, "names")
    labels: dict[int, list[str]] = {}
    for label, tensor in names.items():
        if not isinstance(tensor, Tensor):
            raise TypeError(f"names: {label!r} is no tensor, but of type {type(tensor).__name__}")
        if tensor.requires_grad:
            (i,) = indices(nodes, tensor, f"names: {label!r}")
            labels.setdefault(i, []).append(label)
    return labels


def indices(nodes: list[Node], things: Any, argument: str) -> set[int]:
    """Where in the graph the things' nodes are; an error for one that is not there."""
    known = {id(node): i for i, node in enumerate(nodes)}
    found = set()
    for node in nodes_of(things, argument):
        if id(node) not in known:
            raise ValueError(f"{argument}: its {type(node).__name__} is not in the graph drawn")
        found.add(known[id(node)])
    return found


def note_of(node: Node, notes: Callable[[Node], str | None] | None) -> tuple[str, ...]:
    """What the caller has to say of a node, in lines."""
    if notes is None:
        return ()
    if not callable(notes):
        raise TypeError("notes: expected a function from a node to its text")
    text = notes(node)
    if not isinstance(text, str | None):
        kind = type(text).__name__
        raise TypeError(f"notes: gave no text for {type(node).__name__}, but type {kind}")
    return tuple(text.splitlines()) if text else ()
