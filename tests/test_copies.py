"""What readers take away: each page's notebook, script and Markdown; the archive; llms.txt."""

import ast
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from playwright.sync_api import Browser, expect

from apart.isolate import Run
from apart.recording import read_recording, require_good_run
from apart.site.build import write_archive
from apart.site.notebook import _without_echo, notebook
from apart.site.outline import Entry, Outline
from apart.site.prose import plain, with_links
from apart.tree import Tree
from tests.support.site import Site

TREE = Tree.find()
NOTEBOOKS = [name for name, page in TREE.pages.items() if page.markdown.is_file()]


# ---- Notebooks ----


def made(name: str) -> NotebookNode:
    page = TREE.page(name)
    text = page.markdown.read_text(encoding="utf-8")
    return notebook(page, with_links(text, f"{name}.md", "", {}))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_shows_what_was_recorded_and_each_cell_is_whole(name: str) -> None:
    page, cells = TREE.page(name), made(name).cells
    for cell in cells:
        if cell.cell_type == "code" and not cell.source.startswith("%%"):
            ast.parse(cell.source)
    shown = "".join(out.text for cell in cells for out in cell.get("outputs", []))
    assert shown == "".join(read_recording(page.recording, name).values())
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert "--8<--" not in prose
    assert not re.search(r"^#+ .*\{#|^(!!!|\?\?\?) ", prose, re.MULTILINE)


@pytest.mark.parametrize("notebook_of", NOTEBOOKS)
def test_a_notebook_runs_from_top_to_bottom(
    notebook_of: str, run_notebook: Callable[[str], Run]
) -> None:
    run = run_notebook(notebook_of)
    printed = "".join(text for _, text in run.outside)
    printed = re.sub(r"^(Writing|Overwriting) snippets/.*\n", "", printed, flags=re.MULTILINE)
    run.outside.clear()
    require_good_run(run, f"the notebook of {notebook_of}")
    recorded = "".join(read_recording(TREE.page(notebook_of).recording, notebook_of).values())
    assert printed == recorded


def test_the_parts_of_a_class_make_one_cell_behind_what_is_said_about_them() -> None:
    cells = made("data/build-it").cells
    [whole] = [
        cell
        for cell in cells
        if cell.cell_type == "code"
        and "class Loader" in cell.source
        and not cell.source.startswith("%%")
    ]
    assert "def __iter__" in whole.source
    assert "class Loader" in cells[cells.index(whole) - 1].source


def test_a_notebook_brings_the_files_that_its_script_has_beside_it() -> None:
    written = [cell.source for cell in made("multi-gpu/ddp").cells if "%%writefile" in cell.source]
    assert [cell.splitlines()[0] for cell in written] == [
        "%%writefile snippets/multi-gpu/launch.py"
    ]
    assert any("snippets/data/news.csv" in cell.source for cell in made("data/text").cells)


def test_a_picture_is_attached_and_said_in_words() -> None:
    [cell] = [cell for cell in made("autograd/leaf").cells if cell.get("attachments")]
    assert "AccumulateGrad" in cell.source
    [name] = cell.attachments
    assert f"](attachment:{name})" in cell.source


def test_links_lead_to_the_published_site_or_become_words() -> None:
    text = "See [leaf](leaf.md#who), [storage](../tensors/storage.md), [torch](https://x.invalid)."
    addresses = {"autograd/leaf.md": "autograd/leaf/", "tensors/storage.md": "tensors/storage/"}
    assert with_links(text, "autograd/graph.md", "https://our.site/", addresses) == (
        "See [leaf](https://our.site/autograd/leaf/#who), "
        "[storage](https://our.site/tensors/storage/), [torch](https://x.invalid)."
    )
    assert with_links(text, "autograd/graph.md", "", addresses) == (
        "See leaf, storage, [torch](https://x.invalid)."
    )


def test_what_looks_like_a_link_in_code_stays() -> None:
    text = "`layers[0](x)`, ``a`[b](c)``, [`leaf`](leaf.md)"
    assert with_links(text, "autograd/graph.md", "", {}) == "`layers[0](x)`, ``a`[b](c)``, `leaf`"


