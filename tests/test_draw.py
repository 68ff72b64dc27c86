"""The drawing vocabulary: its pictures are stable, readable, truthful, and follow the page."""

import base64
import io
import os
import re
import subprocess
import sys
from itertools import combinations, pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
import torch
from PIL import Image

from apart.draw import bars, curves, graph, images, lanes, pixels, strip, tree
from apart.draw.svg import stem

SVG = "{http://www.w3.org/2000/svg}"


def leaf() -> str:
    w, x = torch.tensor([3.0, 4.0], requires_grad=True), torch.ones(2)
    y = w * x
    loss = y.sum()
    return graph(loss, names={"w": w, "x": x, "y": y, "loss": loss}, mark=w, title="A leaf")


def diamond() -> str:
    w = torch.ones(2, requires_grad=True)
    a = w * 2
    b, c = a.exp(), a.sin()
    d = b + c
    names = {"w": w, "a": a, "b": b, "c": c, "d": d}
    return graph(d, names=names, notes=lambda node: "a note\non two lines", title="A diamond")


def doubled() -> str:
    w = torch.ones(2, requires_grad=True)
    y = w + w
    return graph(y + y, names={"w": w, "y": y}, title="y + y")


def mlp() -> str:
    net = torch.nn.Sequential(
        torch.nn.Linear(2, 3),
        torch.nn.Tanh(),
        torch.nn.Linear(3, 3),
        torch.nn.ReLU(),
        torch.nn.Linear(3, 1),
    )
    loss = torch.nn.functional.mse_loss(net(torch.ones(4, 2)), torch.ones(4, 1))
    loss = loss + 0.1 * net[0].weight.square().sum()
    loss.backward()
    return graph(loss, names=dict(net.named_parameters()), ghost=loss, title="A freed MLP")


def copy_slices() -> str:
    w = torch.ones(3, requires_grad=True)
    y = w * 2
    v = y[0]
    v.mul_(10)
    return graph([y.sum(), v], names={"w": w, "y": y, "v": v}, title="CopySlices")


def unbound() -> str:
    w = torch.ones(2, requires_grad=True)
    p, q = w.unbind()
    return graph(p * q, names={"w": w, "p": p, "q": q}, title="Two outputs of one node")


def several() -> str:
    """Two graphs, a custom function among them, and None edges first, between and last."""

    class Pick(torch.autograd.Function):
        @staticmethod
        def forward(ctx, a, b, c, d, e):
            return b * d

        @staticmethod
        def backward(ctx, g):
            return None, g, None, g, None

    w, x = torch.ones(2, requires_grad=True), torch.ones(2)
    return graph([Pick.apply(x, w, x, w * w, x), w.exp()], names={"w": w}, title="Several")


def deep() -> str:
    w = torch.ones(2, requires_grad=True)
    y = w
    for _ in range(6):
        y = (y * w).sin()
    return graph(y, names={"w": w}, title="Long edges")


def views() -> str:
    t = torch.arange(6.0).reshape(2, 3)
    rows = {"t": t, "column": t[:, 1], "wide": t[0, :1].expand(3), "scalar": t[1, 2]}
    return strip(rows, notes={"t": "version 0"}, title="Views")


def kept() -> str:
    rows = {"none": 576, "first & last": 128.5, "nearly nothing": 0.001, "all": 0}
    return bars(rows, unit="KiB", mark=["none"], title="Bytes kept")


def order() -> str:
    rows = {"forward": [(1, "a"), (2, "b < c")], "again": [(4, "a")], "backward": [(3, "b")]}
    return lanes(rows, title="The order")


def losses() -> str:
    rows = {
        "train": [(0, 2.3), (5, 0.5), (10, 0.25)],
        "validation": [(0, 2.25), (5, 0.5), (10, 0.25)],
        "best": [(10, 0.25)],
    }
    return curves(rows, title="Learning", x="epoch", y="loss")


def shades() -> str:
    """Two rows of them, of all three kinds of values, one empty and one wider than its label."""
    ramp = torch.arange(6.0).reshape(2, 3) / 10
    rows = {
        "ramp": ramp,
        "a label wider than its image": torch.tensor([[0, 16, 8], [7, 0, 16]]),
        "empty": [[0, 0]],
        "mask": ramp > 0.25,
        "wide & flat": [[1.0] * 32],
    }
    return pixels(rows, columns=3, mark=["mask"], title="Images")


def photographs() -> str:
    """One of few colours with two boxes, one of more colours than a palette holds."""
    few = torch.arange(18).reshape(3, 2, 3) * 15
    many = torch.arange(3 * 40 * 30).reshape(3, 40, 30) * 7 % 256
    return images(
        {"few": few, "many & more": many},
        boxes={"few": [[0, 0, 1, 2], [1, 0, 3, 1]]},
        title="Photographs",
    )


