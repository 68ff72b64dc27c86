"""What a reader can take away: every page as Markdown, its script, its notebook; and llms.txt."""

from dataclasses import replace
from pathlib import Path

import nbformat
from bs4 import BeautifulSoup

from apart.recording import write_whole
from apart.sections import without_marks
from apart.site.indexes import with_indexes
from apart.site.notebook import notebook
from apart.site.outline import Outline
from apart.site.prose import described, plain, with_includes, with_links, with_pictures
from apart.tree import Tree


def write_copies(tree: Tree, site: Path, outline: Outline) -> None:
    """Write `autograd/leaf.md`, `.py` and `.ipynb` beside the page of that name, and `llms.txt`."""
    addresses = {entry.source: entry.address for entry in outline.entries}
    for entry in outline.entries:
        source = tree.root / "docs" / "en" / entry.source
        text = source.read_text(encoding="utf-8")
        if source.suffix != ".md":
            write_whole(site / entry.source, text)  # a lab is a notebook already
            continue
        at_top = replace(entry, address="")  # where the two pages with an index lie as Markdown
        whole = with_indexes(_markdown(text, tree), tree, outline, at_top)
        write_whole(site / entry.source, whole)
        if entry.name in tree.pages:
            page = tree.pages[entry.name]
            linked = with_links(text, entry.source, outline.site_url, addresses)
            script = without_marks(page.snippet.read_text(encoding="utf-8"))
            write_whole(site / f"{entry.name}.py", script)
            write_whole(
                site / f"{entry.name}.ipynb", nbformat.writes(notebook(page, linked)) + "\n"
            )
    write_whole(site / "llms.txt", _llms(site, outline))


def _markdown(text: str, tree: Tree) -> str:
    """The page with its includes and the words of its pictures; links between pages hold."""

    def words(path: str) -> str:
        return f"Picture: {described((tree.root / 'pictures' / path).read_text(encoding='utf-8'))}"

    return with_includes(plain(with_pictures(text, words)), tree.root / "snippets").lstrip("\n")


def _llms(site: Path, outline: Outline) -> str:
    """The site's contents as https://llmstxt.org/ proposes: a line for each page's source."""
    lines = [f"# {outline.title}", "", f"> {outline.description}"]
    chapter = ""
    for entry in outline.entries:
        if entry.chapter != chapter:
            chapter = entry.chapter
            lines += ["", f"## {chapter}"]
        title, description = _head(entry.html(site))
        lines.append(f"- [{title}]({outline.site_url}{entry.source}): {description}")
    return "\n".join(lines) + "\n"


def _head(file: Path) -> tuple[str, str]:
    page = BeautifulSoup(file.read_bytes(), "html.parser")
    heading, meta = page.find("h1"), page.find("meta", attrs={"name": "description"})
    title = heading.get_text().rstrip("¶").strip() if heading else ""
    return title, " ".join(str(meta["content"]).split()) if meta else ""
