"""The two ways to start a child process for one script, and to leave nothing of it behind."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from typing import IO, Protocol

import psutil

from apart.execute import Job, execute

_GRACE = 2.0  # seconds that a helper process has to notice that its parent ended
_TICK = 0.01
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36  # linux/prctl.h


class Child(Protocol):
    """A running script: its output comes through `stdout`."""

    stdout: IO[bytes]

    def __init__(self, job: Job, folder: str) -> None: ...

    def poll(self) -> int | None:
        """The exit status as `subprocess.Popen` gives it; None while it runs."""

    def sweep(self) -> list[str]:
        """End the script and all that it started; say what had outlived it."""


class Forked:
    """A fork of this process, which has imported torch and has run none of it.

    This process must have no other children and no other threads.
    """

    def __init__(self, job: Job, folder: str) -> None:
        read, write = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            _become(job, folder, write)
        os.close(write)
        self.stdout: IO[bytes] = open(read, "rb", buffering=0)  # noqa: SIM115, PTH123
        self._status: int | None = None

    def poll(self) -> int | None:
        """See `Child.poll`."""
        if self._status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self._status = os.waitstatus_to_exitcode(status)
        return self._status

    def sweep(self) -> list[str]:
        """See `Child.sweep`."""
        if self.poll() is None:
            _kill(psutil.Process().children(recursive=True))
            while self.poll() is None:
                time.sleep(_TICK)
            left = []
        else:
            left = _await_orphans()
        _kill_group(self.pid)
        while _has_children():
            _kill(psutil.Process().children(recursive=True))
            time.sleep(_TICK)
        return left


class Spawned:
    """A process of its own, for systems that cannot fork: slower, and the same to the script."""

    def __init__(self, job: Job, folder: str) -> None:
        self._popen = subprocess.Popen(
            [sys.executable, "-m", "apart.execute", job.to_json()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,
            cwd=folder,
            start_new_session=True,
        )
        assert self._popen.stdout
        self.stdout = self._popen.stdout

    def poll(self) -> int | None:
        """See `Child.poll`."""
        return self._popen.poll()

    def sweep(self) -> list[str]:
        """See `Child.sweep`; here, what left the script's process group goes unseen."""
        left = []
        if self.poll() is None:
            with contextlib.suppress(psutil.NoSuchProcess):
                _kill(psutil.Process(self._popen.pid).children(recursive=True))
            self._popen.kill()
        elif os.name == "posix":
            left = _await_group(self._popen.pid)
        if os.name == "posix":
            _kill_group(self._popen.pid)
        self._popen.wait()
        return left


def _become(job: Job, folder: str, pipe: int) -> None:
    """In the child: cut the ties to the parent, run `job`, and end."""
    status = 1
    try:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
            signal.signal(each, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        die_with_parent(signal.SIGKILL)
        os.setsid()
        os.chdir(folder)
        for number, source in ((0, os.open(os.devnull, os.O_RDONLY)), (1, pipe), (2, pipe)):
            os.dup2(source, number)
        os.close(pipe)
        status = execute(job)
    finally:
        os._exit(status)


def die_with_parent(number: signal.Signals) -> None:
    """Have the kernel send `number` to this process when its parent ends (Linux alone can)."""
    _prctl(_PR_SET_PDEATHSIG, number)


def adopt_orphans() -> None:
    """Make this process the parent of whatever a child leaves behind (Linux alone can)."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _has_children() -> bool:
    """Whether any child is left; those that have ended are reaped."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True


def _await_orphans() -> list[str]:
    deadline = time.monotonic() + _GRACE
    while _has_children():
        if time.monotonic() > deadline:
            return [_describe(each) for each in psutil.Process().children(recursive=True)]
        time.sleep(_TICK)
    return []


def _await_group(group: int) -> list[str]:
    deadline = time.monotonic() + _GRACE
    while _group_lives(group):
        if time.monotonic() > deadline:
            return [f"a process of group {group}"]
        time.sleep(_TICK)
    return []


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _describe(process: psutil.Process) -> str:
    with contextlib.suppress(psutil.Error):
        return " ".join(process.cmdline())[:80] or process.name()
    return "a process that has just ended"


def _kill_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
