"""The errors and warnings that pages show, as they were caught while the pages were recorded."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from apart.isolate import Run
from apart.markdown import fences
from apart.recording import write_whole
from apart.tree import Page, Tree

_VARIES = re.compile(r"(?<=\{)'[^{}]*(?=\})|0x[0-9a-f]+|(?:/[\w.<>-]+){2,}|\d{3,}")
_BOLD = re.compile(r"\x1b\[\d*m")
_FEWEST = 3  # words of a message that can be searched for
_HEADING_ID = re.compile(r"^## .*\{#([\w-]+)", re.MULTILINE)
_SHOWN = 24  # letters of a message that a page has to show for it to count as shown


@dataclass(frozen=True, order=True)
class Shown:
    """An error or a warning that a section of a page shows."""

    page: str
    section: str
    kind: str
    message: str


def errors_file(tree: Tree) -> Path:
    """Where they are recorded, a line each."""
    return tree.root / "snippets" / "errors.tsv"


def read_errors(tree: Tree) -> list[Shown]:
    """What is recorded of the pages that there are, sorted."""
    if not errors_file(tree).is_file():
        return []
    with errors_file(tree).open(encoding="utf-8", newline="") as file:
        rows = [Shown(**row) for row in csv.DictReader(file, dialect="excel-tab")]
    return [each for each in rows if each.page in tree.pages]


def record_errors(tree: Tree, page: Page, run: Run) -> None:
    """Put what `run` caught in the place of what is recorded of the page."""
    others = [each for each in read_errors(tree) if each.page != page.name]
    text = io.StringIO()
    write = csv.writer(text, dialect="excel-tab", lineterminator="\n")
    write.writerow(Shown.__dataclass_fields__)
    write.writerows(
        (e.page, e.section, e.kind, e.message) for e in sorted({*others, *shown_errors(page, run)})
    )
    write_whole(errors_file(tree), text.getvalue())


def shown_errors(page: Page, run: Run) -> set[Shown]:
    """What `run` caught of which its section prints the beginning, or a good part."""
    return {
        Shown(page.name, section, kind, line)
        for section, kind, message in run.caught
        if (line := _first_line(message)) and _prints(run.outputs.get(section, ""), line)
    }


def _first_line(message: str) -> str:
    """The first line that tells something, without what differs from run to run."""
    # `Error(s) in loading state_dict for Net:` tells nothing; what follows does.
    lines = [line.strip() for line in _BOLD.sub("", message).splitlines()]
    telling = [line for line in lines if len(line.split()) >= _FEWEST and not line.endswith(":")]
    return _VARIES.sub("…", telling[0])[:300].strip() if telling else ""


def _prints(output: str, message: str) -> bool:
    printed, wanted = _letters(output), _letters(message)
    width = min(_SHOWN, len(wanted))
    return any(wanted[at : at + width] in printed for at in range(max(1, len(wanted) - width + 1)))


def _letters(text: str) -> str:
    return re.sub(r"[^A-Za-z]", "", text)


def heading_over(page: Page, section: str) -> str:
    """The id of the heading under which the page shows a section; empty above the first."""
    text = page.markdown.read_text(encoding="utf-8") if page.markdown.is_file() else ""
    for fence in fences(text):
        if fence.include and fence.include.section == section:
            above = "\n".join(text.splitlines()[: fence.line])
            found = _HEADING_ID.findall(above)
            return found[-1] if found else ""
    return ""


def by_message(errors: Iterable[Shown]) -> list[list[Shown]]:
    """The errors, those in one list whose messages differ in numbers alone, in order of message."""
    found: dict[tuple[str, str], list[Shown]] = {}
    for each in errors:
        found.setdefault((each.kind, re.sub(r"\d+", "0", each.message)), []).append(each)
    return sorted(found.values(), key=lambda same: same[0].message.lower())
