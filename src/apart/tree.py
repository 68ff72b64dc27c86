"""The project's tree: which files belong to one page.

A page's name is its path without suffix, `autograd/leaf`, the same below `docs/en`, `snippets`
and `pictures`.
"""

import difflib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from apart import ApartError


@dataclass(frozen=True)
class Page:
    """One page by name, and where its parts lie."""

    root: Path
    name: str

    @property
    def markdown(self) -> Path:
        """What the reader reads."""
        return self.root / "docs" / "en" / f"{self.name}.md"

    @property
    def snippet(self) -> Path:
        """The code of the page."""
        return self.root / "snippets" / f"{self.name}.py"

    @property
    def recording(self) -> Path:
        """What the snippet printed."""
        return self.snippet.with_suffix(".out")


@dataclass(frozen=True)
class Picture:
    """One picture by name, and the page whose run it draws."""

    name: str
    page: Page

    @property
    def script(self) -> Path:
        """The script that draws it."""
        return self.page.root / "pictures" / f"{self.name}.py"

    @property
    def svg(self) -> Path:
        """The recorded drawing."""
        return self.script.with_suffix(".svg")


@dataclass(frozen=True)
class Tree:
    """The project below its root folder, which holds `mkdocs.yml` and `snippets`."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> "Tree":
        """Find the tree around `start` (default: the current folder).

        Raises:
            ApartError: no folder from `start` upwards is the project's root.
        """
        start = (start or Path.cwd()).resolve()
        for folder in (start, *start.parents):
            if (folder / "mkdocs.yml").is_file() and (folder / "snippets").is_dir():
                return cls(folder)
        raise ApartError(
            f"{start} is not inside the project: no folder from here up has mkdocs.yml and "
            "snippets/. Change to your clone and try again."
        )

    @cached_property
    def pages(self) -> dict[str, Page]:
        """Every page that has a snippet, by name."""
        return {
            name: Page(self.root, name)
            for name in sorted(_stems(self.root / "snippets", ".py"))
            if _may_be_named(self.root / "snippets" / f"{name}.py")
        }

    @cached_property
    def pictures(self) -> dict[str, Picture]:
        """Every picture, by name; `leaf-edges` draws the page `leaf`."""
        return {
            name: Picture(name, self._page_drawn_by(name))
            for name in sorted(_stems(self.root / "pictures", ".py"))
        }

    @cached_property
    def labs(self) -> list[str]:
        """Every lab, by name: `labs/curve`."""
        return sorted(_stems(self.root / "docs" / "en", ".ipynb"))

    def page(self, name: str) -> Page:
        """The page called `name`; a path to one of its files will do as well.

        Raises:
            ApartError: there is no such page; names the nearest ones.
        """
        wanted = self.as_name(name)
        if wanted in self.pages:
            return self.pages[wanted]
        near = difflib.get_close_matches(wanted, self.pages, n=3, cutoff=0.5)
        hint = f"Did you mean {' or '.join(near)}?" if near else "See snippets/ for the pages."
        raise ApartError(f"No page is called {name!r}: snippets/{wanted}.py does not exist. {hint}")

    def relative(self, path: Path) -> str:
        """`path` as a contributor types it, from the root."""
        return path.relative_to(self.root).as_posix() if path.is_absolute() else path.as_posix()

    def as_name(self, name: str) -> str:
        """The name of the page or lab that `name`, perhaps a path to one of its files, means."""
        path = Path(name)
        if path.suffix in {".py", ".out", ".md", ".svg", ".ipynb"}:
            path = path.with_suffix("")
        if path.is_absolute() and path.is_relative_to(self.root):
            path = path.relative_to(self.root)
        for folder in ("snippets", "pictures", "docs/en"):
            if path.is_relative_to(folder):
                path = path.relative_to(folder)
        return path.as_posix()

    def _page_drawn_by(self, picture: str) -> Page:
        name = picture
        while name not in self.pages:
            name, dash, _ = name.rpartition("-")
            if not dash:
                raise ApartError(
                    f"pictures/{picture}.py draws no page: name it like a snippet, "
                    "or like one with a -word behind."
                )
        return self.pages[name]


def _stems(folder: Path, suffix: str) -> Iterator[str]:
    for path in folder.rglob(f"*{suffix}"):
        if not any(part.startswith(("_", ".")) for part in path.relative_to(folder).parts):
            yield path.relative_to(folder).with_suffix("").as_posix()


def _may_be_named(path: Path) -> bool:
    # A script's folder is the first place that its imports are looked for.
    if path.stem in sys.stdlib_module_names:
        raise ApartError(
            f"{path} hides Python's own module {path.stem!r} from the snippets beside it: "
            "give it another name."
        )
    return True
