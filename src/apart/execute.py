"""Runs one script as `__main__` in this process; reports, in its output, where sections end.

The report is woven into the output itself: a frame (mark, JSON, newline) written through the same
pipe stands exactly between what was printed before and after it, whoever printed it.
"""

import __future__

import ast
import atexit
import builtins
import ctypes
import io
import json
import linecache
import os
import sys
import traceback
import types
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from importlib import util
from pathlib import Path
from typing import Any, TextIO

from apart.sections import Section, find_sections

# What some scripts import, often without a word of their own (the first optimizer brings the
# first), and what takes a second each time.
SLOW_IMPORTS = (
    "torch._dynamo",
    "torchvision",
    "sklearn.datasets",
    "IPython.core.interactiveshell",
)
_TELL_CAUGHT = "__apart_caught__"
_LONGEST = 600  # characters of a message: its frame, 6 bytes a character at most, goes in one write


@dataclass(frozen=True)
class Job:
    """One script to run: `name` is for messages, `path` the file, `mark` begins each frame.

    With `after`, the run stops when that section has ended; with `draw`, the picture script there
    then draws the script's variables.
    """

    name: str
    path: str
    mark: str = ""
    time_limit: float = 20.0
    after: str | None = None
    draw: str | None = None

    def named(self, name: str) -> "Job":
        """The same job under another name."""
        return replace(self, name=name)

    def to_json(self) -> str:
        """The job as one line."""
        return json.dumps(asdict(self))


@dataclass(frozen=True)
class _Step:
    """Consecutive top-level statements of one section, or of none."""

    section: str | None
    body: list[ast.stmt]

    @property
    def line(self) -> int:
        return _first_line(self.body[0])


class _Report:
    def __init__(self, mark: str, path: str) -> None:
        self._mark = mark
        self._path = path
        self._pipe = os.dup(1)  # a script may well redirect 1

    def frame(self, **facts: Any) -> None:
        """Flush everything that was printed, then write `facts` behind it."""
        flush_streams()
        data = f"{self._mark}{json.dumps(facts)}\n".encode()
        while data:
            data = data[os.write(self._pipe, data) :]

    def caught(self, error: BaseException | Warning) -> None:
        """Report an error or a warning that the script caught, unless it raised it itself."""
        frames = traceback.extract_tb(error.__traceback__)
        if frames and frames[-1].filename == self._path and _raises(frames[-1].line):
            return
        # str() of a KeyError is the repr of its message.
        message = error.args[0] if isinstance(error, KeyError) and error.args else error
        self.frame(caught=[type(error).__name__, str(message)[:_LONGEST]])


def _raises(line: str | None) -> bool:
    return bool(line) and str(line).split()[0] in {"raise", "assert"}


class _TellCaught(ast.NodeTransformer):
    """Has every `except … as name:` report what it caught, before it does anything else."""

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.ExceptHandler:
        self.generic_visit(node)
        if node.name:
            call = ast.parse(f"{_TELL_CAUGHT}({node.name})").body[0]
            for part in ast.walk(call):
                ast.copy_location(part, node.body[0])
            node.body.insert(0, call)
        return node


def execute(job: Job) -> int:
    """Run `job` with its output on file descriptors 1 and 2; return the exit status.

    Called once in a process, which ends after it.
    """
    atexit._clear()  # what the parent registered is the parent's
    _open_streams()
    report = _Report(job.mark, job.path)
    _report_warnings(report, job.path)
    _report_caught_warnings(report)
    sys.argv[:] = [job.path]
    sys.path.insert(0, str(Path(job.path).parent))
    main = types.ModuleType("__main__")
    main.__file__ = job.path
    sys.modules["__main__"] = main
    try:
        _run_steps(job, main, report)
        if job.draw:
            report.frame(svg=_draw(Path(job.draw), main))
        atexit._run_exitfuncs()
    except SystemExit as exit_:
        if exit_.code not in (0, None):
            report.frame(error=f"it called sys.exit({exit_.code!r})")
            return 1
    except BaseException as error:
        report.frame(error=_own_traceback(error, (job.path, job.draw)))
        return 1
    report.frame(done=True, imported=[name for name in SLOW_IMPORTS if name in sys.modules])
    return 0


