"""Builds the site: MkDocs makes the pages, and what it cannot do is added to them."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from apart import ApartError
from apart.site.additions import add_to_pages
from apart.site.copies import write_copies
from apart.site.outline import Outline
from apart.site.search import write_index
from apart.tree import Tree


def build(tree: Tree, site: Path | None = None, settings: str = "mkdocs.yml") -> Path:
    """Build the site with MkDocs, strictly; return its folder.

    Args:
        tree: the project.
        site: where to; the default is `site` in the project.
        settings: the settings file, relative to the project's root.

    Raises:
        ApartError: MkDocs found something to complain about; says what.
    """
    site = site or tree.root / "site"
    # Not --quiet, under which --strict overlooks warnings.
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", settings, "-d", str(site)]
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=tree.root, env=quiet, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        found = [line for line in done.stderr.splitlines() if not line.startswith("INFO")]
        raise ApartError("\n".join(["The site was not built:", *found]))
    finish(tree, site, settings)
    return site


def finish(tree: Tree, site: Path, settings: str = "mkdocs.yml") -> None:
    """Add to a built site what MkDocs does not make."""
    outline = Outline.read(tree, settings)
    add_to_pages(tree, site, outline)
    write_copies(tree, site, outline)
    write_index(tree, site, outline)


def write_archive(tree: Tree, site: Path) -> Path:
    """Build the site once more, with addresses that need no server, and zip it into `site`."""
    with tempfile.TemporaryDirectory(prefix="apart-offline-") as folder:
        name = "take-pytorch-apart"
        build(tree, Path(folder) / name, "offline.yml")
        made = shutil.make_archive(str(site / name), "zip", folder, name)
    return Path(made)
