"""What `make zensical` and `make bench` say of a site: faults are planted, and have to be found."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from benchmarks import lighthouse, zensical
from tests.support.site import ROOT, Site

PAGE = """<title>Leaf tensors</title><article><h1 id="leaf">Leaf tensors</h1><p>Two of them.</p>
<div class="language-python highlight"><pre><code>print(x)</code></pre></div>
<div class="language-text output highlight"><pre><code>tensor(1.)</code></pre></div>
<figure><svg><title>A graph</title></svg></figure><p><a href="#leaf">Up</a></p></article>"""


def compared(folder: Path, theirs: str | None) -> tuple[bool, str]:
    """Whether nothing is lost between PAGE and `theirs`, and what was printed."""
    sites = []
    for name, text in (("ours", PAGE), ("theirs", theirs)):
        file = folder / name / "autograd" / "leaf" / "index.html"
        file.parent.mkdir(parents=True)
        if text is not None:
            file.write_text(text, encoding="utf-8")
        sites.append(Site(folder / name))
    told = io.StringIO()
    kept = zensical.compare(Console(file=told, width=200), *sites, ["autograd/leaf.md"])
    return kept, told.getvalue()


def test_two_equal_sites_do_not_differ(tmp_path: Path) -> None:
    kept, told = compared(tmp_path, PAGE)
    assert kept
    assert "nothing" in told
    assert "0 that differ in anything" in told


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("print(x)", "print(y)", "code blocks with another text: 1 of 1"),
        ("tensor(1.)", "", "output blocks with another text: 1 of 1"),
        (" output ", " ", "output blocks: 1 → 0"),
    ],
)
def test_lost_code_or_output_fails(tmp_path: Path, before: str, after: str, line: str) -> None:
    kept, told = compared(tmp_path, PAGE.replace(before, after))
    assert not kept
    assert line in told


def test_a_missing_page_fails(tmp_path: Path) -> None:
    kept, told = compared(tmp_path, None)
    assert not kept
    assert "1 pages missing" in told


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("<title>Leaf", "<title>A leaf", "title: Leaf tensors → A leaf tensors"),
        ("<svg><title>A graph</title></svg>", "", "pictures: 1 → 0"),
        ('id="leaf"', 'id="leaves"', "ids of headings: without ['leaf'], with ['leaves']"),
        ("Two of them.", "Two.", "words: 3 gone, 1 new"),
        ("<p>Two of them.</p>", "Two of them.", "<p>: 2 → 1"),
        ('href="#leaf"', 'href="../graph/"', "links that break: 1 (../graph/)"),
    ],
)
def test_what_else_differs_is_told(tmp_path: Path, before: str, after: str, line: str) -> None:
    kept, told = compared(tmp_path, PAGE.replace(before, after))
    assert kept
    assert line in told


def answer(size: int = 80_000, **scores: float) -> dict[str, Any]:
    """What Lighthouse says of a page that is as it should be, but for these scores."""
    full = dict.fromkeys(lighthouse.LEAST, 1.0) | scores
    return {
        "categories": {
            kind: {"score": score, "auditRefs": [{"id": "link-text", "weight": 1}]}
            for kind, score in full.items()
        },
        "environment": {"benchmarkIndex": 1000},
        "audits": {
            "network-requests": {"details": {"items": [{"transferSize": size}]}},
            "largest-contentful-paint": {"score": 1, "numericValue": 900.0},
            "total-blocking-time": {"score": 1, "numericValue": 0.0},
            "link-text": {
                "score": min(full.values()),
                "title": "Links say nothing",
                "details": {"items": [{"href": "/more/", "text": "more"}]},
            },
        },
    }


def scored(monkeypatch: pytest.MonkeyPatch, told: dict[str, Any]) -> tuple[list[str], str]:
    monkeypatch.setattr(lighthouse, "install", lambda: None)
    monkeypatch.setattr(lighthouse, "report", lambda address: told)
    monkeypatch.setattr(lighthouse, "PAGES", ["autograd/leaf/"])
    out = io.StringIO()
    return lighthouse.scores(Console(file=out, width=200), "http://127.0.0.1/"), out.getvalue()


def test_full_scores_break_no_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert scored(monkeypatch, answer())[0] == []


@pytest.mark.parametrize("kind", lighthouse.LEAST)
def test_a_low_score_breaks_a_promise(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    faults, told = scored(monkeypatch, answer(**{kind: 0.94}))
    assert faults == [f"autograd/leaf/: {kind} is 0.94, under {lighthouse.LEAST[kind]}"]
    assert "link-text: Links say nothing | /more/ more" in told


def test_a_heavy_page_breaks_a_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert scored(monkeypatch, answer(size=100_100))[0] == [
        "autograd/leaf/: a first visit takes 100.1 KB"
    ]


def test_the_lock_of_lighthouse_has_a_hash_for_each_package_and_no_address() -> None:
    lock = json.loads((ROOT / "benchmarks/package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages
    for name, package in packages.items():
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name
