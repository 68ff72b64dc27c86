"""Recordings: what a run printed and drew, compared with what was recorded, and written."""

import difflib
import os
import sys
import tempfile
from importlib import metadata
from pathlib import Path

from apart import ApartError
from apart.isolate import Run
from apart.sections import format_recording, parse_recording, read_recording
from apart.tree import Page, Picture, Tree

_RECORDED = ("torch", "torchvision")
_DIFF_LINES = 24  # of a picture; it is better looked at than read


def require_good_run(run: Run, shown: str) -> None:
    """Check that nothing happened in `run` of the file `shown` that a page could not show.

    Raises:
        ApartError: it failed, warned, or printed outside its sections.
    """
    if run.failure:
        raise ApartError(f"{shown} {run.failure}{_tail(run)}")
    if run.warnings:
        raise ApartError(
            f"{shown} warned, and nobody expected it: {run.warnings[0]}\n"
            "Put right what causes it; or, if the page is about it, catch it with "
            "warnings.catch_warnings(record=True) and print it."
        )
    if run.outside:
        line, text = run.outside[0]
        raise ApartError(
            f"{shown}:{line}: prints outside a section: {text.strip()[:200]!r}\n"
            "Readers would not see it. Put the statement into a section, or assert instead."
        )


def _tail(run: Run) -> str:
    """The last of what a failed run printed: it often says why."""
    printed = [*run.outputs.values(), *(text for _, text in run.outside)]
    lines = printed[-1].rstrip().splitlines()[-5:] if printed else []
    return "\nLast it printed:\n" + "\n".join(f"  {line[:200]}" for line in lines) if lines else ""


def compare(page: Page, run: Run) -> str | None:
    """How `run` differs from the page's recording, section by section; None if it does not.

    Raises:
        ApartError: there is no recording, or it cannot be read.
    """
    shown = f"snippets/{page.name}"
    old = read_recording(page.recording, f"{shown}.out")
    new = parse_recording(format_recording(run.outputs), f"{shown}.out")
    if list(old) == list(new) and old == new:
        return None
    parts = [
        f"{shown}.py: section {name!r} {_how(name, old, new)}:\n"
        + _diff(old.get(name, ""), new.get(name, ""), f"{shown}.out:{name}")
        for name in [*new, *(name for name in old if name not in new)]
        if old.get(name) != new.get(name)
    ] or [f"{shown}.out has its sections in another order than {shown}.py."]
    return "\n".join(parts)


def _how(name: str, old: dict[str, str], new: dict[str, str]) -> str:
    if name not in old:
        return "prints, and nothing is recorded for it"
    if name not in new:
        return "is recorded, and prints nothing any more"
    return "prints something else than what is recorded"


def _diff(old: str, new: str, shown: str) -> str:
    lines = difflib.unified_diff(
        old.splitlines(), new.splitlines(), f"{shown} (recorded)", f"{shown} (now)", lineterm=""
    )
    return "\n".join(lines)


def how_to_record(page: Page) -> str:
    """The way out when a recording is stale."""
    return (
        f"If the new one is right: apart record {page.name}, read its diff, and mend the prose "
        f"in docs/en/{page.name}.md that speaks of it."
    )


def compare_picture(picture: Picture, run: Run) -> str | None:
    """How the drawing of `run` differs from the recorded one; None if it does not."""
    shown = f"pictures/{picture.name}.svg"
    if not picture.svg.is_file():
        return f"{shown} is missing: pictures/{picture.name}.py was never recorded."
    old = picture.svg.read_text(encoding="utf-8")
    new = drawing(run)
    if old == new:
        return None
    diff = _diff(old, new, shown).splitlines()
    cut = [*diff[:_DIFF_LINES], f"… and {len(diff) - _DIFF_LINES} lines more"]
    return "\n".join(
        [
            f"{shown} is stale: {picture.script.name} draws something else now.",
            *(cut if len(diff) > _DIFF_LINES else diff),
        ]
    )


def drawing(run: Run) -> str:
    """The SVG that `run` drew, as it is recorded."""
    return (run.svg or "").strip() + "\n"


def write_whole(path: Path, text: str) -> None:
    """Write `text` to `path`: all of it, or, if that fails, nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(part).chmod(0o644)
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def versions_file(tree: Tree) -> Path:
    """Where the versions are recorded under which all pages ran; MkDocs reads it, too."""
    return tree.root / "snippets" / "versions.yml"


def format_versions() -> str:
    """The versions of this environment, as `mkdocs.yml` inherits them."""
    import platform

    python = ".".join(platform.python_version_tuple()[:2])
    lines = [f'    {name}: "{_installed(name)}"' for name in _RECORDED]
    head = "# Written by `apart record`: the versions under which every page was recorded."
    return "\n".join([head, "extra:", "  versions:", f'    python: "{python}"', *lines]) + "\n"


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        raise ApartError(
            f"{name} is not installed in {sys.prefix}. "
            "Install what recording and testing need: make install"
        ) from None


def require_same_versions(tree: Tree) -> None:
    """Check that pages recorded now would stand beside the others.

    Raises:
        ApartError: the others were recorded with other versions of torch or torchvision.
    """
    path = versions_file(tree)
    recorded = path.read_text(encoding="utf-8") if path.is_file() else format_versions()
    for name in _RECORDED:
        here = _installed(name)
        if f'{name}: "{here}"' not in recorded:
            raise ApartError(
                f"snippets/versions.yml names another {name} than the {here} that is installed. "
                "Install the locked versions: make install. Or, to move every page to the "
                "new version, delete snippets/versions.yml and run: apart record"
            )
