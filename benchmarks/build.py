"""How the build grows with the site: pages, seconds, seconds a page, memory.

Each site is made of copies of the pages that are here, with their includes and pictures, in
chapters of fifteen, and built with this site's settings: `python benchmarks/build.py [PAGES...]`.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
SIZES = [30, 300, 1000]
CHAPTER = 15
MEMORY_LIMIT = 1024  # megabytes

# Builds in a process of its own, which reports the most memory that it held.
BUILD = """
import logging, resource, sys
from mkdocs.commands.build import build
from mkdocs.config import load_config
logging.basicConfig(level=logging.ERROR)
# Not strict: copies link to pages of their chapter that come after the last one wanted.
build(load_config(config_file="mkdocs.yml", site_dir=sys.argv[1], strict=False))
held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(held / (2**20 if sys.platform == "darwin" else 2**10))
"""


@dataclass(frozen=True)
class Measured:
    """One build."""

    pages: int
    seconds: float
    memory: float

    @property
    def a_page(self) -> float:
        return self.seconds / self.pages


def models() -> list[Path]:
    """The pages to copy: those of chapters that show code and output."""
    pages = sorted((ROOT / "docs" / "en").glob("*/*.md"))
    found = [page for page in pages if ".out:" in page.read_text(encoding="utf-8")]
    if not found:
        sys.exit(
            "benchmarks/build.py: no page of docs/en includes an output, so none can be copied."
        )
    return found


def generate(folder: Path, pages: int) -> None:
    """A site of so many pages: chapter after chapter of copies, with snippets of their own."""
    shutil.copytree(ROOT / "overrides", folder / "overrides")
    (folder / "snippets").mkdir()
    shutil.copy(ROOT / "snippets" / "versions.yml", folder / "snippets")
    docs = folder / "docs" / "en"
    shutil.copytree(ROOT / "docs" / "en" / "assets", docs / "assets")
    shutil.copy(ROOT / "docs" / "terms.md", folder / "docs")
    (docs / "index.md").write_text("# Front page\n\nOf a site that is made to be measured.\n")
    nav: list[object] = ["index.md"]
    originals = models()
    chapter_size = min(CHAPTER, len(originals))
    for first in range(1, pages, chapter_size):
        chapter = f"chapter-{len(nav)}"
        chosen = originals[: min(chapter_size, pages - first)]
        for name in sorted({model.parent.name for model in chosen}):
            for part in ("snippets", "pictures"):
                if (source := ROOT / part / name).is_dir():
                    shutil.copytree(source, folder / part / chapter, dirs_exist_ok=True)
        (docs / chapter).mkdir()
        for model in chosen:
            text = model.read_text(encoding="utf-8")
            own = text.replace(f'--8<-- "{model.parent.name}/', f'--8<-- "{chapter}/')
            (docs / chapter / model.name).write_text(own, encoding="utf-8")
        nav.append({chapter: [f"{chapter}/{model.name}" for model in chosen]})
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8")) | {"nav": nav}
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")


def measure(pages: int) -> Measured:
    """Build a generated site of so many pages."""
    with tempfile.TemporaryDirectory(prefix="apart-build-") as name:
        folder = Path(name)
        generate(folder, pages)
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", BUILD, str(folder / "site")],
            cwd=folder,
            capture_output=True,
            text=True,
            env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        )
        seconds = time.perf_counter() - start
        built = len(list((folder / "site").rglob("index.html")))
    if done.returncode or built != pages:
        sys.exit(
            f"benchmarks/build.py: {built} of {pages} pages were built.\n{done.stderr[-3000:]}"
        )
    return Measured(pages, seconds, float(done.stdout.split()[-1]))


def main(sizes: list[int] | None = None) -> list[Measured]:
    """Print a line for each size, and what they say together."""
    print(f"{'pages':>7} {'seconds':>9} {'ms a page':>11} {'memory MB':>11}")
    results = []
    for pages in sizes or SIZES:
        result = measure(pages)
        results.append(result)
        print(
            f"{result.pages:7} {result.seconds:9.1f} {1000 * result.a_page:11.1f}"
            f" {result.memory:11.0f}",
            flush=True,
        )
    first, last = results[0], results[-1]
    if last.pages > first.pages:
        word = "no faster than" if last.a_page <= first.a_page else "FASTER than"
        print(f"The time grows {word} the number of pages.")
    most = max(result.memory for result in results)
    print(f"Memory stays {'under' if most < MEMORY_LIMIT else 'NOT under'} {MEMORY_LIMIT} MB.")
    return results


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]])
