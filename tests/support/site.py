"""The built site, as the tests read it: pages, their sources, links, and what they ask for."""

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import yaml
from bs4 import BeautifulSoup, Tag

from apart.site.build import finish
from apart.tree import Tree

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs" / "en"

# What a browser fetches on its own, by element and attribute; a plain link waits for a click.
FETCHED = {
    "script": ["src"],
    "img": ["src", "srcset"],
    "source": ["src", "srcset"],
    "iframe": ["src"],
    "video": ["src", "poster"],
    "audio": ["src"],
    "embed": ["src"],
    "object": ["data"],
    "image": ["href", "xlink:href"],
    "use": ["href", "xlink:href"],
}
QUIET_LINKS = {"canonical", "prev", "next", "alternate", "author", "license"}
CSS_ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")


class Page:
    """One HTML file of a built site."""

    def __init__(self, root: Path, file: Path, docs: Path) -> None:
        self.file = file
        self.docs = docs
        self.path = file.relative_to(root).as_posix()
        self.url = "/" + self.path.removesuffix("index.html")
        self.soup = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")

    def __repr__(self) -> str:
        return self.source

    @property
    def source(self) -> str:
        """The file that a writer opens to mend this page."""
        names = [self._markdown, self._markdown.removesuffix(".md") + ".ipynb"]
        found = [f"docs/en/{name}" for name in names if (self.docs / name).is_file()]
        return found[0] if found else f"overrides/{self.path}"

    @property
    def markdown(self) -> str:
        """What its writer wrote."""
        return (self.docs / self._markdown).read_text(encoding="utf-8")

    @property
    def _markdown(self) -> str:
        stem = self.path.removesuffix(".html").removesuffix("/index")
        opening = f"{stem}/index.md"
        return opening if (self.docs / opening).is_file() else f"{stem}.md"

    @property
    def article(self) -> Tag:
        """What the page says, without header, contents and footer."""
        article = self.soup.find("article")
        return article if isinstance(article, Tag) else self.soup

    @cached_property
    def ids(self) -> list[str]:
        return [str(tag["id"]) for tag in self.soup.find_all(id=True)]

    @property
    def title(self) -> str:
        return self.soup.title.get_text(strip=True) if self.soup.title else ""

    @property
    def description(self) -> str:
        meta = self.soup.find("meta", attrs={"name": "description"})
        return str(meta.get("content") or "").strip() if isinstance(meta, Tag) else ""

    def links(self) -> Iterator[str]:
        """Where its links lead, as written."""
        for tag in self.soup.find_all(["a", "link", "area"], href=True):
            yield str(tag["href"])

    def fetched(self) -> Iterator[str]:
        """The addresses that a browser asks for by showing the page."""
        for name, attributes in FETCHED.items():
            for tag in self.soup.find_all(name):
                for attribute in attributes:
                    if value := tag.get(attribute):
                        yield from _sources(attribute, str(value))
        for tag in self.soup.find_all("link", href=True):
            if not QUIET_LINKS & set(tag.get("rel") or []):
                yield str(tag["href"])
        for tag in self.soup.find_all(style=True):
            yield from css_addresses(str(tag["style"]))
        for tag in self.soup.find_all("style"):
            yield from css_addresses(tag.get_text())


class Site:
    """A folder of HTML."""

    def __init__(self, root: Path, docs: Path = DOCS) -> None:
        self.root = root
        self.warnings: list[str] = []
        self.pages = [Page(root, file, docs) for file in sorted(root.rglob("*.html"))]
        self.by_file = {page.file: page for page in self.pages}

    def find(self, page: Page, link: str) -> tuple[Path, str] | None:
        """The file and fragment that a link leads to; None if it leaves the site."""
        if urlsplit(link).scheme or link.startswith("//"):
            return None
        address, fragment = urldefrag(urljoin(page.url, link))
        file = self.root / unquote(urlsplit(address).path).lstrip("/")
        return (file / "index.html" if file.is_dir() else file), unquote(fragment)

    def styles(self) -> list[Path]:
        return sorted(self.root.rglob("*.css"))


def css_addresses(text: str) -> Iterator[str]:
    for match in CSS_ADDRESS.finditer(text):
        yield match[1] or match[2]


def _sources(attribute: str, value: str) -> list[str]:
    if attribute == "srcset":
        return [part.split()[0] for part in value.split(",") if part.strip()]
    return [value]


def leaves(address: str) -> bool:
    """Whether asking for it makes a request to somebody else."""
    return address.startswith("//") or urlsplit(address).scheme in {"http", "https", "ws", "wss"}


def markdown_pages() -> list[str]:
    """Every page of the English site, as its path under docs/en."""
    return sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))


def html_path(page: str) -> str:
    """Where the site keeps a page: autograd/leaf.md stands in autograd/leaf/index.html."""
    stem = page.removesuffix(".md").removesuffix(".ipynb")
    return "index.html" if stem == "index" else f"{stem.removesuffix('/index')}/index.html"


def settings() -> dict[str, object]:
    """mkdocs.yml as it is written."""
    loaded = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def navigation(entry: object) -> Iterator[str]:
    """The pages that the navigation names, in reading order."""
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, list):
        for item in entry:
            yield from navigation(item)
    elif isinstance(entry, dict):
        for item in entry.values():
            yield from navigation(item)


def torch_tag() -> str:
    """The tag of PyTorch's source that recorded the outputs."""
    versions = yaml.safe_load((ROOT / "snippets" / "versions.yml").read_text(encoding="utf-8"))
    return "v" + str(versions["extra"]["versions"]["torch"]).split("+")[0]


@cache
def built(folder: Path) -> Site | str:
    """The site, built; or why it cannot be. Its warnings are kept for a test of their own, which
    they fail; so a fault of one page does not hide what is wrong with another."""
    command = [sys.executable, "-m", "mkdocs", "build", "--no-strict", "--site-dir", folder]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)
    if done.returncode:
        return f"`mkdocs build` fails:\n{done.stderr[-4000:]}"
    finish(Tree(ROOT), folder)
    site = Site(folder)
    told = re.split(r"^(?=[A-Z]+ +-)", done.stderr, flags=re.MULTILINE)
    site.warnings = [part.strip() for part in told if part.startswith(("WARNING", "ERROR"))]
    return site
