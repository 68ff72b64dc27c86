"""Small trees of the project's shape, to try the command on."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from apart.recording import format_versions

CONFIG = """\
site_name: A small tree
docs_dir: docs/en
# a comment that has to stay
nav:
  - index.md
  - Autograd:
      - autograd/index.md
      - autograd/leaf.md  # the model page
"""

SNIPPET = '''\
"""Leaf tensors, in two lines."""

# --8<-- [start:who]
import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
print("leaf:", w.is_leaf)
# --8<-- [end:who]
'''


@dataclass(frozen=True)
class Result:
    """What a command printed on both streams, and its exit status."""

    text: str
    status: int


@dataclass(frozen=True)
class SmallTree:
    """A tree with one page, `autograd/leaf`, that was never recorded."""

    root: Path

    @classmethod
    def plant(cls, root: Path) -> "SmallTree":
        tree = cls(root)
        tree.write("mkdocs.yml", CONFIG)
        tree.write("docs/en/index.md", "# Front\n")
        tree.write("docs/en/autograd/index.md", "# Autograd\n")
        tree.write("snippets/versions.yml", format_versions())
        tree.write("snippets/autograd/leaf.py", SNIPPET)
        tree.write("docs/en/autograd/leaf.md", "# Leaf\n")
        return tree

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def apart(self, *arguments: str, python: tuple[str, ...] = (sys.executable,)) -> Result:
        """Run `apart` with `arguments` in the tree."""
        done = subprocess.run(
            [*python, "-m", "apart", *arguments],
            cwd=self.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return Result(done.stdout, done.returncode)
