"""What the search looks through: every section of every page, read from the built site."""

import json
import re
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from apart.errors import heading_over, read_errors
from apart.recording import write_whole
from apart.site.outline import Outline
from apart.tree import Tree

INDEX = Path("assets/search-index.js")
_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_UNSEARCHED = "svg, .headerlink, .site-facts, .site-run, .site-errors, script, style"
_TELLING = re.compile(r"[._A-Z]")  # what a name has that nobody would find as a word of the prose


def write_index(tree: Tree, site: Path, outline: Outline) -> None:
    """Write the site's index as a script, which a browser loads from `file://` too.

    It says `searchIndex = {pages, sections}`. A page is [address, title, chapter, keywords]; a
    section [number of its page, id, heading, prose, names in its code, what it printed].
    """
    messages = _messages(tree)
    pages: list[list[str]] = []
    sections: list[list[object]] = []
    for entry in outline.entries:
        soup = BeautifulSoup(entry.html(site).read_bytes(), "html.parser")
        article = _article(soup)
        heading = article.find("h1")
        title = _words(heading) if isinstance(heading, Tag) else ""
        pages.append([entry.address, title, entry.chapter, _keywords(soup)])
        for section in _sections(article):
            under = section[0] if section[1] else ""  # what stands under the title is under no h2
            section[-1] += messages.get((entry.name, under), "")
            sections.append([len(pages) - 1, *section])
    data = {"pages": pages, "sections": sections}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    write_whole(site / INDEX, f"searchIndex={text}\n")


def _messages(tree: Tree) -> dict[tuple[str, str], str]:
    """For each page and heading the errors that are shown there, whole."""
    found: dict[tuple[str, str], str] = {}
    for error in read_errors(tree):
        place = error.page, heading_over(tree.pages[error.page], error.section)
        found[place] = f"{found.get(place, '')}\n{error.kind}: {error.message}"
    return found


def _keywords(soup: BeautifulSoup) -> str:
    meta = soup.find("meta", attrs={"name": "keywords"})
    return str(meta["content"]) if isinstance(meta, Tag) else ""


def _article(soup: BeautifulSoup) -> Tag:
    """What a built page says, without header, contents and footer."""
    article = soup.find("article")
    assert isinstance(article, Tag)
    for part in article.select(_UNSEARCHED):
        part.decompose()
    return article


def _sections(article: Tag) -> list[list[str]]:
    """For each section its id, its heading, its prose, the names in its code, what it printed."""
    found, said = [], set[str]()
    for heading, parts in _cut(article):
        outputs = [_take(pre) for part in parts for pre in part.select(".output pre")]
        codes = [_take(pre) for part in parts for pre in part.select("pre")]
        prose = " ".join(filter(None, map(_words, parts)))
        said.update(_NAME.findall(prose))
        names = dict.fromkeys(_NAME.findall("\n".join(codes)))
        code = " ".join(n for n in names if _TELLING.search(n) and len(n) > 4 and n not in said)
        said.update(names)
        title = _words(heading) if heading.name == "h2" else ""
        output = " ".join(w for w in "\n".join(outputs).split() if re.search("[A-Za-z]{3}", w))
        found.append([str(heading.get("id") or ""), title, prose, code, output])
    return found


def _cut(article: Tag) -> list[tuple[Tag, list[Tag]]]:
    """The article's parts under its title and under each `h2`."""
    home = article.select_one(".site-home") or article
    cut: list[tuple[Tag, list[Tag]]] = []
    for part in home.find_all(True, recursive=False):
        if part.name in {"h1", "h2"} or not cut:
            cut.append((part, []))
        else:
            cut[-1][1].append(part)
    return cut


def _take(part: Tag) -> str:
    text = part.get_text()
    part.decompose()
    return text


def _words(part: Tag) -> str:
    return " ".join(part.get_text().split())
