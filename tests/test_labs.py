"""Every lab runs from top to bottom, prints what was recorded, and makes a page like the others."""

import csv
import gzip
import random
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from apart import ApartError
from apart.labs import Lab, as_text, compare, execute, is_recorded
from apart.tree import Tree
from tests.support.fail import fail
from tests.support.site import Page, Site, navigation, settings, torch_tag
from tests.support.trees import SmallTree
from tests.test_site import (
    broken_links,
    pictures_without_words,
    repeated_ids,
    requests_to_others,
    source_links_to_another_version,
    told,
    untitled,
)

TREE = Tree.find()
LABS = TREE.labs
MOST = 60_000  # bytes, compressed, besides the plots


# ---- What can be wrong with a lab ----


def not_as_recorded(lab: Lab) -> str | None:
    """How a run differs from the recording; what is wrong with either is raised."""
    if not is_recorded(lab):
        raise ApartError(f"{lab.shown} was never recorded. {lab.way_out}")
    difference = compare(lab, execute(lab))
    return f"{difference}\nIf the new one is right: {lab.way_out}" if difference else None


def not_normal(lab: Lab) -> str | None:
    if lab.path.read_text(encoding="utf-8") == as_text(lab.read()):
        return None
    return (
        f"{lab.shown} is not in the form in which labs are kept: it has counts, ids or settings "
        f"that change by themselves. {lab.way_out}"
    )


def too_heavy(site: Site, page: Page) -> Iterable[str]:
    html = re.sub(
        r'<figure class="plot">.*?</figure>', "", page.file.read_text("utf-8"), flags=re.DOTALL
    )
    weight = len(gzip.compress(html.encode()))
    if weight > MOST:
        yield (
            f"{page}: besides its plots it weighs {weight // 1000} KB compressed, more than "
            f"{MOST // 1000}. See mkdocs_html/notebook.html.j2, which keeps styles out of it."
        )


def differs_from_the_table(lab: Lab, table: str) -> str | None:
    """Whether the texts that a lab carries, to run alone, are still those of the table."""
    source = "\n".join(cell.source for cell in lab.read().cells if cell.cell_type == "code")
    copied = re.findall(r'^news = """\\\n(.*?)"""$', source, flags=re.MULTILINE | re.DOTALL)
    rows = list(csv.DictReader(table.splitlines()))
    if copied != ["\n".join(row["text"] for row in rows)]:
        return f"{lab.shown}: `news` is not what snippets/data/news.csv says: copy its texts"
    if [row["class"] for row in rows] != [kind for kind in "1234" for _ in range(10)]:
        return f"{lab.shown} takes the texts for four times ten: snippets/data/news.csv has others"
    return None


def page_of(site: Site, name: str) -> Page:
    return site.by_file[site.root / name / "index.html"]


# ---- The labs as they are ----


@pytest.mark.parametrize("name", LABS)
def test_a_lab_prints_what_was_recorded(name: str) -> None:
    if difference := not_as_recorded(Lab.of(TREE, name)):
        fail(difference)


@pytest.mark.parametrize("name", LABS)
def test_a_lab_is_kept_in_the_form_in_which_nothing_changes_by_itself(name: str) -> None:
    if problem := not_normal(Lab.of(TREE, name)):
        fail(problem)


@pytest.mark.parametrize("name", LABS)
def test_a_lab_was_recorded_with_the_versions_of_the_pages(name: str) -> None:
    recorded = Lab.of(TREE, name).read().metadata.get("recorded", {})
    if f"v{recorded.get('torch')}" != torch_tag():
        fail(
            f"docs/en/{name}.ipynb was recorded with torch {recorded.get('torch')}, the pages with "
            f"{torch_tag()}: apart record {name}"
        )


@pytest.mark.parametrize("name", LABS)
def test_a_lab_says_first_what_it_needs(name: str) -> None:
    first, *_ = (notebook := Lab.of(TREE, name).read()).cells
    told = " ".join(re.findall(r"^pip install (.*)$", first.source, flags=re.MULTILINE)).split()
    for package in set(notebook.metadata.get("recorded", {})) - {"python"}:
        if package not in told:
            fail(f"docs/en/{name}.ipynb: its first cell does not tell to pip install {package}")


