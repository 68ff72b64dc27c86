"""Runs many scripts, two at a time, in an order of their own; this end of `apart.workers`."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib import util
from itertools import islice
from types import TracebackType

from apart import ApartError
from apart.execute import Job
from apart.header import check_versions, read_header
from apart.isolate import Run
from apart.tree import Page, Picture

# One thread prints the same everywhere, and lets the runner fork. Unbuffered, lines that a
# script's own children print come in their order.
_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONUNBUFFERED": "1",
    "PYTHONUTF8": "1",
    "NO_COLOR": "1",
    "COLUMNS": "80",
}
_AT_ONCE = 16  # jobs handed over; were it all, both ends could wait for the other to read
_INSTALL = "Install what recording and testing need: make install"


class Runner:
    """Keeps the process that has imported torch; used as a context manager.

    Args:
        fork: run each script in a fork of that process (the default on Linux; macOS has fork, and
            libraries that break in it), or in a new process each.
    """

    def __init__(self, fork: bool = sys.platform == "linux") -> None:
        self._fork = fork

    def __enter__(self) -> "Runner":
        if util.find_spec("torch") is None:
            raise ApartError(f"torch is not installed in {sys.prefix}. {_INSTALL}")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "apart.workers", "fork" if self._fork else "spawn"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, **_ENVIRONMENT},
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin and self._process.stdout
        if kind is not None:
            self._process.terminate()
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def run(self, jobs: Iterable[Job]) -> Iterator[Run]:
        """Run `jobs`, and yield what each did as soon as it has ended."""
        waiting = iter(list(jobs))
        handed_over = 0
        assert self._process.stdin and self._process.stdout
        while True:
            for job in islice(waiting, _AT_ONCE - handed_over):
                self._process.stdin.write(job.to_json() + "\n")
                handed_over += 1
            self._process.stdin.flush()
            if not handed_over:
                return
            line = self._process.stdout.readline()
            if not line:
                raise ApartError(
                    f"The runner ended with status {self._process.wait()} before its scripts "
                    "did; what it wrote stands above."
                )
            handed_over -= 1
            yield Run.from_json(line)


def job_for(page: Page) -> Job:
    """The job that runs a page's snippet.

    Raises:
        ApartError: its header is wrong, or asks for a version that is not here.
    """
    return _job(page, page.name)


def drawing_job(picture: Picture) -> Job:
    """The job that runs the snippet and then draws it.

    Raises:
        ApartError: as `job_for`.
    """
    from apart.pictures import drawn_after

    return _job(
        picture.page,
        picture.name,
        after=drawn_after(picture.script),
        draw=str(picture.script),
    )


def _job(page: Page, name: str, after: str | None = None, draw: str | None = None) -> Job:
    shown = f"snippets/{page.name}.py"
    header = read_header(page.snippet.read_text(encoding="utf-8"), shown)
    check_versions(header, shown)
    return Job(name, str(page.snippet), time_limit=header.time_limit, after=after, draw=draw)
