"""The index of errors and the glossary, as HTML."""

import html
import re

from apart import ApartError
from apart.errors import Shown, by_message, heading_over, read_errors
from apart.site.outline import Entry, Outline
from apart.tree import Page, Tree

_ERRORS, _GLOSSARY = "<!-- the index of errors -->", "<!-- the glossary -->"
_TERM = re.compile(r"^\*\[(?P<term>[^\]]+)\]: (?P<meaning>.+)$", re.MULTILINE)


def with_indexes(text: str, tree: Tree, outline: Outline, here: Entry) -> str:
    """The text of a page with the index that belongs there; links lead from `here`."""
    if _ERRORS in text:
        text = text.replace(_ERRORS, index_of_errors(tree, outline, here))
    if _GLOSSARY in text:
        text = text.replace(_GLOSSARY, glossary(tree))
    return text


def index_of_errors(tree: Tree, outline: Outline, here: Entry) -> str:
    """The messages that pages show, chapter by chapter, each with the sections that explain it."""
    entries = {entry.name: entry for entry in outline.entries}
    parts: dict[str, list[str]] = {}
    for same in by_message(error for error in read_errors(tree) if error.page in entries):
        first = min(same, key=lambda error: outline.entries.index(entries[error.page]))
        links = dict.fromkeys(_error_link(tree, entries[error.page], error, here) for error in same)
        item = (
            f"<li><code>{first.kind}: {html.escape(first.message)}</code> "
            f"<span>{', '.join(links)}</span></li>"
        )
        parts.setdefault(entries[first.page].chapter, []).append(item)
    chapters = [name for name in dict.fromkeys(e.chapter for e in outline.entries) if name in parts]
    jumps = (f'<a href="#{_id(chapter)}">{chapter}</a>' for chapter in chapters)
    lists = (
        f'<h2 id="{_id(chapter)}">{chapter}</h2>\n<ul class="site-errors">\n'
        + "\n".join(parts[chapter])
        + "\n</ul>"
        for chapter in chapters
    )
    return "\n".join([f"<p>{', '.join(jumps)}</p>", *lists])


def _error_link(tree: Tree, entry: Entry, error: Shown, here: Entry) -> str:
    page = tree.pages[error.page]
    section = heading_over(page, error.section)
    return (
        f'<a href="{here.home}{entry.address}{"#" if section else ""}{section}">{_title(page)}</a>'
    )


def _title(page: Page) -> str:
    found = re.search(r"^# (.+)$", page.markdown.read_text(encoding="utf-8"), re.MULTILINE)
    return html.escape(found[1].replace("`", "")) if found else page.name


def _id(words: str) -> str:
    return re.sub(r"\W+", "-", words.lower()).strip("-")


# ---- The glossary ----


def terms(tree: Tree) -> dict[str, str]:
    """The field's terms and what they mean, as docs/terms.md has them."""
    file = tree.root / "docs" / "terms.md"
    found = {m["term"]: m["meaning"] for m in _TERM.finditer(file.read_text(encoding="utf-8"))}
    if not found:
        raise ApartError(f"{tree.relative(file)} has no line such as `*[leaf]: a tensor that …`.")
    return found


def glossary(tree: Tree) -> str:
    """All terms as a list of definitions; those with one meaning together."""
    meanings: dict[str, list[str]] = {}
    for term, meaning in sorted(terms(tree).items(), key=lambda each: each[0].lower()):
        meanings.setdefault(meaning, []).append(term)
    items = (
        f'<dt id="{_id(names[0])}">{html.escape(", ".join(names))}</dt>'
        f"<dd>{html.escape(meaning)}</dd>"
        for meaning, names in meanings.items()
    )
    return '<dl class="site-terms">\n' + "\n".join(items) + "\n</dl>"
