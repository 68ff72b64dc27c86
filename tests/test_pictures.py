"""Every picture is what its script draws from a run of its page's snippet."""

from collections.abc import Callable

import pytest

from apart.isolate import Run
from apart.recording import compare_picture, how_to_record
from apart.tree import Tree
from tests.support.expect import expect

PICTURES = list(Tree.find().pictures)


@pytest.mark.parametrize("picture", PICTURES)
def test_picture_is_drawn_from_a_run(
    picture: str, tree: Tree, run_picture: Callable[[str], Run]
) -> None:
    found = tree.pictures[picture]
    run = run_picture(picture)
    expect(run.failure is None, f"pictures/{picture}.py {run.failure}")
    difference = compare_picture(found, run)
    expect(difference is None, f"{difference}\n{how_to_record(found.page)}")


def test_every_recorded_picture_has_its_script(tree: Tree) -> None:
    drawn = {picture.svg for picture in tree.pictures.values()}
    orphans = sorted(
        tree.relative(p) for p in (tree.root / "pictures").rglob("*.svg") if p not in drawn
    )
    expect(not orphans, f"no script draws these: {orphans}; delete them or write the script")
