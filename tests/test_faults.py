"""The proof itself: faults planted in a copy of the whole tree, and each of them caught.

Each fault sits on a page of its own, made by `apart new`; one such page is left sound, and has to
pass. One run of the tests over the copy must name all of them.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from apart.new import create_page
from apart.recording import write_whole
from apart.tree import Page, Tree

HANG = "import threading\n\nthreading.Event().wait()\n"
LIMIT = "# /// script\n# [tool.apart]\n# time-limit = 3\n# ///\n"


@dataclass(frozen=True)
class Fault:
    """What is done to a sound page, and what the report has to say."""

    plant: Callable[[Page], None]
    says: tuple[str, ...]


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def changed_output(page: Page) -> None:
    change(page.recording, "torch.Size([2, 1])", "torch.Size([2, 9])")


def missing_section(page: Page) -> None:
    change(page.markdown, '```python\n--8<-- "planted/missing-section.py:trap"\n```', "")


def section_used_twice(page: Page) -> None:
    fence = '```python\n--8<-- "planted/section-used-twice.py:first"\n```\n'
    change(page.markdown, fence, fence + "\nAnd again:\n\n" + fence)


def typed_code(page: Page) -> None:
    change(page.markdown, '--8<-- "planted/typed-code.py:first"', "print(1 + 1)")


def typed_output(page: Page) -> None:
    change(page.markdown, '--8<-- "planted/typed-output.out:first"', "torch.Size([2, 1])")


def broken_link(page: Page) -> None:
    change(page.markdown, "Say why", "Say [why](nowhere.md) and [how](sound.md#nothing)")


def outside_navigation(page: Page) -> None:
    change(page.root / "mkdocs.yml", "      - planted/outside-navigation.md\n", "")


def hang(page: Page) -> None:
    change(page.snippet, "import torch\n", f"import torch\n{HANG}")
    change(page.snippet, "# --8<-- [start:first]", f"{LIMIT}\n# --8<-- [start:first]")


def crash(page: Page) -> None:
    change(page.snippet, "print((x", "import os\n\nos.kill(os.getpid(), 11)\nprint((x")


def fails_behind_guard(page: Page) -> None:
    guarded = 'if __name__ == "__main__":\n    raise RuntimeError("behind the guard")\n'
    change(page.snippet, "print((x", f"{guarded}print((x")


def prints_otherwise_when_pasted(page: Page) -> None:
    change(
        page.snippet, "assert torch.equal", "w = torch.ones(2)\nassert x.equal(x) or torch.equal"
    )
    change(page.snippet, "    x @ torch.ones(2)", "    x @ w")


def stale_picture(page: Page) -> None:
    picture = page.root / "pictures" / f"{page.name}.svg"
    change(picture, "Numbers in x", "Numbers in y")


FAULTS = {
    "changed-output": Fault(
        changed_output,
        (
            "snippets/planted/changed-output.py: section 'first' prints something else",
            "-torch.Size([2, 9])",
            "+torch.Size([2, 1])",
            "apart record planted/changed-output",
        ),
    ),
    "missing-section": Fault(
        missing_section,
        ("planted/missing-section.md: section 'trap' of snippets/planted/missing-section.py",),
    ),
    "section-used-twice": Fault(
        section_used_twice, ("planted/section-used-twice.md: section 'first' is included twice",)
    ),
    "typed-code": Fault(
        typed_code, ("docs/en/planted/typed-code.md:10: this block is typed in: 'print(1 + 1)'",)
    ),
    "typed-output": Fault(
        typed_output, ("docs/en/planted/typed-output.md:14: this block is typed",)
    ),
    "broken-link": Fault(
        broken_link, ("planted/broken-link.md: the link", "leads nowhere", "names a heading")
    ),
    "outside-navigation": Fault(outside_navigation, ("planted/outside-navigation.md",)),
    "hang": Fault(
        hang,
        ("snippets/planted/hang.py ran longer than its limit of 3 s", "in section 'first'"),
    ),
    "crash": Fault(crash, ("snippets/planted/crash.py was killed by SIGSEGV in section 'first'",)),
    "fails-behind-guard": Fault(
        fails_behind_guard,
        (
            "snippets/planted/fails-behind-guard.py failed in section 'first'",
            "docs/en/planted/fails-behind-guard.md failed",
            "RuntimeError: behind the guard",
        ),
    ),
    "prints-otherwise-when-pasted": Fault(
        prints_otherwise_when_pasted,
        ("docs/en/planted/prints-otherwise-when-pasted.md: pasted together, its code prints",),
    ),
    "stale-picture": Fault(
        stale_picture,
        ("pictures/planted/stale-picture.svg is stale", "apart record planted/stale-picture"),
    ),
}


@pytest.fixture(scope="module")
def copy(tree: Tree, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree with one page for each fault, recorded while they were still sound."""
    root = tmp_path_factory.mktemp("copy") / "main"
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=tree.root, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    for name in listed:
        if (tree.root / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(tree.root / name, root / name)
    for name in ["sound", *FAULTS]:
        create_page(Tree(root), f"planted/{name}")
    picture = '''"""Bars."""\n\nfrom apart.draw import bars\n\nAFTER = "first"\n\n
def draw(page):\n    return bars({"x": page.x.numel()}, title="Numbers in x", unit="numbers")\n'''
    write_whole(root / "pictures/planted/stale-picture.py", picture)
    change(
        root / "docs/en/planted/stale-picture.md",
        "## In short",
        '<figure>\n--8<-- "planted/stale-picture.svg"\n<figcaption>x</figcaption>\n</figure>\n\n'
        "## In short",
    )
    record = [sys.executable, "-m", "apart", "record"]
    subprocess.run(record, cwd=root, check=True, capture_output=True)
    return root


def run_tests(root: Path, *chosen: str) -> str:
    """The report of the tests of the copy."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", *chosen]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def report(copy: Path) -> str:
    tree = Tree(copy)
    for name, fault in FAULTS.items():
        fault.plant(tree.page(f"planted/{name}"))
    proofs = [f"tests/test_{each}.py" for each in ("snippets", "pages", "pictures")]
    told = run_tests(copy, *proofs, "docs", "-k", "planted")
    return told + run_tests(copy, "tests/test_site.py", "-k", "planted or navigation")


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_caught_and_named(report: str, fault: str) -> None:
    for words in FAULTS[fault].says:
        assert words in report


def test_a_sound_page_beside_them_passes(report: str) -> None:
    failed = re.findall(r"^(?:FAILED|ERROR) .*$", report, flags=re.MULTILINE)
    assert failed
    assert not [line for line in failed if "planted/sound" in line]
