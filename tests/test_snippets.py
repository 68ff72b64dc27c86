"""Every snippet runs, and prints what its recording says."""

from collections.abc import Callable
from importlib import metadata

import pytest
import yaml

from apart.isolate import Run
from apart.recording import compare, how_to_record, require_good_run, versions_file
from apart.tree import Tree
from tests.support.fail import fail

SNIPPETS = list(Tree.find().pages)


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_snippet_prints_what_was_recorded(
    snippet: str, tree: Tree, run_snippet: Callable[[str], Run]
) -> None:
    page = tree.page(snippet)
    run = run_snippet(snippet)
    require_good_run(run, f"snippets/{snippet}.py")
    difference = compare(page, run)
    if difference:
        fail(f"{difference}\n{how_to_record(page)}")


@pytest.mark.parametrize("name", ["torch", "torchvision"])
def test_versions_shown_on_pages_are_those_that_ran(name: str, tree: Tree) -> None:
    recorded = yaml.safe_load(versions_file(tree).read_text())["extra"]["versions"][name]
    if recorded != metadata.version(name):
        fail(
            f"snippets/versions.yml says {name} {recorded}: install that (make install), or "
            "delete the file and run apart record to move every page to the new version"
        )
