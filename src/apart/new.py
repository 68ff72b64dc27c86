"""Begins a page: Markdown, snippet and navigation entry, from templates that pass the tests."""

import re
from importlib import resources
from pathlib import Path
from string import Template

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq

from apart import ApartError
from apart.recording import write_whole
from apart.tree import Page, Tree

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*/[a-z][a-z0-9]*(-[a-z0-9]+)*")


def create_page(tree: Tree, name: str) -> list[Path]:
    """Make the page called `name`; return the files made or changed.

    Raises:
        ApartError: the name is no `chapter/page`, or something of that name is there.
    """
    if not _NAME.fullmatch(name):
        raise ApartError(
            f"{name!r} is no page's name: write chapter/page in lower-case words and hyphens, "
            "such as autograd/hessian."
        )
    page = Page(tree.root, name)
    for path in (page.markdown, page.snippet):
        if path.exists():
            raise ApartError(f"{tree.relative(path)} is there already: choose another name.")
    chapter, stem = name.split("/")
    texts = {
        page.markdown: _fill("page.md", name, stem),
        page.snippet: _fill("snippet.py", name, stem),
    }
    opening = Page(tree.root, f"{chapter}/index").markdown
    if not opening.exists():
        texts[opening] = _fill("index.md", name, chapter)
    config = tree.root / "mkdocs.yml"
    texts[config] = _with_entry(config.read_text(encoding="utf-8"), chapter, name)
    addresses = tree.root / "docs" / "addresses.txt"
    if addresses.is_file():
        known = addresses.read_text(encoding="utf-8").splitlines()
        texts[addresses] = "\n".join(sorted({*known, f"{chapter}/", f"{name}/"})) + "\n"
    for path, text in texts.items():
        write_whole(path, text)
    return list(texts)


def _fill(template: str, name: str, stem: str) -> str:
    text = resources.files("apart").joinpath("templates", template).read_text(encoding="utf-8")
    return Template(text).substitute(name=name, title=_title(stem))


def _title(stem: str) -> str:
    return stem.replace("-", " ").capitalize()


def _with_entry(config: str, chapter: str, name: str) -> str:
    """`config` with the page at its chapter's end; the rest stays to the letter."""
    nav: CommentedSeq = YAML().load(config)["nav"]
    lines = config.splitlines(keepends=True)
    chapters = [next(iter(entry.values())) for entry in nav if isinstance(entry, dict)]
    for pages in chapters:
        if str(pages[0]).startswith(f"{chapter}/"):
            line, column = pages.lc.item(len(pages) - 1)
            lines.insert(line + 1, f"{' ' * (column - 2)}- {name}.md\n")
            return "".join(lines)
    # Behind the last chapter: what has none stands at the navigation's ends.
    line = chapters[-1].lc.item(len(chapters[-1]) - 1)[0] if chapters else nav.lc.item(0)[0]
    dash = " " * (nav.lc.item(0)[1] - 2)
    lines.insert(
        line + 1,
        f"{dash}- {_title(chapter)}:\n{dash}    - {chapter}/index.md\n{dash}    - {name}.md\n",
    )
    return "".join(lines)