def test_the_news_of_the_lab_fine_tune_are_those_of_the_data_chapter() -> None:
    table = (TREE.root / "snippets" / "data" / "news.csv").read_text(encoding="utf-8")
    if problem := differs_from_the_table(Lab.of(TREE, "labs/fine-tune"), table):
        fail(problem)


@pytest.mark.parametrize("name", LABS)
def test_a_lab_is_in_the_navigation(name: str) -> None:
    assert f"{name}.ipynb" in navigation(settings()["nav"]), (
        f"add {name}.ipynb to `nav` in mkdocs.yml"
    )


CHECKS: list[Callable[[Site, Page], Iterable[str]]] = [
    broken_links,
    pictures_without_words,
    repeated_ids,
    requests_to_others,
    source_links_to_another_version,
    too_heavy,
    untitled,
]


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("name", LABS)
def test_the_page_of_a_lab_holds_together(
    site: Site, name: str, check: Callable[[Site, Page], Iterable[str]]
) -> None:
    told(check(site, page_of(site, name)))


@pytest.mark.parametrize("name", LABS)
def test_the_page_of_a_lab_shows_code_and_outputs_as_the_other_pages_do(
    site: Site, name: str
) -> None:
    page = page_of(site, name)
    cells = [cell for cell in Lab.of(TREE, name).read().cells if cell.cell_type == "code"]
    shown = [code.get_text().strip() for code in page.article.select(".language-python pre > code")]
    assert shown == [cell.source.strip() for cell in cells]
    printed = [code.get_text().strip() for code in page.article.select(".output pre > code")]
    outputs = [output for cell in cells for output in cell.outputs]
    assert printed == [output["text"].strip() for output in outputs if "text" in output]
    pictures = page.article.select("figure.plot > :is(svg, img)")
    assert len(pictures) == len([output for output in outputs if "text" not in output])
    assert not re.search(r"#(000000|ffffff|1f77b4)", str(page.article)), (
        f"{page}: a colour that does not follow the paper"
    )
    assert "```" not in page.article.get_text(), f"{page}: a fence was not rendered"


@pytest.mark.parametrize("name", LABS)
def test_the_notebook_of_a_lab_can_be_downloaded(site: Site, name: str) -> None:
    page = page_of(site, name)
    link = page.article.select_one(".site-run a[download]")
    assert link is not None, f"{page}: no link to its notebook"
    found = site.find(page, str(link["href"]))
    assert found and found[0].is_file(), f"{page}: its notebook is not in the built site"
    assert found[0].read_bytes() == Lab.of(TREE, name).path.read_bytes()


# ---- Each check, seen to catch what it is for ----

GOOD = [
    ("markdown", "# A small lab\n\nIt prints a number and draws a line.", {}),
    ("code", "print('answer', 41 + 1)", {}),
    ("code", "import time\n\nprint(time.perf_counter())", {"tags": ["measured"]}),
    (
        "code",
        "import matplotlib.pyplot as plt\n\nplt.plot([1, 2])\nplt.show()",
        {"alt": "A line. It rises."},
    ),
]


