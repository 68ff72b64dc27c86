"""Section marks, `# --8<-- [start:name]` to `# --8<-- [end:name]`, in snippets and recordings."""

import re
from dataclasses import dataclass
from pathlib import Path

from apart import ApartError

_MARK = re.compile(r"^\s*#\s*--8<--\s*\[\s*(?P<edge>start|end)\s*:\s*(?P<name>[^\]\s]+)\s*\]\s*$")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Section:
    """A named stretch of lines; `start` and `end` are the lines of its marks, counted from 1."""

    name: str
    start: int
    end: int


def find_sections(text: str, path: str) -> list[Section]:
    """The sections of `text` in their order; `path` is for messages.

    Raises:
        ApartError: a mark without its partner, one section inside another, a name used twice or
            not made of lower-case words and hyphens.
    """
    found: list[Section] = []
    opened: tuple[str, int] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        mark = _MARK.match(line)
        if mark is None:
            continue
        name, where = mark["name"], f"{path}:{number}"
        if mark["edge"] == "start":
            _check_start(where, name, opened, found)
            opened = name, number
        elif opened is None or opened[0] != name:
            running = f"inside section {opened[0]!r}" if opened else "and no section is open"
            raise ApartError(
                f"{where}: [end:{name}] stands here {running}. Every [start:name] needs one "
                "[end:name] below it."
            )
        else:
            found.append(Section(name, opened[1], number))
            opened = None
    if opened:
        raise ApartError(
            f"{path}:{opened[1]}: section {opened[0]!r} never ends. "
            f"Add `# --8<-- [end:{opened[0]}]` below its last line."
        )
    return found


def _check_start(
    where: str, name: str, opened: tuple[str, int] | None, found: list[Section]
) -> None:
    if opened:
        raise ApartError(
            f"{where}: section {name!r} starts inside section {opened[0]!r} (line {opened[1]}). "
            f"Put [end:{opened[0]}] above it: sections stand side by side."
        )
    if any(section.name == name for section in found):
        raise ApartError(f"{where}: a second section is called {name!r}. Give it another name.")
    if not _NAME.fullmatch(name):
        raise ApartError(
            f"{where}: {name!r} cannot be a section's name: use lower-case words and hyphens."
        )


def section_text(text: str, section: Section) -> str:
    """The lines of `text` between the marks of `section`, without them."""
    return "".join(text.splitlines(keepends=True)[section.start : section.end - 1])


def without_marks(text: str) -> str:
    """The text as it is without its sections' marks."""
    return "".join(line for line in text.splitlines(keepends=True) if not _MARK.match(line))


def parse_recording(text: str, path: str) -> dict[str, str]:
    """What a recording holds: the output of each section that printed, in page order.

    Raises:
        ApartError: unbalanced or repeated marks.
    """
    return {section.name: section_text(text, section) for section in find_sections(text, path)}


def format_recording(outputs: dict[str, str]) -> str:
    """The text of a recording: every section that printed, between the snippet's marks."""
    return "".join(
        f"# --8<-- [start:{name}]\n{_whole_lines(output)}# --8<-- [end:{name}]\n"
        for name, output in outputs.items()
        if output
    )


def read_recording(path: Path, shown: str) -> dict[str, str]:
    """The recording at `path`, called `shown` in messages.

    Raises:
        ApartError: it is missing, or its marks are unbalanced.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        name = shown.removeprefix("snippets/").removesuffix(".out")
        raise ApartError(
            f"{shown} is missing: the page's output was never recorded. Run: apart record {name}"
        ) from None
    return parse_recording(text, shown)


def _whole_lines(output: str) -> str:
    return output if output.endswith("\n") else output + "\n"
