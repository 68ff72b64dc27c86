"""What a reader on a phone waits for: Lighthouse's scores, the bytes of a visit, a query's time.

`python -m benchmarks.lighthouse [--site FOLDER]` measures alone; without a folder it builds the
site. Lighthouse comes from package-lock.json, beside this file, and needs node and npm.
"""

import argparse
import csv
import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from apart.site.build import build
from apart.tree import Tree
from tests.support.browser import QUIET, browser, find

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
LIGHTHOUSE = HERE / "node_modules" / "lighthouse" / "cli" / "index.js"
PAGES = ["", "autograd/", "autograd/leaf/", "multi-gpu/ddp/"]
LEAST = {"performance": 0.95, "accessibility": 1.0, "best-practices": 1.0, "seo": 1.0}
HEADINGS = ["speed", "access", "practice", "SEO"]
RUNS = 3
VISIT_LIMIT = 100_000  # bytes that cross the line, headers included
INDEX_LIMIT = 250_000
QUERY_LIMIT = 50  # milliseconds
SLOWDOWN = 4  # a phone's processor against this one, as Lighthouse has it
SEARCH = ["assets/minisearch.js", "assets/search-index.js"]  # what opening the search loads
COMPRESSED = {".html", ".css", ".js", ".svg", ".json", ".xml", ".txt", ".md", ".ipynb", ".py"}
SHOWN = 3  # places of a finding


# ---- A host such as those that publish static sites ----


@cache
def compressed(file: Path) -> bytes:
    """A file as it crosses the line."""
    return gzip.compress(file.read_bytes(), compresslevel=6, mtime=0)


class _Host(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() else file
        status = 200
        if not file.is_file():
            file, status = Path(self.directory) / "404.html", 404
        body = file.read_bytes()
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(file))
        self.send_header("Cache-Control", "max-age=600")
        if file.suffix in COMPRESSED and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = compressed(file)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Vary", "Accept-Encoding")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: what matters is in the tables."""


@contextmanager
def host(site: Path) -> Iterator[str]:
    """The site on a free port of this machine; gives its address, with a final slash."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Host, directory=str(site))) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


# ---- Lighthouse ----


def install() -> None:
    """Install what package-lock.json names, unless it is there already."""
    done = HERE / "node_modules" / ".package-lock.json"
    lock = HERE / "package-lock.json"
    if done.is_file() and done.stat().st_mtime >= lock.stat().st_mtime:
        return
    if not shutil.which("npm"):
        sys.exit("benchmarks/lighthouse.py: Lighthouse needs node and npm. Install Node.js.")
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=HERE, check=True, stdout=subprocess.DEVNULL)


def report(address: str) -> dict[str, Any]:
    """What Lighthouse says of one page, as a phone sees it."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    flags = ["--headless=new", *QUIET, *(["--no-sandbox"] if root else [])]
    command = ["node", str(LIGHTHOUSE), address, "--output=json", "--quiet"]
    command += ["--no-enable-error-reporting", f"--chrome-flags={' '.join(flags)}"]
    environment = os.environ | {"CHROME_PATH": find()}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)
    if done.returncode:
        sys.exit(f"benchmarks/lighthouse.py: Lighthouse failed on {address}:\n{done.stderr}")
    told: dict[str, Any] = json.loads(done.stdout)
    if error := told.get("runtimeError"):
        sys.exit(f"benchmarks/lighthouse.py: {address}: {error['message']}")
    return told


def bytes_of(told: dict[str, Any]) -> int:
    """What a first visit transferred."""
    requests = told["audits"]["network-requests"]["details"]["items"]
    return sum(request["transferSize"] for request in requests)


def findings(told: dict[str, Any]) -> Iterator[str]:
    """Each audit that weighs in a score and is not full, with what caused it."""
    references = [ref for kind in LEAST for ref in told["categories"][kind]["auditRefs"]]
    for name in dict.fromkeys(ref["id"] for ref in references if ref["weight"]):
        audit = told["audits"][name]
        if audit["score"] is not None and audit["score"] < 1:
            items = (audit.get("details") or {}).get("items") or []
            causes = dict.fromkeys(filter(None, map(_cause, items)))
            yield " | ".join([f"{name}: {audit['title']}", *list(causes)[:SHOWN]])


def _cause(item: dict[str, Any]) -> str:
    node = item.get("node") or {}
    parts = [item.get("url"), item.get("href"), item.get("text"), item.get("description")]
    return " ".join(part for part in (*parts, node.get("snippet")) if isinstance(part, str))