def write(tree: SmallTree, cells: list[tuple[str, str, dict[str, Any]]]) -> Lab:
    """Plant the lab `labs/small` with `cells`, not yet recorded."""
    make = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
    notebook = nbformat.v4.new_notebook(
        cells=[make[kind](source, metadata=metadata) for kind, source, metadata in cells]
    )
    tree.write("docs/en/labs/small.ipynb", nbformat.writes(notebook))
    return Lab.of(Tree(tree.root), "labs/small")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The text of a small lab, as `apart record` wrote it."""
    tree = SmallTree.plant(tmp_path_factory.mktemp("labs") / "tree")
    lab = write(tree, GOOD)
    said = tree.apart("record", "labs/small")
    assert said.status == 0, said.text
    assert "docs/en/labs/small.ipynb: recorded" in said.text
    return lab.path.read_text(encoding="utf-8")


@pytest.fixture
def small(tmp_path: Path, sound: str) -> SmallTree:
    """A small tree with that lab."""
    tree = SmallTree.plant(tmp_path / "tree")
    tree.write("docs/en/labs/small.ipynb", sound)
    return tree


def small_lab(tree: SmallTree) -> Lab:
    return Lab.of(Tree(tree.root), "labs/small")


def test_a_sound_lab_passes_and_its_times_are_not_compared(small: SmallTree) -> None:
    assert not_as_recorded(small_lab(small)) is None
    assert not_normal(small_lab(small)) is None


def test_a_changed_output_and_a_picture_that_is_gone_are_caught_and_named(
    small: SmallTree, sound: str
) -> None:
    changed = sound.replace("answer 42", "answer 43").replace("plt.plot([1, 2])", "plt.close()")
    small.write("docs/en/labs/small.ipynb", changed)
    problem = not_as_recorded(small_lab(small)) or ""
    assert "docs/en/labs/small.ipynb: cell 2 (\"print('answer', 41 + 1)\")" in problem
    assert "-answer 43\n+answer 42" in problem
    assert "docs/en/labs/small.ipynb: cell 4 ('import matplotlib.pyplot as plt')" in problem
    assert "-(a picture)" in problem
    assert "apart record labs/small" in problem


@pytest.mark.parametrize(
    ("number", "news", "says"),
    [
        (0, "text 1", None),
        (0, "Text 1", "is not what"),
        (1, "text 1", "four times ten"),
    ],
)
def test_texts_that_are_not_those_of_the_table_are_caught(
    small: SmallTree, number: int, news: str, says: str | None
) -> None:
    texts = [f"text {i}" for i in range(40)]
    table = "\n".join(f"{(i + number) // 10 + 1},{text}" for i, text in enumerate(texts))
    copied = "\n".join([texts[0], news, *texts[2:]])
    lab = write(small, [("code", f'news = """\\\n{copied}"""\nprint(news)', {})])
    problem = differs_from_the_table(lab, f"class,text\n{table}\n")
    assert problem is None if says is None else says in (problem or "")


def test_a_missing_recording_is_caught(small: SmallTree) -> None:
    with pytest.raises(ApartError, match=r"small\.ipynb was never recorded.*apart record labs/sm"):
        not_as_recorded(write(small, GOOD))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"execution_count": null', '"execution_count": 7'),
        ('"metadata": {}', '"metadata": {"collapsed": false}'),
        ('"language_info": {\n   "name": "python"', '"language_info": {\n   "name": "x"'),
        ('<svg stroke-linejoin="round" ', "<svg "),
    ],
)
def test_a_notebook_in_another_form_is_caught(
    small: SmallTree, sound: str, old: str, new: str
) -> None:
    changed = sound.replace(old, new, 1).replace("<svg ", "<?xml version='1.0'?><svg ")
    assert changed != sound
    small.write("docs/en/labs/small.ipynb", changed)
    assert "is not in the form" in (not_normal(small_lab(small)) or "")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("print('so far')\nraise ValueError('no')", "failed with ValueError: no"),
        ("import os\n\nos._exit(3)", "ended its kernel"),
        ("import warnings\n\nwarnings.warn('hm')", "wrote to stderr: "),
        (
            "import matplotlib.pyplot as plt\n\nplt.plot([1])\nplt.show()",
            "draws a picture and does not say in words",
        ),
    ],
)
def test_a_recording_that_fails_names_the_cell_and_leaves_the_old_one_whole(
    small: SmallTree, source: str, says: str
) -> None:
    lab = write(small, [*GOOD[:2], ("code", source, {})])
    before = lab.path.read_text(encoding="utf-8")
    said = small.apart("record", "labs/small")
    assert said.status == 1
    assert f"docs/en/labs/small.ipynb: cell 3 ({source.splitlines()[0]!r}) {says}" in said.text
    assert "What was recorded before stands as it was." in said.text
    assert lab.path.read_text(encoding="utf-8") == before


def test_a_cell_that_hangs_is_named(small: SmallTree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apart.labs._SECONDS", 1)
    lab = write(small, [("code", "import time\n\ntime.sleep(60)", {})])
    with pytest.raises(ApartError, match=r"cell 1 \('import time'\) ran longer than 1 s"):
        execute(lab)


def test_record_shows_what_differs_before_it_replaces(small: SmallTree) -> None:
    lab = write(small, GOOD[:3])
    small.apart("record", "labs/small")
    recorded = lab.path.read_text(encoding="utf-8")
    small.write("docs/en/labs/small.ipynb", recorded.replace("answer 42", "answer 43"))
    said = small.apart("record", "labs/small").text
    assert "-answer 43" in said
    assert "+answer 42" in said
    assert "answer 42" in small.read("docs/en/labs/small.ipynb")


def test_a_lab_that_its_author_saves_while_it_runs_is_not_overwritten(small: SmallTree) -> None:
    lab = small_lab(small)
    save = f"from pathlib import Path\nPath({str(lab.path)!r}).write_text('the author')"
    write(small, [("code", save, {})])
    said = small.apart("record", "labs/small")
    assert said.status == 1 and "docs/en/labs/small.ipynb was saved while it ran" in said.text
    assert lab.path.read_text() == "the author"


def test_a_picture_that_was_pasted_into_a_lab_stays(small: SmallTree) -> None:
    lab = write(small, [("markdown", "![A dot](attachment:dot.png)", {}), *GOOD[1:]])
    notebook = lab.read()
    notebook.cells[0].attachments = {"dot.png": {"image/png": "aGVsbG8="}}
    lab.path.write_text(nbformat.writes(notebook))
    assert small.apart("record", "labs/small").status == 0
    assert lab.read().cells[0].attachments == {"dot.png": {"image/png": "aGVsbG8="}}


def test_with_new_versions_record_runs_labs_and_pages_and_then_vouches_for_them(
    small: SmallTree,
) -> None:
    versions = small.root / "snippets" / "versions.yml"
    versions.unlink()
    said = small.apart("record", "autograd/leaf")
    assert said.status == 0 and "snippets/versions.yml is missing" in said.text
    assert not versions.exists(), "a page that did not run would be vouched for"
    said = small.apart("record")
    assert "docs/en/labs/small.ipynb" in said.text and "snippets/autograd/leaf.py" in said.text
    assert versions.exists()


def test_record_without_a_name_records_a_lab_that_never_was(small: SmallTree) -> None:
    small.apart("record", "autograd/leaf")
    lab = write(small, GOOD[:2])
    assert "docs/en/labs/small.ipynb: recorded" in small.apart("record").text
    assert is_recorded(lab)
    assert "Nothing is missing" in small.apart("record").text


def test_a_lab_that_is_not_there_is_said_to_be_missing(small: SmallTree) -> None:
    said = small.apart("record", "labs/smal")
    assert "No lab is called 'labs/smal'" in said.text
    assert "labs/small" in said.text


def test_a_kernel_is_this_python_and_listens_to_this_machine_alone(
    small: SmallTree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = tmp_path / "kernels" / "python3" / "kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text('{"argv": ["false"], "display_name": "Broken", "language": "python"}')
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    asked = (
        "import sys, psutil\n\n"
        "heard = psutil.Process().net_connections()\n"
        "print(sys.prefix)\n"
        "print({c.laddr.ip for c in heard if c.status == 'LISTEN'} - {'127.0.0.1'})"
    )
    (cell,) = execute(write(small, [("code", asked, {})])).cells
    assert cell.outputs[0]["text"] == f"{sys.prefix}\nset()\n"


def test_a_page_that_inlines_its_styles_is_too_heavy(tmp_path: Path) -> None:
    noise = "".join(random.Random(0).choices("abcdefghijklmnop", k=200_000))
    (tmp_path / "index.html").write_text(f'<figure class="plot">{noise}</figure>')
    site = Site(tmp_path)
    assert not list(too_heavy(site, site.pages[0]))
    (tmp_path / "index.html").write_text(f"<style>{noise}</style>")
    assert "KB compressed" in next(iter(too_heavy(site, site.pages[0])))