def _run_steps(job: Job, main: types.ModuleType, report: _Report) -> None:
    source = Path(job.path).read_text(encoding="utf-8")
    # Tracebacks and inspect.getsource read lines through this cache.
    linecache.getlines(job.path)
    steps = _steps(source, job.path)
    flags = _future_flags(ast.parse(source))
    if job.after is not None and job.after not in {step.section for step in steps}:
        raise LookupError(f"{job.name} has no section {job.after!r} with a statement in it")
    main.__doc__ = ast.get_docstring(ast.parse(source))
    setattr(builtins, _TELL_CAUGHT, report.caught)
    for step in steps:
        report.frame(begin=step.section, line=step.line)
        module = _TellCaught().visit(ast.Module(body=step.body, type_ignores=[]))
        exec(compile(module, job.path, "exec", flags=flags, dont_inherit=True), main.__dict__)
        if job.after is not None and step.section == job.after:
            break
    report.frame(begin=None, line=len(source.splitlines()))


def _steps(source: str, path: str) -> list[_Step]:
    sections = find_sections(source, path)
    steps: list[_Step] = []
    for statement in ast.parse(source, path).body:
        section = _section_of(statement, sections)
        if not steps or steps[-1].section != section:
            steps.append(_Step(section, []))
        steps[-1].body.append(statement)
    return steps


def _section_of(statement: ast.stmt, sections: list[Section]) -> str | None:
    # A class shown part by part has its marks inside: the statement is then in no section.
    first, last = _first_line(statement), statement.end_lineno or statement.lineno
    return next((s.name for s in sections if s.start < first and last < s.end), None)


def _first_line(statement: ast.stmt) -> int:
    decorators = getattr(statement, "decorator_list", [])
    lines: list[int] = [node.lineno for node in (statement, *decorators)]
    return min(lines)


def _future_flags(tree: ast.Module) -> int:
    """The compiler flags that `from __future__ import …` sets for the whole file."""
    names = [
        alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
        for alias in node.names
    ]
    return sum(int(getattr(__future__, name).compiler_flag) for name in names)


def _open_streams() -> None:
    # Lines go out at once, so that those of a script's own children fall in between as they come.
    for number, name in ((1, "stdout"), (2, "stderr")):
        stream: TextIO = io.TextIOWrapper(
            open(number, "wb", buffering=0, closefd=False),  # noqa: SIM115
            encoding="utf-8",
            write_through=True,
        )
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def flush_streams() -> None:
    """Flush Python's streams and those of the C library."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "posix":
        ctypes.CDLL(None).fflush(None)


def _report_warnings(report: _Report, path: str) -> None:
    # Without the path that Python would print: it differs from machine to machine.
    def show(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        text = f"{category.__name__}: {message}"
        print(text, file=file or sys.stderr)
        report.frame(warning=text, line=lineno if filename == path else None)

    warnings.showwarning = show


def _report_caught_warnings(report: _Report) -> None:
    leave = warnings.catch_warnings.__exit__

    def tell_and_leave(self: Any, *error: Any) -> None:
        for each in getattr(self, "_log_of_apart", None) or []:
            report.caught(each.message)
        leave(self, *error)

    enter = warnings.catch_warnings.__enter__

    def enter_and_keep(self: Any) -> Any:
        self._log_of_apart = enter(self)
        return self._log_of_apart

    warnings.catch_warnings.__enter__ = enter_and_keep  # type: ignore[method-assign]
    warnings.catch_warnings.__exit__ = tell_and_leave  # type: ignore[method-assign]


def _own_traceback(error: BaseException, paths: tuple[str | None, ...]) -> str:
    """The traceback from the script's own first line on."""
    summary = traceback.TracebackException.from_exception(error)
    own = [i for i, frame in enumerate(summary.stack) if frame.filename in paths]
    if own:
        del summary.stack[: own[0]]
    return "".join(summary.format()).rstrip()


def _draw(script: Path, main: types.ModuleType) -> str:
    spec = util.spec_from_file_location("picture", script)
    assert spec and spec.loader
    picture = util.module_from_spec(spec)
    spec.loader.exec_module(picture)
    from apart.draw.svg import stem

    stem.set(script.stem)
    variables = {k: v for k, v in vars(main).items() if not k.startswith("__")}
    return str(picture.draw(types.SimpleNamespace(**variables)))


def read_frames(output: bytes, mark: str) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Split what a child wrote into pieces: the text up to each frame, and the frame's facts.

    The last piece has no frame.
    """
    pieces = output.decode("utf-8", errors="replace").split(mark)
    text = pieces[0]
    for piece in pieces[1:]:
        facts, _, rest = piece.partition("\n")
        try:
            yield text, json.loads(facts)
        except json.JSONDecodeError:  # the child died while it wrote the frame
            yield text, None
            return
        text = rest
    yield text, None


if __name__ == "__main__":  # the plain path: a process of its own for each script
    os._exit(execute(Job(**json.loads(sys.argv[1]))))