def test_a_last_value_is_not_echoed_whatever_stands_behind_it() -> None:
    assert _without_echo("x = 1\nx.add_(1)  # in place") == "x = 1\nx.add_(1);  # in place"
    assert _without_echo('f("ä", y)  # ö') == 'f("ä", y);  # ö'
    assert _without_echo("print(x)") == "print(x)"
    assert _without_echo("# nothing yet") == "# nothing yet"


# ---- Beside each page: its notebook, its script, its Markdown ----


@pytest.mark.parametrize("entry", Outline.read(TREE).entries, ids=lambda entry: entry.source)
def test_a_page_can_be_taken_away(site: Site, entry: Entry) -> None:
    if entry.source.endswith(".ipynb"):
        nbformat.read(site.root / entry.source, 4)
        return
    text = (site.root / entry.source).read_text(encoding="utf-8")
    assert text.startswith("# ")
    for left in ("--8<--", "<figure", "<div", "{.output}", "{#", "<!-- the"):
        assert left not in text, f"{entry.source} still has {left}"
    if entry.name in TREE.pages:
        script = (site.root / f"{entry.name}.py").read_text(encoding="utf-8")
        source = TREE.pages[entry.name].snippet.read_text(encoding="utf-8")
        assert ast.dump(ast.parse(script)) == ast.dump(ast.parse(source))
        assert "--8<--" not in script
        nbformat.read(site.root / f"{entry.name}.ipynb", 4)


def test_the_markdown_of_a_page_holds_its_code_its_outputs_and_the_words_of_its_picture(
    site: Site,
) -> None:
    text = (site.root / "autograd" / "leaf.md").read_text(encoding="utf-8")
    assert "w = torch.tensor([3.0, 4.0], requires_grad=True)" in text
    assert "w     is_leaf=True   requires_grad=True" in text
    assert "Picture: The graph under out, after backward(). Four nodes." in text


def test_llms_txt_names_every_page_with_what_it_is_about(site: Site) -> None:
    text = (site.root / "llms.txt").read_text(encoding="utf-8")
    assert text.startswith("# Take PyTorch Apart\n\n> ")
    for entry in Outline.read(TREE).entries:
        [line] = [line for line in text.splitlines() if f"({entry.source})" in line]
        assert re.fullmatch(r"- \[.+\]\(.+\): .{20,}", line), line


# ---- The archive ----


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    with zipfile.ZipFile(write_archive(TREE, folder)) as archive:
        archive.extractall(folder)
    return folder / "take-pytorch-apart"


def test_the_archive_works_without_a_server(unpacked: Path, chromium: Browser) -> None:
    errors: list[str] = []
    page = chromium.new_context().new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("requestfailed", lambda request: errors.append(request.url))
    page.goto((unpacked / "index.html").as_uri())
    page.get_by_role("link", name="Autograd").first.click()
    page.get_by_role("link", name="Leaf tensors").first.click()
    expect(page.locator("h1")).to_have_text(re.compile("^Leaf tensors"))
    page.keyboard.press("/")
    page.keyboard.type("register_buffer")
    page.get_by_role("link", name=re.compile("^Buffer")).first.click()
    expect(page.locator("article")).to_contain_text("register_buffer")
    page.get_by_role("link", name="Index of errors").first.click()
    expect(page.locator("h1")).to_contain_text("Index of errors")
    page.context.close()
    assert not errors


def test_every_link_in_the_archive_names_a_file(unpacked: Path) -> None:
    archive = Site(unpacked)
    told = [
        f"{page}: {link}"
        for page in archive.pages
        for link in page.links()
        if (found := archive.find(page, link)) and not found[0].is_file()
    ]
    assert not told


def test_headings_lose_their_ids_and_nothing_else() -> None:
    assert plain("---\nkeywords: a\n---\n## Who {#who}\n\nText.\n") == "## Who\n\nText.\n"
