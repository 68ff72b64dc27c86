"""What a snippet says about itself: inline script metadata (PEP 723), table `[tool.apart]`."""

import re
import sys
import tomllib
from dataclasses import dataclass
from importlib import metadata

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet

from apart import ApartError

TIME_LIMIT = 60.0  # seconds; far more than a page takes: a busy machine may be ten times slower

# The expression of PEP 723's reference implementation.
_BLOCK = re.compile(r"(?m)^# /// script$\s(?P<content>(^#(| .*)$\s)+)^# ///$")
_WAY_OUT = 'Write it as PEP 723 says, with time-limit (seconds) under "# [tool.apart]".'


@dataclass(frozen=True)
class Header:
    """A snippet's own time limit in seconds, and what it needs."""

    time_limit: float = TIME_LIMIT
    requires_python: str = ""
    dependencies: tuple[str, ...] = ()


def read_header(text: str, path: str) -> Header:
    """The header of a snippet's `text`; the defaults where it has none.

    Raises:
        ApartError: the block is not TOML, or says something that it cannot say.
    """
    block = _BLOCK.search(text)
    if block is None:
        return Header()
    lines = block["content"].splitlines()
    try:
        table = tomllib.loads("\n".join(line.removeprefix("#").removeprefix(" ") for line in lines))
        own = table.get("tool", {}).get("apart", {})
        unknown = own.keys() - {"time-limit"}
        if unknown:
            raise ValueError(f"[tool.apart] knows no {', '.join(sorted(unknown))}")
        header = Header(
            time_limit=float(own.get("time-limit", TIME_LIMIT)),
            requires_python=table.get("requires-python", ""),
            dependencies=tuple(table.get("dependencies", ())),
        )
        SpecifierSet(header.requires_python)
        [Requirement(each) for each in header.dependencies]
    except (ValueError, TypeError, AttributeError, InvalidRequirement) as error:
        raise ApartError(f"{path}: its `# /// script` block: {error}. {_WAY_OUT}") from None
    return header


def check_versions(header: Header, path: str) -> None:
    """Check that what the snippet needs is installed.

    Raises:
        ApartError: names what is needed, what is here, and the command that installs it.
    """
    here = ".".join(map(str, sys.version_info[:3]))
    if not SpecifierSet(header.requires_python).contains(here):
        raise ApartError(
            f"{path} needs Python {header.requires_python}; this is {here}. "
            "Make the environment anew with that Python: make PYTHON=python3.X test"
        )
    for each in header.dependencies:
        requirement = Requirement(each)
        if requirement.marker and not requirement.marker.evaluate():
            continue
        installed = _installed_version(requirement.name)
        if installed is None or not requirement.specifier.contains(installed, prereleases=True):
            found = f"{requirement.name} {installed} is here" if installed else "it is not here"
            raise ApartError(
                f"{path} needs {requirement}; {found}. "
                f"Install it beside the rest: .venv/bin/pip install '{requirement}'"
            )


def _installed_version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
