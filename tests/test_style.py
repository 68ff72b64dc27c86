"""Formatted, linted, typed and spelt well; its locks name versions, hashes and nothing else."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from apart.tree import Tree
from tests.support.fail import fail

ROOT = Tree.find().root


@pytest.mark.parametrize(
    "command", ["ruff format --check --quiet --diff", "ruff check --quiet", "mypy"]
)
def test_code_is_in_style(command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command.split()],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        fail(f"{command} found this (ruff format mends what it can):\n{done.stdout}{done.stderr}")


def misspelt(*paths: Path) -> str:
    """What typos finds; `.typos.toml` names the words that are as they should be."""
    typos = Path(sys.executable).with_name("typos")
    command = [typos, "--config", ROOT / ".typos.toml", "--force-exclude", "--format=brief", *paths]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout


def test_nothing_is_misspelt() -> None:
    if found := misspelt(ROOT):
        fail(f"typos found this. Mend it, or name it in .typos.toml:\n{found}")


def test_a_word_misspelt_on_purpose_is_found_elsewhere(tmp_path: Path) -> None:
    swapped = "weight".replace("ei", "ie")  # as on the page modules/state-dict
    (tmp_path / "page.md").write_text(f"The {swapped} of a layer.\n")
    assert f"`{swapped}` should be `weight`" in misspelt(tmp_path)


def pins(lock: str) -> dict[str, str]:
    """Each requirement of a lock with the hashes that follow it."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    found = re.findall(
        r"^([\w.-]+==[^\\\n]+?) \\\n((?:    --hash=sha256:\w+(?: \\)?\n)*)", text, re.M
    )
    return dict(found)


@pytest.mark.parametrize("lock", ["site", "test"])
def test_every_locked_requirement_has_a_hash_and_no_address(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    assert len(pins(lock)) == len(re.findall(r"^[\w.-]+==", text, re.M)) > 50
    assert all(pins(lock).values())
    assert "://" not in text


def test_the_sites_lock_is_part_of_the_tests_lock_and_needs_no_torch() -> None:
    assert pins("site").items() <= pins("test").items()
    assert not [pin for pin in pins("site") if pin.startswith("torch")]
