"""What is put into pages after they were built, since MkDocs or the theme cannot know it."""

import html
import posixpath
import re
import subprocess
from datetime import date
from functools import partial
from pathlib import Path

from latex2mathml.converter import convert

from apart import ApartError
from apart.recording import write_whole
from apart.site.indexes import with_indexes
from apart.site.outline import Entry, Outline
from apart.tree import Tree

_CHANGED = '<span class="site-changed"></span>'
_FORMULA = re.compile(
    r'<span class="arithmatex">\\\((?P<inline>.*?)\\\)</span>'
    r'|<div class="arithmatex">\\\[(?P<block>.*?)\\\]</div>',
    re.DOTALL,
)
_FILE_LINK = re.compile(r'href="(?P<path>[^":#?]+\.(?:md|ipynb))(?P<fragment>#[^"]*)?"')
_MOVED = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<script>location.replace("{target}" + location.hash)</script>
<meta http-equiv="refresh" content="0; url={target}">
<title>This page has moved</title>
<p>This page has moved: <a href="{target}">here it is</a>.</p>
"""


def add_to_pages(tree: Tree, site: Path, outline: Outline) -> None:
    """Fill the places that the theme and two pages leave for what is not known before."""
    changed = _changes(tree)
    _redirect(tree, site)
    for entry in outline.entries:
        file = entry.html(site)
        text = file.read_text(encoding="utf-8")
        new = text.replace(_CHANGED, _date(changed, tree, entry))
        new = with_indexes(new, tree, outline, entry)
        new = _FORMULA.sub(partial(_mathml, entry.source), new)
        if entry.source.endswith(".ipynb"):
            new = _with_page_links(new, entry, outline)
        if new != text:
            write_whole(file, new)


def _mathml(source: str, formula: re.Match[str]) -> str:
    """A formula as MathML, which browsers draw and read aloud by themselves."""
    text = html.unescape(formula["inline"] or formula["block"])
    try:
        made = convert(text, display="inline" if formula["inline"] else "block")
    except Exception as error:  # the library raises a kind of its own for each fault, without words
        made, why = "", type(error).__name__
    else:
        unknown = re.search(r"<m[io]>(\\[a-zA-Z]+)<", made)
        why = f"{unknown[1]} is not known" if unknown else ""
    if why:
        raise ApartError(f"docs/en/{source}: the formula {text.strip()!r} cannot be set: {why}")
    return made


def _with_page_links(text: str, here: Entry, outline: Outline) -> str:
    """A lab's links to files, `../autograd/leaf.md#who`, made to lead to the pages."""
    addresses = {entry.source: entry.address for entry in outline.entries}
    folder = posixpath.dirname(here.source)

    def link(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, found["path"]))
        if target not in addresses:
            return found[0]
        return f'href="{here.home}{addresses[target]}{found["fragment"] or ""}"'

    article, mark, rest = text.partition('<aside class="site-run"')
    return _FILE_LINK.sub(link, article) + mark + rest


# ---- Addresses that once led to a page ----


def moves(tree: Tree) -> dict[str, str]:
    """For each address that a page once had the one that it has now, as docs/moved.tsv says."""
    lines = (tree.root / "docs" / "moved.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines[1:] if line)


def _redirect(tree: Tree, site: Path) -> None:
    for old, new in moves(tree).items():
        if not (site / new).is_dir():
            continue  # an archive has no addresses from before
        target = posixpath.relpath(new or ".", old) + ("/" if new.endswith("/") else "")
        write_whole(site / old / "index.html", _MOVED.format(target=html.escape(target)))


# ---- When a page changed: it, its snippet, its recording or a picture ----


def _changes(tree: Tree) -> dict[str, str]:
    """For each file the day of its last commit, as 2026-11-21; nothing where there is no git."""
    command = [
        "git",
        "log",
        "--format=%x00%cs",
        "--name-only",
        "--",
        "docs",
        "snippets",
        "pictures",
    ]
    try:
        done = subprocess.run(command, cwd=tree.root, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return {}
    days: dict[str, str] = {}
    for commit in done.stdout.split("\0")[1:]:
        day, *files = commit.split("\n")
        for file in filter(None, files):
            days.setdefault(file, day)
    return days


def _date(days: dict[str, str], tree: Tree, entry: Entry) -> str:
    files = [f"docs/en/{entry.source}", f"snippets/{entry.name}.py", f"snippets/{entry.name}.out"]
    files += [f"pictures/{p.name}.svg" for p in tree.pictures.values() if p.page.name == entry.name]
    known = [days[file] for file in files if file in days]
    if not known:
        return ""
    day = date.fromisoformat(max(known))
    return f'<span>changed <time datetime="{day}">{day.day} {day:%B %Y}</time></span>'
