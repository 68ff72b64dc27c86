"""A page's Markdown: its fences, what they include, and its code as a reader would paste it."""

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from apart import ApartError
from apart.sections import find_sections, section_text

_INCLUDE = re.compile(r'^--8<-- "(?P<path>[^":]+)(?::(?P<section>[^"]+))?"$')
_PICTURE = re.compile(r'^--8<-- "(?P<path>[^":]+\.svg)"$', re.MULTILINE)


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


def included_pictures(text: str) -> list[str]:
    """The paths of the pictures that a page includes, in order."""
    return [found["path"] for found in _PICTURE.finditer(text)]


def expand(text: str, snippets: Path) -> str:
    """`text`, or the section of a file below `snippets` that it includes.

    Raises:
        ApartError: the file or the section is not there.
    """
    include = Include.parse(text)
    if include is None:
        return text
    path = snippets / include.path
    if not path.is_file():
        raise ApartError(f"{include.path} is included, and snippets/{include.path} is not there.")
    source = path.read_text(encoding="utf-8")
    if include.section is None:
        return source
    for section in find_sections(source, f"snippets/{include.path}"):
        if section.name == include.section:
            return textwrap.dedent(section_text(source, section))
    raise ApartError(f"snippets/{include.path} has no section {include.section!r}.")


def reader_code(text: str, snippets: Path) -> str:
    """All Python of a page in order, as one script that a reader would paste together.

    Raises:
        ApartError: an include leads nowhere.
    """
    parts = []
    for fence in fences(text):
        if fence.is_python:
            include = fence.include
            parts.append(_with_indent(include, snippets) if include else fence.text)
    return "\n".join(parts)


def _with_indent(include: Include, snippets: Path) -> str:
    # A page shows the part of a class without its indent; a reader would put it back.
    source = (snippets / include.path).read_text(encoding="utf-8")
    for section in find_sections(source, f"snippets/{include.path}"):
        if section.name == include.section:
            return section_text(source, section)
    return expand(f'--8<-- "{include.path}:{include.section}"', snippets)
