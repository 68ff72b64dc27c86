"""How long it takes to run many snippets: a process each, through the runner, without isolation."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from apart.execute import Job
from apart.runner import Runner, job_for
from apart.tree import Tree

SMALL = 100
_SNIPPET = '''"""Small snippet number {number}."""

# --8<-- [start:forward]
import torch

x = torch.tensor([1.0, 2.0, {number}.0])
w = torch.tensor([3.0, 4.0, 5.0], requires_grad=True)
y = w * x
loss = y.sum()
print(loss)
# --8<-- [end:forward]

# --8<-- [start:backward]
loss.backward()
print(w.grad)
# --8<-- [end:backward]

assert torch.equal(w.grad, x)
'''
# Imports once and runs all scripts in one process: fast, and whatever one leaves behind, the next
# one finds. This is what isolation is measured against.
_WITHOUT_ISOLATION = """
import sys, torch
torch.set_num_threads(1)
for path in sys.argv[1:]:
    exec(compile(open(path).read(), path, "exec"), {"__name__": "__main__"})
"""


def one_process_each(scripts: list[Path]) -> None:
    """The way of a plain test suite: start Python, import torch, run, one after the other."""
    for script in scripts:
        subprocess.run([sys.executable, script], check=True, stdout=subprocess.DEVNULL)


def one_process_for_all(scripts: list[Path]) -> None:
    """No isolation at all."""
    command = [sys.executable, "-c", _WITHOUT_ISOLATION, *map(str, scripts)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def through_the_runner(jobs: list[Job]) -> None:
    """The way of `apart` and the tests; the import of torch counts."""
    with Runner() as runner:
        for run in runner.run(jobs):
            if run.failure:
                raise RuntimeError(f"{run.name} {run.failure}")


def seconds(work: Callable[[], None]) -> float:
    """How long `work` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main(console: Console) -> None:
    """Print one table: small snippets, then those of the site."""
    table = Table(
        "snippets", "a process each", "runner", "no isolation", "each / runner", "runner / none"
    )
    with tempfile.TemporaryDirectory() as folder:
        scripts = [Path(folder) / f"small{number}.py" for number in range(SMALL)]
        for number, script in enumerate(scripts):
            script.write_text(_SNIPPET.format(number=number))
        jobs = [Job(script.stem, str(script)) for script in scripts]
        # The first import after a while reads torch from the disk; it should count for nobody.
        one_process_for_all(scripts[:1])
        runner = seconds(lambda: through_the_runner(jobs))
        none = seconds(lambda: one_process_for_all(scripts))
        each = seconds(lambda: one_process_each(scripts))
    table.add_row(
        f"{SMALL} small", f"{each:.1f} s", f"{runner:.1f} s", f"{none:.1f} s",
        f"{each / runner:.0f}", f"{runner / none:.1f}",
    )  # fmt: skip
    pages = list(Tree.find().pages.values())
    runner = seconds(lambda: through_the_runner([job_for(page) for page in pages]))
    each = seconds(lambda: one_process_each([page.snippet for page in pages]))
    table.add_row(
        f"{len(pages)} of the site",
        f"{each:.1f} s",
        f"{runner:.1f} s",
        "",
        f"{each / runner:.0f}",
        "",
    )
    console.print(table)


if __name__ == "__main__":
    main(Console())
