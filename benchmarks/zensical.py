"""What the site would be under Zensical, its generator's successor: `make zensical`.

Builds the same settings with MkDocs and with Zensical into folders that are thrown away, and
compares page by page what lies inside `<article>`. `--keep FOLDER` keeps both sites there.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml
from bs4 import Tag
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tests.support.site import ROOT, Page, Site, html_path, navigation

ZENSICAL = ROOT / "build" / "zensical-venv" / "bin" / "zensical"
PARTS = ["docs", "snippets", "pictures", "overrides", "mkdocs_html"]
# What templates put into and around a page that stands in no page's source.
ADDED = ".site-facts, .site-run, .site-home__mark, #__skip"
WRAPPER = ".site-home"
LINKS_SHOWN = 3


class NotBuilt(Exception):
    """A generator gave up; says why."""


def build(command: list[str | Path], folder: Path) -> tuple[Site, float]:
    """Run a generator in `folder`; gives the site and the seconds that it took."""
    began = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
    )
    took = time.perf_counter() - began
    if done.returncode:
        raise NotBuilt((done.stdout + done.stderr).strip().splitlines()[-1])
    return Site(folder / "site", folder / "docs" / "en"), took


def copy(folder: Path) -> None:
    """What both generators read; a copy, so that nobody changes it between the two."""
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    for part in PARTS:
        shutil.copytree(ROOT / part, folder / part)


def without_templates(folder: Path) -> None:
    """The generator's own templates in place of the site's; pages name them, so they stay."""
    own = folder / "overrides"
    names = [file.name for file in own.glob("*.html")]
    shutil.rmtree(own)
    own.mkdir()
    for name in names:
        (own / name).write_text('{% extends "base.html" %}\n', encoding="utf-8")


def build_both(console: Console, folder: Path) -> tuple[Site, Site]:
    """MkDocs's site and Zensical's, which renders without `overrides/` where it has to."""
    mkdocs, zensical = folder / "mkdocs", folder / "zensical"
    copy(mkdocs)
    shutil.copytree(mkdocs, zensical)
    ours, took = build([sys.executable, "-m", "mkdocs", "build", "--no-strict"], mkdocs)
    console.print(f"MkDocs built {len(ours.pages)} pages in {took:.1f} s.")
    command = [ZENSICAL, "build", "--clean", "--config-file", "mkdocs.yml"]
    try:
        theirs, took = build(command, zensical)
        note = "with overrides/"
    except NotBuilt as reason:
        console.print(f"Zensical does not render overrides/: {escape(str(reason))}")
        shutil.rmtree(zensical / "site", ignore_errors=True)
        without_templates(zensical)
        theirs, took = build(command, zensical)
        note = "without overrides/, with its own templates"
    console.print(f"Zensical built {len(theirs.pages)} pages in {took:.1f} s, {note}.")
    return ours, theirs


# ---- One page, as each of them made it ----


@cache
def article(page: Page) -> Tag:
    """What its writer wrote, without what templates put around it."""
    found = page.article
    for part in found.select(ADDED):
        part.decompose()
    for part in found.select(WRAPPER):
        part.unwrap()
    return found


def blocks(page: Page) -> tuple[list[str], list[str]]:
    """The text of its code blocks, and of its output blocks."""
    outputs = {id(block) for block in article(page).select(".output pre, .jp-OutputArea pre")}
    both: tuple[list[str], list[str]] = ([], [])
    for block in article(page).find_all("pre"):
        both[id(block) in outputs].append(block.get_text())
    return both


def pictures(page: Page) -> int:
    """How many figures it shows that are drawn as SVG."""
    return len(article(page).select("figure svg"))


def headings(page: Page) -> list[str]:
    """The ids that links to its sections name."""
    return [str(tag.get("id")) for tag in article(page).find_all(re.compile("^h[1-6]$"))]


def prose(page: Page) -> list[str]:
    """Its words outside code and pictures."""
    inside = {id(text) for part in article(page).select("pre, svg") for text in part.strings}
    outside = [text for text in article(page).strings if id(text) not in inside]
    return " ".join(outside).replace("¶", " ").split()


def elements(page: Page) -> Counter[str]:
    """How many of each kind of element it is made of."""
    return Counter(tag.name for tag in article(page).find_all(True))


def broken(site: Site, page: Page) -> set[str]:
    """Its links that lead to no file of the site, or to no such heading."""
    faults = set()
    for link in page.links():
        found = site.find(page, link)
        if found and not link.startswith("#__"):  # a template's own, which `article` takes out
            file, fragment = found
            there = site.by_file.get(file)
            if not file.is_file() or (fragment and there and fragment not in there.ids):
                faults.add(link)
    return faults


# ---- The two compared ----


def losses(ours: Page, theirs: Page) -> Iterator[str]:
    """What may not be lost: code, and what it printed."""
    for what, before, after in zip(("code", "output"), blocks(ours), blocks(theirs), strict=True):
        if len(before) != len(after):
            yield f"{what} blocks: {len(before)} → {len(after)}"
        elif changed := sum(a != b for a, b in zip(before, after, strict=True)):
            yield f"{what} blocks with another text: {changed} of {len(before)}"


def differences(ours: Page, theirs: Page, sites: tuple[Site, Site]) -> Iterator[str]:
    """What else differs, one line for each fault."""
    if ours.title != theirs.title:
        yield f"title: {ours.title} → {theirs.title}"
    if ours.description != theirs.description:
        yield "description"
    if pictures(ours) != pictures(theirs):
        yield f"pictures: {pictures(ours)} → {pictures(theirs)}"
    if headings(ours) != headings(theirs):
        gone, new = changed(headings(ours), headings(theirs))
        yield f"ids of headings: without {sorted(gone)}, with {sorted(new)}, or another order"
    if prose(ours) != prose(theirs):
        gone, new = changed(prose(ours), prose(theirs))
        yield f"words: {gone.total()} gone, {new.total()} new of {len(prose(ours))}"
    before, after = elements(ours), elements(theirs)
    for name in sorted(before | after):
        if before[name] != after[name]:
            yield f"<{name}>: {before[name]} → {after[name]}"
    if lost := sorted(broken(sites[1], theirs) - broken(sites[0], ours)):
        shown = ", ".join(lost[:LINKS_SHOWN]) + (" …" if len(lost) > LINKS_SHOWN else "")
        yield f"links that break: {len(lost)} ({shown})"


def changed(before: list[str], after: list[str]) -> tuple[Counter[str], Counter[str]]:
    """What is gone, and what is new."""
    return Counter(before) - Counter(after), Counter(after) - Counter(before)


def compare(console: Console, ours: Site, theirs: Site, pages: list[str]) -> bool:
    """Print what each page has and what differs, and the sums; whether nothing is lost."""
    counts: Counter[str] = Counter()
    rows: dict[str, list[str]] = {}
    for name in pages:
        path = html_path(name.replace(".ipynb", ".md"))
        before, after = ours.by_file[ours.root / path], theirs.by_file.get(theirs.root / path)
        if name.endswith(".ipynb") and not after:  # mkdocs-jupyter is no part of Zensical
            counts["notebooks"] += 1
            rows[name] = ["not rendered; the notebook lies there as a file"]
            continue
        if not after:
            counts["missing"] += 1
            rows[name] = ["MISSING"]
            continue
        code, output = blocks(before)
        counts.update(pages=1, code=len(code), outputs=len(output), pictures=pictures(before))
        lost = list(losses(before, after))
        counts["lost"] += bool(lost)
        rows[name] = lost + list(differences(before, after, (ours, theirs)))
    table = Table("page", "code", "outputs", "pictures", "what differs, MkDocs → Zensical")
    for name, lines in rows.items():
        page = ours.by_file[ours.root / html_path(name.replace(".ipynb", ".md"))]
        code, output = blocks(page)
        numbers = (len(code), len(output), pictures(page))
        table.add_row(name, *map(str, numbers), escape("\n".join(lines) or "nothing"))
    console.print(table)
    console.print(
        f"{counts['pages']} pages have their {counts['code']} code blocks, {counts['outputs']}"
        f" outputs and {counts['pictures']} pictures compared: {counts['missing']} pages missing,"
        f" {counts['lost']} with lost code or outputs, {sum(map(bool, rows.values()))} that differ"
        f" in anything; {counts['notebooks']} notebooks not rendered.",
        soft_wrap=True,
    )
    return not counts["missing"] and not counts["lost"]


def main(console: Console, keep: Path | None = None) -> bool:
    """Build, compare, and say whether every page is there with its code and outputs."""
    if not ZENSICAL.is_file():
        sys.exit("benchmarks/zensical.py: Zensical is not installed. Run `make zensical`.")
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="apart-zensical-") as name:
        ours, theirs = build_both(console, keep or Path(name))
        return compare(console, ours, theirs, list(navigation(settings["nav"])))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    sys.exit(not main(Console(), parser.parse_args().keep))
