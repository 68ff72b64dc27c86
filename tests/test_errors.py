"""The index of errors: every error and warning that a page shows, as it was caught."""

from collections.abc import Callable

import pytest

from apart.errors import by_message, errors_file, read_errors, shown_errors
from apart.isolate import Run
from apart.recording import how_to_record
from apart.tree import Tree
from tests.support.fail import fail
from tests.support.site import Site
from tests.support.trees import SmallTree

SNIPPETS = list(Tree.find().pages)

RAISES = '''\
"""An error, caught and printed."""

# --8<-- [start:who]
import warnings

import torch

w = torch.ones(2, requires_grad=True)
try:
    w.backward()
except RuntimeError as error:
    print(error)
# --8<-- [end:who]

# --8<-- [start:own]
try:
    raise ValueError("made by the page itself")
except ValueError as error:
    print(error)

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    (w * 2).grad
print(str(caught[0].message)[:60])

try:
    torch.ones(2, 3) @ torch.ones(2, 3)
except RuntimeError as error:
    print("refused")
# --8<-- [end:own]
'''


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_what_a_page_catches_and_shows_is_in_the_index(
    snippet: str, tree: Tree, run_snippet: Callable[[str], Run]
) -> None:
    page = tree.page(snippet)
    shown = shown_errors(page, run_snippet(snippet))
    recorded = {each for each in read_errors(tree) if each.page == snippet}
    if shown != recorded:
        more, less = sorted(shown - recorded), sorted(recorded - shown)
        fail(f"snippets/errors.tsv lacks {more}, has too many {less}. {how_to_record(page)}")


def test_every_message_stands_on_the_page_of_errors_with_a_link(site: Site, tree: Tree) -> None:
    page = site.by_file[site.root / "errors" / "index.html"]
    linked = {
        item.code.get_text(): {str(link["href"]).partition("#")[0] for link in item.find_all("a")}
        for item in page.article.select(".site-errors li")
        if item.code
    }
    for same in by_message(read_errors(tree)):
        [message] = {f"{error.kind}: {error.message}" for error in same} & set(linked)
        assert linked[message] == {f"../{error.page}/" for error in same}
    assert "RuntimeError: grad can be implicitly created only for scalar outputs" in linked


def test_every_error_recorded_is_one_of_a_page(tree: Tree) -> None:
    lines = errors_file(tree).read_text(encoding="utf-8").splitlines()[1:]
    gone = {line.split("\t")[0] for line in lines} - set(tree.pages)
    assert not gone, f"take the lines of these pages out of snippets/errors.tsv: {gone}"


@pytest.fixture
def raising(tmp_path_factory: pytest.TempPathFactory) -> SmallTree:
    tree = SmallTree.plant(tmp_path_factory.mktemp("raising"))
    tree.write("snippets/autograd/leaf.py", RAISES)
    assert tree.apart("record", "autograd/leaf").status == 0
    return tree


def test_recording_a_page_records_what_torch_raised_and_the_page_prints(raising: SmallTree) -> None:
    shown = read_errors(Tree(raising.root))
    assert [(each.section, each.kind) for each in shown] == [
        ("own", "UserWarning"),
        ("who", "RuntimeError"),
    ], "neither what the page raises itself nor what it does not print"
    assert shown[1].message == "grad can be implicitly created only for scalar outputs"


def test_a_page_that_raises_nothing_more_leaves_the_index(raising: SmallTree) -> None:
    raising.write("snippets/autograd/leaf.py", RAISES.replace("w.backward()", "w.sum().backward()"))
    assert raising.apart("record", "autograd/leaf").status == 0
    assert [each.section for each in read_errors(Tree(raising.root))] == ["own"]


def test_a_recording_that_fails_leaves_the_index_whole(raising: SmallTree) -> None:
    before = errors_file(Tree(raising.root)).read_bytes()
    raising.write("snippets/autograd/leaf.py", RAISES.replace("import torch", "import nothing"))
    assert raising.apart("record", "autograd/leaf").status == 1
    assert errors_file(Tree(raising.root)).read_bytes() == before