class Block(torch.nn.Module):
    """Every kind of name: parameters and buffers, one of each shared, None, a shared module."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = torch.nn.Parameter(torch.ones(1))
        self.mean = torch.nn.Buffer(torch.zeros(2))
        self.seen = torch.nn.Buffer(torch.tensor(0), persistent=False)
        self.again = self.mean
        self.act = torch.nn.ReLU()
        self.body = torch.nn.Sequential(torch.nn.Linear(2, 2, bias=False), self.act)
        self.head = torch.nn.LazyLinear(1)
        self.body[0].weight = self.scale
        self.drop = torch.nn.Dropout()
        self.drop = None


BLOCK = Block()


def registered() -> str:
    return tree(BLOCK, title="A block")


def told() -> str:
    """Notes of two lines, wider than their boxes, and marks on what stands twice."""
    notes = {"Sequential": "a note that is wider than its box\n& a second line"}
    return tree(
        BLOCK,
        notes=lambda thing: notes.get(type(thing).__name__),
        mark=[BLOCK.act, BLOCK.scale],
        title="A block",
    )


def circle() -> str:
    net = torch.nn.Sequential(torch.nn.ReLU())
    net.append(net)
    return tree(net, title="A module that holds itself")


GRAPHS = [leaf, diamond, doubled, mlp, copy_slices, unbound, several, deep]
TREES = [registered, told, circle]
ALL = [*GRAPHS, views, kept, order, losses, shades, photographs, *TREES]

every_graph = pytest.mark.parametrize("draw", GRAPHS)
every_tree = pytest.mark.parametrize("draw", TREES)
every_box = pytest.mark.parametrize("draw", [*GRAPHS, *TREES])
every_picture = pytest.mark.parametrize("draw", ALL)


def desc(svg: str) -> str:
    return ElementTree.fromstring(svg).findtext(f"{SVG}desc") or ""


def boxes(svg: str) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of all boxes."""
    found = []
    for rect in ElementTree.fromstring(svg).iter(f"{SVG}rect"):
        x, y, width, height = (float(rect.get(key, "")) for key in ("x", "y", "width", "height"))
        found.append((x, y, x + width, y + height))
    return found


def words(svg: str) -> list[tuple[float, float, float, float]]:
    """The same of all texts, at 0.6 em a letter."""
    found = []
    for text in ElementTree.fromstring(svg).iter(f"{SVG}text"):
        x, y, size = (float(text.get(key, "")) for key in ("x", "y", "font-size"))
        width = len(text.text or "") * size * 0.6
        left = x - width * {"start": 0, "middle": 0.5, "end": 1}[text.get("text-anchor", "start")]
        found.append((left, y - size * 0.75, left + width, y + size * 0.2))
    return found


def along(d: str) -> list[tuple[float, float]]:
    """Points along a path of absolute M, V, H and C."""
    points: list[tuple[float, float]] = []
    for command, numbers in re.findall(r"([A-Z])([^A-Z]*)", d):
        values = [float(n) for n in re.findall(r"-?[\d.]+", numbers)]
        if command == "M":
            points.append((values[0], values[1]))
            continue
        x, y = points[-1]
        if command != "C":
            values = [values[0], y] if command == "H" else [x, values[0]]
        ends = values if command == "C" else [x, y, *values, *values]
        xs, ys = [x, *ends[::2]], [y, *ends[1::2]]
        for step in range(1, 41):
            t = step / 40
            share = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3]
            point = [sum(a * b for a, b in zip(share, some, strict=True)) for some in (xs, ys)]
            points.append((point[0], point[1]))
    return points


def strangers(svg: str) -> list[str]:
    """Colours and fonts that are not the page's."""
    found = re.findall(r"<style|url\(|#[0-9a-fA-F]{3,8}\b|rgb", svg)
    for name in "fill", "stroke", "font-family":
        found += [
            value
            for value in re.findall(rf' {name}="([^"]*)"', svg)
            if not re.fullmatch(r"currentColor|none|var\(--md-[a-z-]+, [a-zA-Z-]+\)", value)
        ]
    return found


def outside(svg: str) -> list[tuple[float, ...]]:
    """Boxes and texts that leave the picture."""
    width, height = map(float, re.search(r'viewBox="0 0 (\S+) (\S+)"', svg).groups())
    shift = 8 if "translate(8 8)" in svg else 0
    return [
        (a, b, c, d)
        for a, b, c, d in boxes(svg) + words(svg)
        if a < -shift or b < -shift or c > width - shift or d > height - shift
    ]


