"""A page's Markdown: its fences, what they include, and its code as a reader would paste it."""

import re
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from apart import ApartError
from apart.sections import find_sections, section_text

_INCLUDE = re.compile(r'^--8<-- "(?P<path>[^":]+)(?::(?P<section>[^"]+))?"$')


@dataclass(frozen=True)
class Include:
    """An include of a file below `snippets`, or of one section of it."""

    path: str
    section: str | None

    @classmethod
    def parse(cls, text: str) -> "Include | None":
        """The include that is all of `text`; None if it is anything else."""
        found = _INCLUDE.match(text.strip())
        return cls(found["path"], found["section"]) if found else None


@dataclass(frozen=True)
class Fence:
    """A fenced block: its info string, its text, and the line (from 1) on which it opens."""

    info: str
    text: str
    line: int

    @property
    def is_python(self) -> bool:
        """Whether a reader would run it."""
        return bool(self.info.split()) and self.info.split()[0] in {"python", "py", "python3"}

    @property
    def is_output(self) -> bool:
        """Whether it shows what a snippet printed."""
        return ".output" in self.info

    @property
    def include(self) -> Include | None:
        """What it includes, if that is all that stands in it."""
        return Include.parse(self.text)


def parser() -> MarkdownIt:
    """A parser that sees the fences inside admonitions, which are indented like code."""
    return MarkdownIt("commonmark").disable("code")


def fences(text: str) -> list[Fence]:
    """All fences of a page, in order."""
    return [_fence(token) for token in parser().parse(text) if token.type == "fence"]


def _fence(token: Token) -> Fence:
    return Fence(token.info, token.content, token.map[0] + 1 if token.map else 0)


def reader_code(text: str, snippets: Path) -> str:
    """All Python of a page in order, as one script that a reader would paste together.

    Raises:
        ApartError: an include leads nowhere.
    """
    return "\n".join(
        _included(fence.include, snippets) if fence.include else fence.text
        for fence in fences(text)
        if fence.is_python
    )


def _included(include: Include, snippets: Path) -> str:
    # The page shows the part of a class without its indent; a reader would put it back.
    path, shown = snippets / include.path, f"snippets/{include.path}"
    if not path.is_file():
        raise ApartError(f"{shown} is included, and is not there.")
    source = path.read_text(encoding="utf-8")
    for section in find_sections(source, shown):
        if section.name == include.section:
            return section_text(source, section)
    raise ApartError(f"{shown} has no section {include.section!r}, which is included.")