def scores(console: Console, address: str) -> list[str]:
    """Print the scores and bytes of each page, and each finding; what is under its limit."""
    install()
    faults, notes = [], {}
    table = Table("page", *HEADINGS, "paint", "block", "visit")
    for page in PAGES:
        told = [report(address + page) for _ in range(RUNS)]
        name = page or "front page"
        found = {
            kind: statistics.median(each["categories"][kind]["score"] for each in told)
            for kind in LEAST
        }
        faults += [
            f"{name}: {kind} is {score:.2f}, under {LEAST[kind]}"
            for kind, score in found.items()
            if score < LEAST[kind]
        ]
        size = max(map(bytes_of, told))
        if size > VISIT_LIMIT:
            faults.append(f"{name}: a first visit takes {size / 1000:.1f} KB")
        painted, blocked = (
            statistics.median(each["audits"][audit]["numericValue"] for each in told)
            for audit in ("largest-contentful-paint", "total-blocking-time")
        )
        times = f"{painted / 1000:.1f} s", f"{blocked:.0f} ms"
        cells = [f"{score:.2f}" for score in found.values()]
        table.add_row(name, *cells, *times, f"{size / 1000:.1f} KB")
        for line in sorted({line for each in told for line in findings(each)}):
            notes.setdefault(line, []).append(name)
        speed = told[0]["environment"]["benchmarkIndex"]
    console.print(
        f"Lighthouse on an emulated phone, median of {RUNS} runs: scores, largest paint, time"
        f" blocked, bytes of a first visit with gzip. By its own measure this machine has a speed"
        f" of {speed:.0f}.",
        soft_wrap=True,
    )
    console.print(table)
    for line, names in notes.items():
        console.print(f"{', '.join(names)}: {escape(line)}", soft_wrap=True)
    return faults


# ---- The search ----


def search_bytes(console: Console, site: Path) -> list[str]:
    """Print what opening the search transfers besides."""
    sizes = {name: len(compressed(site / name)) for name in SEARCH}
    parts = ", ".join(f"{name} {size / 1000:.1f} KB" for name, size in sizes.items())
    console.print(f"Opening the search loads {sum(sizes.values()) / 1000:.1f} KB more ({parts})")
    index = sizes[SEARCH[-1]]
    return [f"the search index takes {index / 1000:.1f} KB"] if index > INDEX_LIMIT else []


# search.js hands out its class where there is no document; so here it is given none.
PREPARE = """async (source) => {
  const module = {};
  new Function("document", "module", source)(undefined, module);
  const began = performance.now();
  window.search = new module.exports.Search(searchIndex);
  await window.search.ready;
  return performance.now() - began;
}"""
FIND = """(query) => [1, 2, 3, 4, 5].map(() => {
  const began = performance.now();
  search.find(query);
  return performance.now() - began;
}).sort((a, b) => a - b)[2]"""


def queries() -> list[str]:
    """What people asked, as they would type it and as a pasted whole."""
    file = ROOT / "tests" / "support" / "questions.tsv"
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return list(dict.fromkeys(row[kind] for kind in ("query", "question") for row in rows))


def query_times(console: Console, site: Path) -> list[str]:
    """Print how long the search takes to get ready and to answer, on a slowed processor."""
    with browser() as chromium:
        page = chromium.new_page()
        page.context.new_cdp_session(page).send(
            "Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN}
        )
        for name in SEARCH:
            page.add_script_tag(path=site / name)
        source = (site / "assets" / "search.js").read_text(encoding="utf-8")
        ready = page.evaluate(PREPARE, source)
        took = {query: page.evaluate(FIND, query) for query in queries()}
    slowest = max(took, key=took.__getitem__)
    median = statistics.median(took.values())
    console.print(
        f"{len(took)} queries in Chromium, slowed {SLOWDOWN} times: median {median:.1f} ms,"
        f" worst {took[slowest]:.1f} ms ({escape(slowest[:60])!r}); ready after {ready:.0f} ms",
        soft_wrap=True,
    )
    late = sum(time > QUERY_LIMIT for time in took.values())
    return [f"{late} queries take more than {QUERY_LIMIT} ms"] if late else []


def main(console: Console, site: Path | None = None) -> list[str]:
    """Print all three; what breaks a promise."""
    with tempfile.TemporaryDirectory(prefix="apart-lighthouse-") as name:
        site = site or build(Tree(ROOT), Path(name) / "site")
        with host(site) as address:
            faults = scores(console, address)
        faults += search_bytes(console, site) + query_times(console, site)
    for fault in faults:
        console.print(f"[bold red]Too slow or not right:[/] {escape(fault)}", soft_wrap=True)
    return faults


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, metavar="FOLDER", help="a built site")
    sys.exit(bool(main(Console(), parser.parse_args().site)))
