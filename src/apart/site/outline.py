"""The pages of the site in reading order, as `nav` in mkdocs.yml names them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from mkdocs.config import load_config

from apart.tree import Tree


@dataclass(frozen=True)
class Entry:
    """One page of the navigation.

    Attributes:
        source: its path below `docs/en`, such as `autograd/leaf.md`.
        chapter: the navigation's title over it; empty for pages above all chapters.
        address: where the built site has it, such as `autograd/leaf/` or `autograd/leaf.html`.
    """

    source: str
    chapter: str
    address: str

    @property
    def name(self) -> str:
        """Its name, such as `autograd/leaf`."""
        return self.source.rpartition(".")[0]

    @property
    def home(self) -> str:
        """The way from the page to the front page's folder, such as `../../`."""
        return "../" * self.address.count("/")

    def html(self, site: Path) -> Path:
        """The page's file in the built site."""
        path = site / self.address
        return path / "index.html" if self.address.endswith("/") or not self.address else path


@dataclass(frozen=True)
class Outline:
    """The site's pages and the settings that were made for them."""

    entries: list[Entry]
    title: str
    description: str
    site_url: str

    @classmethod
    def read(cls, tree: Tree, settings: str = "mkdocs.yml") -> "Outline":
        """Read the outline from the settings file, relative to the tree's root."""
        config = load_config(str(tree.root / settings))
        return cls(
            entries=list(_entries(config.nav or [], "", config.use_directory_urls)),
            title=config.site_name,
            description=config.site_description or "",
            site_url=config.site_url or "",
        )


def _entries(nav: Any, chapter: str, directories: bool) -> Iterator[Entry]:
    for item in nav:
        title, target = next(iter(item.items())) if isinstance(item, dict) else (chapter, item)
        if isinstance(target, list):
            yield from _entries(target, title, directories)
        else:
            yield Entry(target, chapter, _address(PurePosixPath(target), directories))


def _address(source: PurePosixPath, directories: bool) -> str:
    stem = source.with_suffix("")
    if not directories:
        return f"{stem}.html"
    folder = stem.parent if stem.name == "index" else stem
    return "" if folder == PurePosixPath(".") else f"{folder}/"
