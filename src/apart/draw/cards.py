"""The boxes of a graph: what stands in the box of a node, and how it is drawn."""

from dataclasses import dataclass

from apart.draw import layers, svg

_LINE = 16  # height of a further line
_HEIGHT = 28  # height of a box with one line


@dataclass(frozen=True)
class Box:
    """What is drawn for one node."""

    kind: str  # the name of its type
    names: tuple[str, ...]  # of the tensors whose grad_fn it is, or of its leaf
    note: tuple[str, ...]
    leaf: bool
    marked: bool
    ghost: bool

    @property
    def label(self) -> str:
        """The names as they are written."""
        return ", ".join(self.names)

    @property
    def head(self) -> str:
        """The first line: a leaf's name; else the node's kind, with the names in a tab beside."""
        return self.label if self.leaf and self.names else self.kind

    @property
    def tab(self) -> int:
        """The width of the part that holds the names."""
        return svg.text_width(self.label) + 16 if self.names and not self.leaf else 0

    @property
    def below(self) -> tuple[str, ...]:
        """The lines under the first."""
        return self.note if self.head == self.kind else (self.kind, *self.note)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        below = [svg.text_width(line, svg.SMALL) for line in self.below]
        inner = max([svg.text_width(self.head), *below]) + 20
        # An even width has a middle for the arrows.
        return (self.tab + inner + 1) // 2 * 2, _HEIGHT + _LINE * len(self.below)


def draw(box: Box, place: layers.Place) -> list[str]:
    """A node's box: square for an operation, with its tensor's name in a tab; round for a leaf."""
    ink = svg.ACCENT if box.marked else svg.SOFT if box.ghost else svg.INK
    middle, base = place.x + (box.tab + place.width) / 2, place.y + 18.5

    def head(text: str, x: float, bold: bool) -> str:
        return svg.text(text, x, base, fill=ink, size=svg.SIZE, anchor="middle", bold=bold)

    lines = [_frame(box, place), head(box.head, middle, box.head != box.kind)]
    if box.tab:
        x = place.x + box.tab + 0.5
        lines.append(head(box.label, place.x + box.tab / 2, True))
        lines.append(svg.path(f"M{x} {place.y + 1}v{place.height - 2}", svg.LINE))
    for i, text in enumerate(box.below):
        font = svg.CODE if text == box.kind else svg.PROSE
        y = base + _LINE * (i + 1)
        lines.append(svg.text(text, middle, y, fill=svg.SOFT, font=font, anchor="middle"))
    return lines


def _frame(box: Box, place: layers.Place) -> str:
    style: dict[str, str | float] = {"stroke": svg.ACCENT if box.marked else svg.LINE}
    if box.marked:
        style["stroke_width"] = 2
    if box.ghost:
        style["stroke_dasharray"] = "4 3"
    return svg.rect(
        place.x,
        place.y,
        place.width - 1,
        place.height - 1,
        rx=14 if box.leaf else 3,
        fill="none" if box.ghost else svg.TINT,
        **style,
    )
