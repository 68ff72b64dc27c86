"""The command `apart`: it records, begins pages, and says what is wrong and what to do."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from ruamel.yaml import YAML

from apart import ApartError
from apart.header import read_header
from apart.new import create_page
from apart.sections import find_sections, read_recording
from apart.serve import open_server
from apart.tree import Tree
from tests.support.trees import SNIPPET, SmallTree

LEAF = "snippets/autograd/leaf.py"
RECORDING = "snippets/autograd/leaf.out"
RECORDED = "# --8<-- [start:who]\nleaf: True\n# --8<-- [end:who]\n"


@pytest.fixture
def small(tmp_path: Path) -> SmallTree:
    return SmallTree.plant(tmp_path / "tree")


def test_record_writes_what_is_missing_and_then_has_nothing_to_do(small: SmallTree) -> None:
    first = small.apart("record")
    assert first.status == 0, first.text
    assert f"{LEAF}: recorded" in first.text
    assert small.read(RECORDING) == RECORDED
    assert "Nothing is missing" in small.apart("record").text


def test_record_shows_what_differs_before_it_replaces(small: SmallTree) -> None:
    small.write(RECORDING, RECORDED.replace("True", "False"))
    result = small.apart("record", "autograd/leaf")
    assert "-leaf: False" in result.text
    assert "+leaf: True" in result.text
    assert small.read(RECORDING) == RECORDED


def test_record_mends_a_recording_that_was_broken_by_hand(small: SmallTree) -> None:
    small.write(RECORDING, "# --8<-- [start:who]\nleaf")
    assert "section 'who' never ends" in small.apart("record", "autograd/leaf").text
    assert small.read(RECORDING) == RECORDED


def test_record_draws_the_pictures_of_a_page(small: SmallTree) -> None:
    small.write(
        "pictures/autograd/leaf.py",
        '"""Bars."""\n\nfrom apart.draw import bars\n\nAFTER = "who"\n\n\n'
        "def draw(page):\n"
        '    return bars({"w": page.w.numel()}, title="Numbers in w", unit="numbers")\n',
    )
    assert small.apart("record", "autograd/leaf").status == 0
    svg = small.read("pictures/autograd/leaf.svg")
    assert svg.startswith("<svg")
    assert "Numbers in w" in svg


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("raise ValueError('no')", "ValueError: no"),
        ("import os; os._exit(3)", "ended the process with status 3"),
        ("import warnings; warnings.warn('hm')", "UserWarning: hm"),
        ("import os; os.kill(os.getpid(), 11)", "was killed by SIGSEGV"),
    ],
)
def test_a_recording_that_fails_leaves_the_old_one_whole(
    small: SmallTree, body: str, says: str
) -> None:
    small.write(RECORDING, RECORDED)
    small.write(LEAF, SNIPPET.replace('print("leaf:", w.is_leaf)', f"print('new')\n{body}"))
    result = small.apart("record", "autograd/leaf")
    assert result.status == 1
    assert LEAF in result.text
    assert says in result.text
    assert "stands as it was" in result.text
    assert small.read(RECORDING) == RECORDED


def test_output_outside_a_section_is_an_error_that_names_the_line(small: SmallTree) -> None:
    small.write(LEAF, SNIPPET + "print('stray')\n")
    result = small.apart("record")
    assert f"{LEAF}:9: prints outside a section: 'stray'" in result.text
    assert not (small.root / RECORDING).exists()


def test_one_page_that_fails_does_not_keep_the_others_from_being_recorded(
    small: SmallTree,
) -> None:
    small.write("snippets/autograd/bad.py", '"""Bad."""\n\n1 / 0\n')
    result = small.apart("record")
    assert result.status == 1
    assert "snippets/autograd/bad.py" in result.text
    assert small.read(RECORDING) == RECORDED


def test_other_versions_than_the_recorded_are_refused(small: SmallTree) -> None:
    small.write("snippets/versions.yml", 'extra:\n  versions:\n    torch: "1.0"\n')
    result = small.apart("record")
    assert result.status == 1
    assert "snippets/versions.yml names another torch" in result.text
    assert "make install" in result.text


def test_a_snippet_that_needs_another_version_says_which_and_how(small: SmallTree) -> None:
    header = '# /// script\n# dependencies = ["torch>=99"]\n# ///\n'
    small.write(LEAF, header + SNIPPET)
    result = small.apart("run", "autograd/leaf")
    assert result.status == 1
    assert f"{LEAF} needs torch>=99; torch 2" in result.text
    assert "pip install" in result.text


def test_run_shows_each_section_with_its_output(small: SmallTree) -> None:
    result = small.apart("run", "autograd/leaf")
    assert result.status == 0
    assert re.search(r"who ─+", result.text)
    assert 'print("leaf:", w.is_leaf)' in result.text
    assert "\nleaf: True" in result.text


def test_an_unknown_page_is_named_with_its_neighbours(small: SmallTree) -> None:
    result = small.apart("run", "autograd/leef")
    assert result.status == 1
    assert "snippets/autograd/leef.py does not exist. Did you mean autograd/leaf?" in result.text


def test_outside_the_project_the_command_says_where_to_go(tmp_path: Path) -> None:
    result = SmallTree(tmp_path).apart("record")
    assert result.status == 1
    assert "is not inside the project" in result.text


def test_without_torch_record_says_what_installs_it(small: SmallTree) -> None:
    blocked = "import sys; sys.modules['torch'] = None; from apart.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", blocked, "record"],
        cwd=small.root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "torch is not installed" in done.stderr
    assert "make install" in done.stderr


def test_ctrl_c_leaves_no_process_and_no_half_written_file(small: SmallTree) -> None:
    small.write(RECORDING, RECORDED)
    small.write(LEAF, SNIPPET + "import threading\nthreading.Event().wait()\n")
    files = {p for p in small.root.rglob("*") if p.is_file()}
    process = subprocess.Popen(
        [sys.executable, "-m", "apart", "record", "autograd/leaf"],
        cwd=small.root, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    me = psutil.Process(process.pid)
    while len(family := me.children(recursive=True)) < 4:  # the runner, two workers, the snippet
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)
    process.wait(timeout=30)
    _, alive = psutil.wait_procs(family, timeout=10)
    assert not alive
    assert {p for p in small.root.rglob("*") if p.is_file()} == files
    assert small.read(RECORDING) == RECORDED


# Section marks


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("# --8<-- [start:a]\n", "x.py:1: section 'a' never ends"),
        ("# --8<-- [end:a]\n", "x.py:1: [end:a] stands here and no section is open"),
        (
            "# --8<-- [start:a]\n# --8<-- [start:b]\n",
            "x.py:2: section 'b' starts inside section 'a'",
        ),
        ("# --8<-- [start:a]\n# --8<-- [end:b]\n", "x.py:2: [end:b] stands here inside section"),
        ("# --8<-- [start:a]\n# --8<-- [end:a]\n" * 2, "x.py:3: a second section is called 'a'"),
        ("# --8<-- [start:A_b]\n", "x.py:1: 'A_b' cannot be a section's name"),
    ],
)
def test_wrong_section_marks_name_file_and_line(text: str, says: str) -> None:
    with pytest.raises(ApartError, match=re.escape(says)):
        find_sections(text, "x.py")


def test_a_missing_recording_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(ApartError, match="apart record autograd/leaf"):
        read_recording(tmp_path / "leaf.out", "snippets/autograd/leaf.out")


@pytest.mark.parametrize(
    "header",
    ["time-limit = ", '[tool.apart]\n# time-limit = "soon"', "[tool.apart]\n# speed = 3",
     'dependencies = ["torch >>> 2"]', 'requires-python = "new"'],
)  # fmt: skip
def test_a_wrong_header_names_the_file(header: str) -> None:
    with pytest.raises(ApartError, match=r"x\.py: its `# /// script` block"):
        read_header(f"# /// script\n# {header}\n# ///\n", "x.py")


def test_a_header_names_a_time_limit_and_what_is_needed() -> None:
    header = read_header(
        '"""Doc."""\n# /// script\n# dependencies = ["torch>=2"]\n# [tool.apart]\n'
        "# time-limit = 60\n# ///\n",
        "x.py",
    )
    assert (header.time_limit, header.dependencies) == (60.0, ("torch>=2",))


def test_a_snippet_named_like_a_standard_module_is_refused(small: SmallTree) -> None:
    small.write("snippets/autograd/copy.py", "")
    with pytest.raises(ApartError, match="hides Python's own module 'copy'"):
        _ = Tree(small.root).pages


# apart new


def test_new_makes_page_snippet_and_navigation_entry(small: SmallTree) -> None:
    create_page(Tree(small.root), "autograd/hessian")
    assert small.read("docs/en/autograd/hessian.md").startswith("# Hessian\n")
    assert '--8<-- "autograd/hessian.py:first"' in small.read("docs/en/autograd/hessian.md")
    config = small.read("mkdocs.yml")
    assert config.endswith(
        "      - autograd/leaf.md  # the model page\n      - autograd/hessian.md\n"
    )
    assert "# a comment that has to stay" in config


def test_new_begins_a_chapter_with_its_opening_page(small: SmallTree) -> None:
    create_page(Tree(small.root), "hooks/forward-pre")
    nav = YAML(typ="safe").load(small.read("mkdocs.yml"))["nav"]
    assert nav[-1] == {"Hooks": ["hooks/index.md", "hooks/forward-pre.md"]}
    assert (small.root / "docs/en/hooks/index.md").is_file()


def test_new_in_the_middle_of_the_navigation_changes_that_chapter_alone(small: SmallTree) -> None:
    create_page(Tree(small.root), "hooks/forward")
    create_page(Tree(small.root), "autograd/hessian")
    nav = YAML(typ="safe").load(small.read("mkdocs.yml"))["nav"]
    assert nav[1]["Autograd"][-1] == "autograd/hessian.md"
    assert nav[2]["Hooks"] == ["hooks/index.md", "hooks/forward.md"]


@pytest.mark.parametrize("name", ["leaf", "Autograd/leaf", "autograd/../x", "a/b/c", "autograd/"])
def test_new_refuses_a_name_that_is_none(small: SmallTree, name: str) -> None:
    with pytest.raises(ApartError, match="write chapter/page"):
        create_page(Tree(small.root), name)


def test_new_refuses_a_page_that_is_there_and_changes_nothing(small: SmallTree) -> None:
    before = {p: p.read_bytes() for p in small.root.rglob("*") if p.is_file()}
    with pytest.raises(ApartError, match=r"docs/en/autograd/leaf\.md is there already"):
        create_page(Tree(small.root), "autograd/leaf")
    assert before == {p: p.read_bytes() for p in small.root.rglob("*") if p.is_file()}


# apart serve


def test_a_port_that_is_none_is_refused(small: SmallTree) -> None:
    said = small.apart("serve", "--port", "70000")
    assert said.status == 2 and "65535" in said.text


def test_a_taken_port_gives_the_next_free_one_on_loopback(tmp_path: Path) -> None:
    with open_server(tmp_path, 8123) as first, open_server(tmp_path, 8123) as second:
        assert first.server_address[0] == second.server_address[0] == "127.0.0.1"
        assert second.server_port > first.server_port
