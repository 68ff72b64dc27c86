"""Every picture is what its script draws from a run of its page's snippet."""

from collections.abc import Callable

import pytest

from apart.isolate import Run
from apart.recording import compare_picture, how_to_record
from apart.tree import Tree
from tests.support.fail import fail

PICTURES = list(Tree.find().pictures)


@pytest.mark.parametrize("picture", PICTURES)
def test_picture_is_drawn_from_a_run(
    picture: str, tree: Tree, run_picture: Callable[[str], Run]
) -> None:
    found = tree.pictures[picture]
    run = run_picture(picture)
    if run.failure:
        fail(f"pictures/{picture}.py {run.failure}")
    if difference := compare_picture(found, run):
        fail(f"{difference}\n{how_to_record(found.page)}")


def test_every_recorded_picture_has_its_script(tree: Tree) -> None:
    for svg in (tree.root / "pictures").rglob("*.svg"):
        if not svg.with_suffix(".py").is_file():
            fail(f"no script draws {tree.relative(svg)}: delete it, or write the script")
