"""Runs one script in a child process, within limits, and tells what it did."""

import json
import queue
import re
import secrets
import signal
import tempfile
import threading
import time
from dataclasses import asdict, dataclass, field, replace
from typing import IO

from apart.child import Child
from apart.execute import Job, read_frames

OUTPUT_LIMIT = 1 << 20  # bytes
# What PyTorch's store prints, with the time, where no name server answers: as on a train.
_NO_NAME_SERVER = re.compile(
    rb"(?:\[rank\d+\]:)?\[W\d{4} [\d:.]+ socket\.cpp:\d+\] \[c10d\] "
    rb"The hostname of the client socket cannot be retrieved\. err=-?\d+\n"
)
_TICK = 0.05  # seconds between two looks at a child that is silent


@dataclass
class Run:
    """What one run did.

    `outputs` holds the text of each section that printed, in page order; `outside` what was
    printed in none, as (line of the statement, text); `warnings` those that nobody caught, and
    `caught` the errors and warnings that it caught, as (section, type, message).
    `failure` says why the run was not a good one, in words that fit behind the script's name.
    `imported` names those of `SLOW_IMPORTS` that it imported.
    """

    name: str
    outputs: dict[str, str] = field(default_factory=dict)
    outside: list[tuple[int, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    caught: list[tuple[str, str, str]] = field(default_factory=list)
    failure: str | None = None
    svg: str | None = None
    seconds: float = 0.0
    imported: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Everything that was printed in sections."""
        return "".join(self.outputs.values())

    def to_json(self) -> str:
        """The run as one line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, line: str) -> "Run":
        """The run that `to_json` wrote."""
        run = cls(**json.loads(line))
        run.outside = [(line, text) for line, text in run.outside]
        run.caught = [(section, kind, message) for section, kind, message in run.caught]
        return run


def run_isolated(job: Job, start: type[Child]) -> Run:
    """Run `job` in a child of kind `start`, in a temporary folder, within its limits."""
    job = replace(job, mark=f"\x1e{secrets.token_hex(8)}:")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="apart-", ignore_cleanup_errors=True) as folder:
        child = start(job, folder)
        output = _Output(child.stdout)
        try:
            stopped = _watch(child, output, began + job.time_limit)
        finally:
            left = child.sweep()
            output.close()
    if stopped == "limit":
        stopped = f"ran longer than its limit of {job.time_limit:g} s and was stopped"
    printed = _NO_NAME_SERVER.sub(b"", output.data)
    run = _tell(job, printed, stopped, child.poll())
    if left and run.failure is None:
        run.failure = f"left {len(left)} process(es) running: {'; '.join(left)}"
    return replace(run, seconds=time.monotonic() - began)


class _Output:
    """Collects what comes through a pipe, at most one byte more than the limit."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self.data = bytearray()
        self.ended = False
        self._pipe = pipe
        self._chunks: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        # A thread, since no other way to read with a time limit works on every system.
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        size = 0
        while chunk := self._pipe.read(1 << 16):
            size += len(chunk)
            if size <= OUTPUT_LIMIT + (1 << 17):
                self._chunks.put(chunk)  # beyond that it is read and dropped
        self._chunks.put(b"")

    def take(self, timeout: float) -> bool:
        """Wait for one more chunk; False when none came."""
        try:
            chunk = self._chunks.get(timeout=timeout)
        except queue.Empty:
            return False
        self.data += chunk
        self.ended = not chunk
        return True

    def close(self) -> None:
        """Take the rest, after everybody who could write is gone."""
        while not self.ended and self.take(timeout=5.0):
            pass
        self._reader.join(timeout=5.0)
        self._pipe.close()


def _watch(child: Child, output: _Output, deadline: float) -> str | None:
    """Follow `child` to its end; say why it has to be stopped, if it has."""
    while not output.ended:
        if not output.take(timeout=_TICK) and child.poll() is not None:
            return None  # it ended, though somebody still holds its pipe
        if len(output.data) > OUTPUT_LIMIT:
            return "flooded its output: it printed more than 1 MiB and was stopped"
        if time.monotonic() > deadline:
            return "limit"
    while child.poll() is None:
        if time.monotonic() > deadline:
            return "limit"
        time.sleep(0.001)  # the pipe closes a moment before the process is gone
    return None


def _tell(job: Job, output: bytes, stopped: str | None, status: int | None) -> Run:
    """Read the report that is woven into `output`."""
    run = Run(job.name)
    section: str | None = None
    line, done = 0, False
    for text, facts in read_frames(output[:OUTPUT_LIMIT], job.mark):
        if text and section is not None:
            run.outputs[section] = run.outputs.get(section, "") + text
        elif text.strip():
            run.outside.append((line, text))
        match facts:
            case {"begin": begin, "line": line}:
                section = begin
            case {"warning": warning}:
                run.warnings.append(warning)
            case {"caught": [kind, message]}:
                run.caught.append((section or "", kind, message))
            case {"error": error}:
                run.failure = f"failed{_where(section, line)}: {error}"
            case {"svg": svg}:
                run.svg = svg
            case {"done": True, "imported": imported}:
                done, run.imported = True, imported
    if stopped:
        run.failure = f"{stopped}{_where(section, line)}"
    elif run.failure is None and (not done or status):
        run.failure = f"{_how_it_ended(status)}{_where(section, line)}"
    return run


def _where(section: str | None, line: int) -> str:
    return f" in section {section!r}" if section else f" at line {line}" if line else ""


def _how_it_ended(status: int | None) -> str:
    if status is not None and status < 0:
        return f"was killed by {signal.Signals(-status).name}"
    return f"ended the process with status {status} (os._exit?)"