def apart(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    a, b, c, d = one
    e, f, g, h = other
    return c <= e or g <= a or d <= f or h <= b


def overlaps(svg: str) -> list[tuple[float, ...]]:
    """Pairs of boxes that overlap."""
    return [one + other for one, other in combinations(boxes(svg), 2) if not apart(one, other)]


def torn(svg: str) -> list[tuple[float, ...]]:
    """Texts that stand partly in a box."""
    return [
        (left, top, right, bottom)
        for left, top, right, bottom in words(svg)
        for a, b, c, d in boxes(svg)
        if not apart((left, top, right, bottom), (a, b, c, d))
        and not (a <= left and right <= c and b <= top and bottom <= d)
    ]


def struck(svg: str) -> list[tuple[float, float]]:
    """Points where a line runs through a box."""
    paths = re.findall(r'<path d="(M[^"hv]*)" fill="none"', svg)
    assert paths
    points = [point for d in paths for point in along(d)]
    return [(x, y) for x, y in points if any(a < x < c and b < y < d for a, b, c, d in boxes(svg))]


@every_picture
def test_a_picture_is_well_formed_and_has_no_blank_line(draw):
    svg = draw()
    assert ElementTree.fromstring(svg).tag == f"{SVG}svg"
    assert svg.startswith("<svg ") and svg.endswith("</svg>\n")
    assert all(line.strip() for line in svg.splitlines())
    assert all(line.count("<") <= 2 for line in svg.splitlines()), "one element a line"


def test_pictures_are_the_same_bytes_in_every_process():
    code = "import tests.test_draw as t; print(''.join(draw() for draw in t.ALL))"
    outputs = []
    for seed in "1", "2":
        env = {**os.environ, "PYTHONHASHSEED": seed, "OMP_NUM_THREADS": "1"}
        env["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
        run = subprocess.run(
            [sys.executable, "-c", code], env=env, capture_output=True, check=True, text=True
        )
        outputs.append(run.stdout)
    assert outputs[0] == outputs[1] == "".join(draw() for draw in ALL) + "\n"


@every_picture
def test_a_picture_has_a_title_and_a_description_that_its_root_names(draw):
    root = ElementTree.fromstring(draw())
    assert root.get("role") == "img"
    for part, attribute in [("title", "aria-labelledby"), ("desc", "aria-describedby")]:
        element = root.find(f"{SVG}{part}")
        assert element is not None and element.text
        assert element.get("id") == root.get(attribute)


@every_picture
def test_ids_start_with_the_stem_and_no_two_are_the_same(draw):
    assert 'id="picture-title"' in draw()
    token = stem.set("autograd/leaf two")
    try:
        svg = draw()
    finally:
        stem.reset(token)
    ids = re.findall(r' id="([^"]*)"', svg)
    assert ids and len(ids) == len(set(ids))
    assert all(name.startswith("autograd-leaf-two-") for name in ids)


@every_picture
def test_colours_and_fonts_are_the_pages(draw):
    assert not strangers(draw())


@every_picture
def test_coordinates_are_whole_or_half(draw):
    for value in re.findall(r' (?:x|y|width|height|d|viewBox|transform)="([^"]*)"', draw()):
        assert not re.search(r"\.(?!5(?!\d))", value), value


@every_picture
def test_no_text_is_smaller_than_a_phone_shows_well(draw):
    sizes = re.findall(r'font-size="([^"]*)"', draw())
    assert sizes and all(int(size) >= 12 for size in sizes)


@every_picture
def test_nothing_leaves_the_picture(draw):
    assert not outside(draw())


@every_box
def test_no_two_boxes_overlap(draw):
    assert not overlaps(draw())


@every_box
def test_text_stands_inside_one_box_or_outside_all(draw):
    assert not torn(draw())


@every_box
def test_no_line_runs_through_a_box(draw):
    assert not struck(draw())


@pytest.mark.parametrize(
    ("find", "old", "new"),
    [
        (strangers, 'fill="currentColor"', 'fill="#123456"'),
        (strangers, "var(--md-code-font-family, monospace)", "Arial"),
        (strangers, "</g>", "</g><style>text { fill: red }</style>"),
        (outside, 'viewBox="0 0 2', 'viewBox="0 0 1'),
        (overlaps, "</g>", '<rect x="60" y="60" width="9" height="20"/></g>'),
        (torn, ">SumBackward0<", ">SumBackward0WithAMuchLongerName<"),
        (struck, "</g>", '<path d="M70 0V90" fill="none"/></g>'),
        (struck, "</g>", '<path d="M0 70H90" fill="none"/></g>'),
        (struck, "</g>", '<path d="M0 0C90 0 90 99 99 99" fill="none"/></g>'),
    ],
)
def test_a_planted_fault_is_found(find, old, new):
    assert old in leaf()
    assert find(leaf().replace(old, new))


@every_graph
def test_every_arrow_points_down_onto_a_box(draw):
    svg = draw()
    heads = re.findall(r'd="M\d+ \d+H\d+L(\d+) (\d+)Z"', svg)
    assert heads
    for x, y in ((float(x), float(y)) for x, y in heads):
        assert any(a < x < c and 0 <= b - y <= 2 for a, b, c, _ in boxes(svg))


def test_the_description_of_a_tree_says_what_each_module_holds():
    assert desc(registered()) == (
        "14 names in the tree of Block. Block holds the parameter scale of shape (1,); the buffer "
        "mean of shape (2,); the buffer seen of shape (), not saved; the buffer again, same as "
        "mean; the module act, of class ReLU; the module body, of class Sequential; the module "
        "head, of class LazyLinear; the module drop, which is None. body holds the module 0, of "
        "class Linear; the module 1, same as act. body.0 holds the parameter weight, same as "
        "scale; the parameter bias, which is None. head holds the parameter weight, no shape yet; "
        "the parameter bias, no shape yet."
    )


def test_a_tree_has_a_box_for_each_name_and_a_line_to_each():
    svg = registered()
    assert len(boxes(svg)) == 15 and len(re.findall(r"H\d+", svg)) == 14
    rights = [
        (float(x), float(y))
        for d in re.findall(r'<path d="(M[^"]*)"', svg)
        for y, x in re.findall(r"M[\d.]+ ([\d.]+)H(\d+)", d)
    ]
    for x, y in rights:
        assert any(0 <= a - x <= 1 and b < y < d for a, b, _, d in boxes(svg))


def test_a_tree_draws_what_stands_twice_once_and_names_it():
    texts = [text.text for text in ElementTree.fromstring(registered()).iter(f"{SVG}text")]
    assert texts.count("same as scale") == texts.count("same as act") == 1
    assert "the module 1, same as the root" in desc(circle())
    assert registered().count("4 3") == 5, "three second names and two that hold None"


def test_notes_and_marks_of_a_tree_are_drawn_and_told():
    svg = told()
    assert "In the box of body: a note that is wider than its box & a second line." in desc(svg)
    assert "Marked: scale, act, body.0.weight and body.1." in desc(svg)
    assert svg.count('stroke-width="2"') == 4
    assert "--md-accent" not in registered()
    single = tree(BLOCK, mark=BLOCK.body, title="A module that can be iterated is one thing")
    assert "Marked: body." in desc(single)
    assert "Marked: mean and again." in desc(tree(BLOCK, mark=BLOCK.mean, title="A tensor"))


def test_the_description_of_a_graph_says_where_each_node_leads():
    assert desc(leaf()) == (
        "Three nodes. SumBackward0 of loss leads to MulBackward0 of y. MulBackward0 of y leads to "
        "AccumulateGrad of w, and by its second edge to nothing: that input needs no gradient. "
        "The walk ends at AccumulateGrad of w. Marked: AccumulateGrad of w."
    )


def test_a_different_run_has_a_different_description():
    w, x = (torch.ones(2, requires_grad=True) for _ in range(2))
    text = desc(graph((w * x).sum(), names={"w": w, "x": x}, title="Both need a gradient"))
    assert "leads to AccumulateGrad of w and to AccumulateGrad of x." in text
    assert "nothing" not in text


def test_two_edges_between_two_nodes_are_drawn_and_told_as_two():
    svg = doubled()
    assert "AddBackward0 leads by two edges to AddBackward0 of y." in desc(svg)
    assert "AddBackward0 of y leads by two edges to AccumulateGrad of w." in desc(svg)
    assert len(re.findall(r'd="M\d+ \d+H\d+L\d+ \d+Z"', svg)) == 4


def test_a_shared_node_is_drawn_once():
    assert len(boxes(diamond())) == 5
    assert desc(diamond()).startswith("Five nodes.")


def test_the_number_of_an_input_is_written_when_it_is_not_0():
    svg = unbound()
    assert "by two edges to UnbindBackward0 of p and q (inputs 0 and 1)" in desc(svg)
    texts = [text.text for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]
    assert texts.count("1") == 1 and "0" not in texts


def test_edges_that_lead_nowhere_are_all_drawn_and_told_by_their_place():
    svg = several()
    assert len(re.findall(">None<", svg)) == 3
    assert "by its first, third and fifth edges to nothing" in desc(svg)
    w, x = torch.ones(1, 1, 1, requires_grad=True), torch.ones(1, 1, 2)
    svg = graph(torch.nn.functional.conv1d(w, x[..., :1]), title="The data needs it, no weight")
    assert ">None, None<" in svg
    assert "by its second and third edges to nothing: those inputs need no gradient" in desc(svg)


def test_notes_marks_and_ghosts_are_drawn_and_told():
    w = torch.ones(2, requires_grad=True)
    y = w * 2
    notes = {"MulBackward0": "saves\na & b"}
    draw = {"notes": lambda node: notes.get(type(node).__name__), "mark": [y], "ghost": [w]}
    svg = graph(y, **draw, title="All of it")
    assert "a &amp; b" in svg and 'stroke-dasharray="4 3"' in svg and "--md-accent" in svg
    assert "In the box of MulBackward0: saves a & b." in desc(svg)
    assert "Marked: MulBackward0. Drawn dashed: AccumulateGrad." in desc(svg)
    plain = graph(y, title="Nothing of it")
    assert "4 3" not in plain and "--md-accent" not in plain


def test_drawing_leaves_the_run_as_it_was():
    w = torch.ones(2, requires_grad=True)
    y = w * 2
    graph(y, names={"w": w, "y": y}, title="A graph")
    strip({"w": w}, title="A strip")
    assert (w._version, w.grad, y._version) == (0, None, 0)
    y.sum().backward()
    assert torch.equal(w.grad, torch.tensor([2.0, 2.0]))


def test_the_description_of_a_strip_says_which_cells_each_tensor_uses():
    assert desc(views()) == (
        "One storage, six cells of four bytes, with the values 0., 1., 2., 3., 4. and 5. "
        "The tensor t has shape (2, 3) stride (3, 1) offset 0 and uses cells 0, 1, 2, 3, 4 and 5. "
        "Beside t stands: version 0. "
        "The tensor column has shape (2,) stride (3,) offset 1 and uses cells 1 and 4. "
        "The tensor wide has shape (3,) stride (0,) offset 0 and uses cell 0 (3 times). "
        "The tensor scalar has shape () stride () offset 5 and uses cell 5."
    )


@pytest.mark.parametrize(
    ("values", "written"),
    [
        (torch.tensor([1.0, -2.5, 1 / 3, float("nan")]), ["1.", "-2.5", "0.3333", "nan"]),
        (torch.tensor([1, -2]), ["1", "-2"]),
        (torch.tensor([True, False]), ["True", "False"]),
    ],
)
def test_a_strip_writes_values_as_torch_prints_them(values, written):
    svg = strip({"values": values}, title="Values")
    texts = ElementTree.fromstring(svg).iter(f"{SVG}text")
    assert [text.text for text in texts if text.get("font-size") == "13"] == written


def test_bars_are_as_long_as_their_numbers_from_a_common_zero():
    rects = boxes(bars({"a": 4, "b": 1, "c": 0}, title="Three"))
    assert [right - left for left, _, right, _ in rects] == [240, 60]
    assert len({left for left, *_ in rects}) == 1


def test_the_description_of_bars_writes_the_numbers_out():
    assert desc(kept()) == (
        "Four bars from zero. none: 576 KiB. first & last: 128.5 KiB. nearly nothing: 0.001 KiB. "
        "all: 0 KiB. Marked: none."
    )
    assert "1,048,576 bytes" in bars({"a": 1048576.0}, unit="bytes", title="Many")


def test_the_description_of_lanes_follows_the_order():
    assert desc(order()) == (
        "Three lanes: forward, again and backward. 1, forward: a. 2, forward: b < c. "
        "3, backward: b. 4, again: a."
    )


def test_curves_rise_and_fall_with_their_numbers():
    svg = ElementTree.fromstring(losses())
    drawn = [path.get("d") for path in svg.iter(f"{SVG}path") if path.get("stroke-width")]
    points = [[tuple(map(float, p.split())) for p in d[1:].split("L")] for d in drawn]
    (x0, y0), (x1, y1), (x2, y2) = points[0]
    assert x1 - x0 == x2 - x1 > 0
    assert (y1 - y0) / (y2 - y1) == pytest.approx(1.8 / 0.25, rel=0.05)  # downwards, to scale


def test_the_names_of_curves_that_end_together_do_not_overlap():
    svg = ElementTree.fromstring(losses())
    texts = {text.text: float(text.get("y", "")) for text in svg.iter(f"{SVG}text")}
    names = sorted(texts[name] for name in ("train", "validation", "best"))
    assert min(b - a for a, b in pairwise(names)) >= 14


def test_the_description_of_curves_says_where_they_begin_and_end():
    assert desc(losses()).startswith(
        "Three curves: loss over epoch. train: 2.3 at 0, 0.25 at 10, between 0.25 and 2.3."
    )


@pytest.mark.parametrize("values", [[3.0], [0.0, 0.0], [-1e-9, 1e-9], [1e6, 2e6], [-5.0, -4.0]])
def test_any_finite_numbers_make_a_curve_within_its_picture(values):
    svg = ElementTree.fromstring(curves({"a": list(enumerate(values))}, title="t", x="x", y="y"))
    height = float(svg.get("height", ""))
    ticks = [text for text in svg.iter(f"{SVG}text") if text.get("text-anchor") == "end"]
    assert 2 <= len(ticks) <= 7
    assert all(0 <= float(text.get("y", "")) <= height for text in ticks)


def test_pixels_are_fifths_of_their_own_images_largest_value():
    """A path for each shade; cells of a shade that lie side by side are one rectangle."""
    svg = pixels({"a": [[0.0, 9.9, 10, 30, 30, 49.9, 50, 0, 100]]}, title="A row")
    assert re.findall(r'd="([^"]*)" fill="currentColor" fill-opacity="([^"]*)"', svg) == [
        ("M28 28h10v10h-10Z", "0.2"),
        ("M38 28h30v10h-30Z", "0.4"),
        ("M68 28h10v10h-10Z", "0.6"),
        ("M88 28h10v10h-10Z", "1.0"),
    ]


def test_the_description_of_pixels_says_which_cells_are_strong():
    assert desc(shades()) == (
        "Five images. A cell is the stronger, the larger its value, measured by the largest of its "
        "own image; rows and columns count from 0. "
        "ramp: two rows of three cells, the largest 0.5. Half of it or more: row 1 columns 0 to 2. "
        "a label wider than its image: two rows of three cells, the largest 16. Half of it or "
        "more: row 0 columns 1 to 2 and row 1 column 2. "
        "empty: one row of two cells, all of them empty. "
        "mask: two rows of three cells, the largest 1. Half of it or more: row 1 columns 0 to 2. "
        "wide & flat: one row of 32 cells, the largest 1. Half of it or more: row 0 columns 0 to "
        "31. Marked: mask."
    )


def decoded(svg: str) -> list[torch.Tensor]:
    """The PNGs in a picture, read by another library: (3, height, width) each."""
    found = re.findall(r"data:image/png;base64,([^\"]+)", svg)
    opened = [Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB") for data in found]
    return [torch.from_numpy(np.array(image)).permute(2, 0, 1).int() for image in opened]


def test_a_photograph_is_drawn_with_its_own_colours():
    few, many = decoded(photographs())
    assert (few - torch.arange(18).reshape(3, 2, 3) * 15).abs().max() <= 255 / 31
    original = torch.arange(3 * 40 * 30).reshape(3, 40, 30) * 7 % 256
    assert len(many.flatten(1).T.unique(dim=0)) <= 256
    assert (many - original).abs().max() <= 64


def test_a_photograph_is_the_same_bytes_whatever_compresses(monkeypatch):
    """Its pixels are stored: no library's compressor, which may differ, has a part in it."""
    expected = photographs()
    monkeypatch.setattr("zlib.compress", None)
    monkeypatch.setattr("zlib.compressobj", None)
    assert photographs() == expected


def test_a_box_lies_where_its_pixels_are_drawn():
    svg = ElementTree.fromstring(photographs())
    image = next(svg.iter(f"{SVG}image"))
    left, top = float(image.get("x", "")), float(image.get("y", ""))
    drawn = [
        tuple(float(rect.get(key, "")) for key in ("x", "y", "width", "height"))
        for rect in svg.iter(f"{SVG}rect")
        if "accent" in rect.get("stroke", "")
    ]
    # Two units a pixel; half of the line, which is two wide, lies outside the box's middle.
    assert drawn == [(left + 0.5, top + 0.5, 1, 3), (left + 2.5, top + 0.5, 3, 1)]


def test_a_box_of_fractions_is_rounded_to_pixels():
    svg = images({"a": [[[0, 0], [0, 0]]] * 3}, boxes={"a": [[0.4, 0.6, 1.5, 2.0]]}, title="t")
    assert "a box from (0, 1) to (2, 2)" in desc(svg)


def test_the_description_of_images_says_their_size_and_boxes():
    assert desc(photographs()) == (
        "Two photographs, sizes in pixels. few: 3 wide, 2 high, boxes from (0, 0) to (1, 2) and "
        "(1, 0) to (3, 1). many & more: 30 wide, 40 high."
    )


def test_every_image_of_pixels_has_its_frame_and_its_cells_in_it():
    svg = shades()
    assert len(boxes(svg)) == 5 and not overlaps(svg) and not torn(svg)
    for x, y, width, height in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)", svg):
        left, top = int(x), int(y)
        right, bottom = left + int(width), top + int(height)
        assert any(
            a <= left and b <= top and right <= c and bottom <= d for a, b, c, d in boxes(svg)
        )


W = torch.ones(2, requires_grad=True)
X = torch.ones(2)
Y = W * 2


def chain(length: int) -> torch.Tensor:
    y = W
    for _ in range(length):
        y = y.sin()
    return y


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: graph(Y, title=" "), "title: a picture needs a title"),
        (lambda: graph([], title="t"), "roots: there is nothing"),
        (lambda: graph(X, title="t"), "roots: a tensor that requires no gradient"),
        (lambda: graph(3, title="t"), "roots: expected a tensor or a node, got int"),
        (lambda: graph({Y}, title="t"), "roots: a set has no order"),
        (lambda: graph(chain(60), title="t"), "roots: the graph has more than 60 nodes"),
        (lambda: graph(Y, names={"z": W * 3}, title="t"), "names: 'z': its MulBackward0 is not"),
        (lambda: graph(Y, names={"z": 3}, title="t"), "names: 'z' is no tensor, but of type int"),
        (lambda: graph(Y, names=[Y], title="t"), "names: expected a dictionary, got list"),
        (lambda: graph(Y, mark=[W * 3], title="t"), "mark: its MulBackward0 is not in the graph"),
        (lambda: graph(Y, ghost=["y"], title="t"), "ghost: expected a tensor or a node, got str"),
        (lambda: graph(Y, notes="n", title="t"), "notes: expected a function"),
        (
            lambda: graph(Y, notes=lambda n: 3, title="t"),
            "notes: gave no text for MulBackward0, but type int",
        ),
        (lambda: graph(Y, notes=lambda n: "\x1b[1m", title="t"), "must be printable"),
        (lambda: strip({}, title="t"), "tensors: there is nothing"),
        (lambda: strip({"x": 3}, title="t"), "tensors: 'x' is no tensor, but of type int"),
        (lambda: strip({3: X}, title="t"), "tensors: the label 3 is no text"),
        (lambda: strip({"x": X, "w": W}, title="t"), "tensors: 'w' does not share the storage of"),
        (
            lambda: strip({"x": X, "i": X.view(torch.int32)}, title="t"),
            "tensors: 'i' reads the storage of 'x' as torch.int32",
        ),
        (lambda: strip({"x": torch.ones(17)}, title="t"), "tensors: the storage has 17 cells"),
        (lambda: strip({"x": torch.ones(0)}, title="t"), "tensors: the storage has 0 cells"),
        (lambda: strip({"x": torch.ones(2, device="meta")}, title="t"), "tensors: 'x' has no"),
        (lambda: strip({"x": X.to_sparse()}, title="t"), "tensors: 'x' has no storage"),
        (lambda: strip({"x": X}, notes={"y": "n"}, title="t"), "notes: 'y' is no label"),
        (lambda: bars({}, title="t"), "rows: there is nothing"),
        (lambda: bars({"a": -1}, title="t"), "rows: 'a' is -1"),
        (lambda: bars({"a": float("nan")}, title="t"), "rows: 'a' is nan"),
        (lambda: bars({"a": "1"}, title="t"), "rows: 'a' is '1', not a number"),
        (lambda: bars({"a": 1}, mark=["b"], title="t"), "mark: 'b' is no label of rows"),
        (lambda: curves({}, title="t", x="x", y="y"), "rows: there is nothing"),
        (lambda: curves({"a": []}, title="t", x="x", y="y"), "rows: 'a' has no points"),
        (lambda: curves({"a": [(1, float("inf"))]}, title="t", x="x", y="y"), "(1, inf), not two"),
        (lambda: curves({"a": [(1, 0), (0, 0)]}, title="t", x="x", y="y"), "'a' goes back in x"),
        (
            lambda: curves({c: [(0, 0)] for c in "abcdef"}, title="t", x="x", y="y"),
            "rows: 6 curves, where 5 can be told apart",
        ),
        (lambda: tree(BLOCK, title=""), "title: a picture needs a title"),
        (lambda: tree([BLOCK], title="t"), "module: expected a module, got list"),
        (
            lambda: tree(torch.nn.Sequential(*[torch.nn.ReLU() for _ in range(60)]), title="t"),
            "module: it holds more than 60 names",
        ),
        (lambda: tree(BLOCK, mark=[X], title="t"), "mark: this Tensor is not in the tree"),
        (
            lambda: tree(BLOCK, mark="act", title="t"),
            "mark: expected a module or a tensor, got str",
        ),
        (lambda: tree(BLOCK, mark=3, title="t"), "mark: expected a module or a tensor, got int"),
        (lambda: tree(BLOCK, notes="n", title="t"), "notes: expected a function"),
        (
            lambda: tree(BLOCK, notes=lambda thing: 3, title="t"),
            "notes: gave no text for Block, but type int",
        ),
        (lambda: pixels({}, title="t"), "images: there is nothing"),
        (lambda: pixels({"a": 3}, title="t"), "images: 'a' is not two-dimensional"),
        (lambda: pixels({"a": X}, title="t"), "images: 'a' is not two-dimensional"),
        (lambda: pixels({"a": []}, title="t"), "images: 'a' does not have 1 to 32 rows"),
        (lambda: pixels({"a": [[1], [1, 2]]}, title="t"), "images: 'a' does not have 1 to 32"),
        (lambda: pixels({"a": torch.ones(33, 2)}, title="t"), "images: 'a' does not have 1 to 32"),
        (lambda: pixels({"a": [["1"]]}, title="t"), "images: 'a' holds '1', not a number"),
        (lambda: pixels({"a": X.expand(2, 2) * -1}, title="t"), "images: 'a' holds -1.0; a cell"),
        (lambda: pixels({"a": [[float("nan")]]}, title="t"), "images: 'a' holds nan; a cell"),
        (lambda: pixels({"a": [[1]]}, columns=0, title="t"), "columns: 0 is not a positive"),
        (lambda: pixels({"a": [[1]]}, columns=2.0, title="t"), "columns: expected an integer"),
        (lambda: pixels({"a": [[1]]}, mark=["b"], title="t"), "mark: 'b' is no label of images"),
        (lambda: images({}, title="t"), "photographs: there is nothing"),
        (lambda: images({"a": 3}, title="t"), "photographs: 'a' does not have the shape (3"),
        (lambda: images({"a": X}, title="t"), "photographs: 'a' does not have the shape (3"),
        (lambda: images({"a": torch.ones(3, 2, 2)}, title="t"), "photographs: 'a' holds 1.0"),
        (lambda: images({"a": [[[256]]] * 3}, title="t"), "photographs: 'a' holds 256"),
        (lambda: images({"a": [[[0] * 97]] * 3}, title="t"), "photographs: 'a' is not between"),
        (
            lambda: images({"a": [[[0]]] * 3}, boxes={"b": []}, title="t"),
            "boxes: 'b' is no label of photographs",
        ),
        (
            lambda: images({"a": [[[0]]] * 3}, boxes={"a": [[1, 2]]}, title="t"),
            "boxes: those of 'a' are no rows",
        ),
        (
            lambda: images({"a": [[[0]]] * 3}, boxes={"a": [[0, 0, 1, float("nan")]]}, title="t"),
            "boxes: those of 'a' are no rows",
        ),
        (
            lambda: images({"a": [[[0]]] * 3}, boxes={"a": [[0, 0, 0, 1]]}, title="t"),
            "boxes: 'a' has [0, 0, 0, 1], which is no area of its image",
        ),
        (
            lambda: images({"a": [[[0]]] * 3}, boxes={"a": [[0, 0, 2, 1]]}, title="t"),
            "boxes: 'a' has [0, 0, 2, 1], which is no area of its image",
        ),
        (lambda: images({"a": [[[0]], [[0]], [[0, 0]]]}, title="t"), "'a' does not have the shape"),
        (lambda: images({"a": [[0]] * 3}, title="t"), "'a' does not have the shape"),
        (lambda: images({"a": [[[0]]] * 3}, scale=0, title="t"), "scale: 0 is not a positive"),
        (lambda: images({"a": [[[0]]] * 3}, columns=1.0, title="t"), "columns: expected an"),
        (lambda: images({"a": [[[0]]] * 3}, boxes=[1], title="t"), "boxes: expected a dictionary"),
        (lambda: lanes({}, title="t"), "rows: there is nothing"),
        (lambda: lanes({"a": []}, title="t"), "rows: there is nothing"),
        (lambda: lanes({"a": [(0.5, "x")]}, title="t"), "rows: 'a' has the position 0.5"),
        (lambda: lanes({"a": [(1, None)]}, title="t"), "rows: 'a' has None at 1"),
        (lambda: lanes({"a": [(1, "x"), (1, "y")]}, title="t"), "rows: 'a' has position 1 twice"),
    ],
)
def test_bad_input_is_refused_by_the_name_of_its_argument(draw, message):
    with pytest.raises((TypeError, ValueError), match=re.escape(message)):
        draw()


def test_the_vocabulary_is_imported_without_torch():
    code = "import sys; sys.modules['torch'] = None; import apart.draw as d"
    code += "; d.bars({'a': 1}, title='t'); d.lanes({'a': [(1, 'x')]}, title='t')"
    code += "; d.pixels({'a': [[1]]}, title='t')"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    subprocess.run([sys.executable, "-c", code], env=env, check=True)


def test_a_tensor_changed_through_its_view_shows_copy_slices():
    assert "CopySlices of y leads to MulBackward0" in desc(copy_slices())
    assert "AsStridedBackward0 of v leads to CopySlices of y" in desc(copy_slices())
