"""The runner's process: imports torch once, forks two workers, and hands them jobs.

Jobs come in on standard input and runs go out on standard output, one JSON object a line.
`apart.runner` is the other end.
"""

import gc
import importlib
import json
import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

from apart.child import Forked, Spawned, adopt_orphans, die_with_parent
from apart.execute import Job
from apart.isolate import run_isolated

WORKERS = 2


def _stop(number: int, frame: object) -> None:
    sys.exit(128 + number)  # an exception, so that what runs is swept


def _write(line: str) -> None:
    data = f"{line}\n".encode()
    while data:
        data = data[os.write(1, data) :]


def _preload(*names: str) -> None:
    """Import for all forks to come; imports alone, so that no thread is ever started here."""
    new = [name for name in names if name not in sys.modules]
    for name in new:
        importlib.import_module(name)
    if new:
        # Spares the children's collector, and so the copying of every page that it would touch.
        gc.collect()
        gc.freeze()


def _work(jobs: Any, lock: Any) -> None:
    """One worker: a job after the other, each in a fork."""
    die_with_parent(signal.SIGTERM)
    adopt_orphans()
    while line := jobs.get():
        run = run_isolated(Job(**json.loads(line)), Forked)
        with lock:
            _write(run.to_json())
        _preload(*run.imported)  # the next one will hardly be the only one to need it


def serve_forking() -> None:
    """Serve jobs from forks of this process."""
    _preload("torch")
    context = get_context("fork")
    jobs, lock = context.SimpleQueue(), context.Lock()
    workers = []
    for _ in range(WORKERS):
        pid = os.fork()
        if pid == 0:
            try:
                _work(jobs, lock)
            finally:
                os._exit(0)
        workers.append(pid)
    # The workers sweep, and die with this process, which ends at once: an exception could be
    # raised in a finalizer and be lost there.
    signal.signal(signal.SIGTERM, lambda number, _: os._exit(128 + number))
    # A worker that died took its job along: end, so that the other end of the pipe notices.
    signal.signal(signal.SIGCHLD, lambda *_: os._exit(1))
    for line in sys.stdin:
        jobs.put(line)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for _ in workers:
        jobs.put(None)
    for pid in workers:
        os.waitpid(pid, 0)


def serve_spawning() -> None:
    """Serve jobs from a new process each, where there is no fork."""
    lock = threading.Lock()

    def work(line: str) -> None:
        run = run_isolated(Job(**json.loads(line)), Spawned)
        with lock:
            _write(run.to_json())

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, sys.stdin))


def main() -> None:
    """`python -m apart.workers fork` or `… spawn`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the other end decides, and sends SIGTERM
    signal.signal(signal.SIGTERM, _stop)
    die_with_parent(signal.SIGTERM)
    if sys.argv[1] == "fork":
        serve_forking()
        os._exit(0)  # taking torch apart politely takes half a second
    serve_spawning()


if __name__ == "__main__":
    main()
