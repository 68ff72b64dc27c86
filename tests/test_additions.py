"""What `apart` puts into the built pages: dates, formulas, the glossary, old addresses, links."""

import subprocess
from pathlib import Path

import pytest
from mkdocs.config import load_config

from apart import ApartError
from apart.site.additions import add_to_pages, moves
from apart.site.indexes import terms
from apart.site.outline import Entry, Outline
from apart.tree import Tree
from tests.support.site import ROOT, Site, html_path

TREE = Tree(ROOT)
ADDRESSES = ROOT / "docs" / "addresses.txt"


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A tree with one page, built."""
    for folder in ("docs/en/autograd", "snippets/autograd", "pictures", "site/autograd/leaf"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "docs" / "moved.tsv").write_text("old\tnew\nold/leaf/\tautograd/leaf/\n")
    (tmp_path / "docs" / "terms.md").write_text("*[leaf]: no operation produced it\n")
    (tmp_path / "docs" / "en" / "autograd" / "leaf.md").write_text("# Leaf\n")
    (tmp_path / "snippets" / "autograd" / "leaf.py").write_text("")
    return tmp_path


def finished(root: Path, html: str, source: str = "autograd/leaf.md") -> str:
    """What becomes of a built page."""
    page = root / "site" / "autograd" / "leaf" / "index.html"
    page.write_text(html)
    entry = Entry(source, "Autograd", "autograd/leaf/")
    add_to_pages(Tree(root), root / "site", Outline([entry], "T", "D", ""))
    return page.read_text()


def commit(root: Path, day: str) -> None:
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "."]):
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@b.invalid", *command],
            cwd=root,
            check=True,
            env={"GIT_AUTHOR_DATE": f"{day}T12:00:00", "GIT_COMMITTER_DATE": f"{day}T12:00:00"}
            | {"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(root)},
        )


PLACE = '<div><span class="site-changed"></span></div>'


def test_a_page_says_when_it_its_code_or_its_output_changed_last(planted: Path) -> None:
    commit(planted, "2026-01-02")
    assert ">2 January 2026</time>" in finished(planted, PLACE)
    (planted / "snippets" / "autograd" / "leaf.out").write_text("")
    commit(planted, "2026-03-04")
    assert '<time datetime="2026-03-04">4 March 2026</time>' in finished(planted, PLACE)


def test_without_git_a_page_names_no_date(planted: Path) -> None:
    assert finished(planted, PLACE) == "<div></div>"


def test_formulas_become_mathml(planted: Path) -> None:
    inline = finished(planted, r'<p><span class="arithmatex">\(a &lt; b^2\)</span></p>')
    assert inline.startswith("<p><math") and "<msup>" in inline and "&#x0003C;" in inline
    block = finished(planted, '<div class="arithmatex">\\[\n\\frac{1}{n}\n\\]</div>')
    assert 'display="block"' in block and "<mfrac>" in block


@pytest.mark.parametrize(
    ("formula", "says"),
    [("a_b_c", "DoubleSubscripts"), (r"\left( a", "MissingRight"), (r"\foo a", r"\foo is not")],
)
def test_a_formula_that_cannot_be_set_names_itself_and_its_page(
    planted: Path, formula: str, says: str
) -> None:
    with pytest.raises(ApartError, match=r"docs/en/autograd/leaf\.md: the formula") as told:
        finished(planted, rf'<span class="arithmatex">\({formula}\)</span>')
    assert says in str(told.value) and repr(formula) in str(told.value)


def test_a_lab_s_links_to_files_lead_to_pages_and_its_download_stays(planted: Path) -> None:
    text = '<a href="../autograd/leaf.md#who"></a><aside class="site-run"><a href="leaf.md"></a>'
    page = planted / "site" / "labs" / "curve" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text(text)
    finished(planted, "")
    entries = [
        Entry("autograd/leaf.md", "Autograd", "autograd/leaf/"),
        Entry("labs/curve.ipynb", "Labs", "labs/curve/"),
    ]
    add_to_pages(Tree(planted), planted / "site", Outline(entries, "T", "D", ""))
    assert 'href="../../autograd/leaf/#who"' in page.read_text()
    assert '<a href="leaf.md">' in page.read_text()


def test_an_address_that_moved_leads_to_the_new_one(planted: Path) -> None:
    finished(planted, "")
    moved = (planted / "site" / "old" / "leaf" / "index.html").read_text()
    assert 'url=../../autograd/leaf/"' in moved and '<a href="../../autograd/leaf/">' in moved


def test_every_address_that_was_ever_published_leads_somewhere(site: Site) -> None:
    known = ADDRESSES.read_text(encoding="utf-8").splitlines()
    lost = [name for name in known if not (site.root / name / "index.html").is_file()]
    assert not lost, (
        f"these addresses lead nowhere any more: name their new ones in moved.tsv {lost}"
    )
    new = {entry.address for entry in Outline.read(TREE).entries} - set(known)
    assert not new, f"add to docs/addresses.txt, so that these stay: {sorted(new)}"
    assert not set(moves(TREE)) & {entry.address for entry in Outline.read(TREE).entries}


def test_the_glossary_holds_every_term(site: Site) -> None:
    text = site.by_file[site.root / "glossary" / "index.html"].article.get_text(" ")
    for term, meaning in terms(TREE).items():
        assert term in text and meaning in text


def test_a_term_is_explained_on_the_page_that_uses_it(site: Site) -> None:
    page = site.by_file[site.root / html_path("autograd/leaf.md")]
    assert {tag.get_text() for tag in page.article.find_all("abbr")} >= {"leaf", "node"}


# ---- A published copy: one setting, and every page can be run in Colab, edited and reported ----


def test_a_copy_with_a_repository_links_colab_the_source_and_the_issue_form(
    tmp_path: Path,
) -> None:
    from mkdocs.commands.build import build

    config = load_config(
        str(ROOT / "mkdocs.yml"),
        site_dir=str(tmp_path),
        repo_url="https://github.com/you/your-copy",
        edit_uri="edit/main/docs/en/",
        nav=[
            "index.md",
            {"Autograd": ["autograd/leaf.md"]},
            "start.md",
            "errors.md",
            "glossary.md",
        ],
        strict=False,
    )
    build(config)
    page = (tmp_path / "autograd" / "leaf" / "index.html").read_text(encoding="utf-8")
    for address in (
        "https://colab.research.google.com/github/you/your-copy/blob/notebooks/autograd/leaf.ipynb",
        "https://github.com/you/your-copy/edit/main/docs/en/autograd/leaf.md",
        "issues/new?template=page-problem.yml&amp;title=Leaf%20tensors%3A%20&amp;page=autograd/leaf.md",
    ):
        assert address in page


def test_a_published_copy_offers_its_archive(tmp_path: Path) -> None:
    from mkdocs.commands.build import build

    settings = {"site_url": "https://your.site/", "nav": ["index.md"], "strict": False}
    for folder, directories in ("online", True), ("offline", False):
        where = str(tmp_path / folder)
        build(
            load_config(
                str(ROOT / "mkdocs.yml"), site_dir=where, use_directory_urls=directories, **settings
            )
        )
    link = '<a href="take-pytorch-apart.zip" download>'
    assert link in (tmp_path / "online" / "index.html").read_text(encoding="utf-8")
    assert link not in (tmp_path / "offline" / "index.html").read_text(encoding="utf-8")
