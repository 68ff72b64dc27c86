"""What all proofs share: one runner, which runs whatever the selected tests need in one go."""

import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from pytest_markdown_docs._runners import _Runner, register_runner
from pytest_markdown_docs.definitions import FenceTestDefinition
from pytest_markdown_docs.plugin import MarkdownInlinePythonItem

from apart import ApartError
from apart.execute import Job
from apart.header import TIME_LIMIT, read_header
from apart.isolate import Run
from apart.markdown import parser, reader_code
from apart.recording import read_recording, require_good_run
from apart.runner import Runner, drawing_job, job_for
from apart.site.notebook import notebook
from apart.tree import Tree

ROOT = Path(__file__).parent
TREE = Tree(ROOT)


class Proof:
    """The runs that the selected tests look at, each made once and together with the others."""

    def __init__(self) -> None:
        self._wanted: dict[str, Callable[[], Job]] = {}
        self._runs: dict[str, Run | ApartError] = {}

    def want(self, key: str, job: Callable[[], Job]) -> None:
        self._wanted[key] = job

    def run(self, key: str, job: Callable[[], Job]) -> Run:
        """The run called `key`; raises the ApartError that kept it from running."""
        if key not in self._runs:
            self.want(key, job)
            self._run_wanted()
        found = self._runs[key]
        if isinstance(found, ApartError):
            raise found
        return found

    def _run_wanted(self) -> None:
        jobs = []
        for key, make in self._wanted.items():
            try:
                jobs.append(make().named(key))
            except ApartError as error:
                self._runs[key] = error
        self._wanted.clear()
        with Runner() as runner:
            self._runs.update((run.name, run) for run in runner.run(jobs))


PROOF = Proof()

# Runs a notebook's cells as Jupyter does, in one of the runner's forks: kernels take minutes.
RUN_CELLS = """\
import sys
from traitlets.config import Config
from IPython.core.interactiveshell import InteractiveShell

main = sys.modules["__main__"]
del main.__file__  # a notebook has none
memory = {{"hist_file": ":memory:"}}
config = Config(HistoryManager=memory, InteractiveShell={{"colors": "nocolor"}})
shell = InteractiveShell.instance(config=config, user_module=main, user_ns=vars(main))
sys.path.insert(0, "")
for cell in {cells}:
    shell.run_cell(cell, store_history=True).raise_error()
"""


@pytest.fixture(scope="session")
def tree() -> Tree:
    return TREE


@pytest.fixture
def run_snippet() -> Callable[[str], Run]:
    """Gives the run of a page's snippet."""
    return lambda name: PROOF.run(f"snippet {name}", lambda: job_for(TREE.page(name)))


@pytest.fixture
def run_picture() -> Callable[[str], Run]:
    """Gives the run that draws a picture."""
    return lambda name: PROOF.run(f"picture {name}", lambda: drawing_job(TREE.pictures[name]))


@pytest.fixture
def run_notebook() -> Callable[[str], Run]:
    """Gives the run of a page's notebook, cell by cell."""
    return lambda name: PROOF.run(f"notebook {name}", lambda: _notebook_job(name))


def _notebook_job(name: str) -> Job:
    page = TREE.page(name)
    made = notebook(page, page.markdown.read_text(encoding="utf-8"))
    cells = [cell.source for cell in made.cells if cell.cell_type == "code"]
    script = _PASTED / "notebooks" / f"{name}.py"
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(RUN_CELLS.format(cells=cells), encoding="utf-8")
    return Job(name, str(script), time_limit=_time_limit(name))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if call.excinfo and isinstance(call.excinfo.value, ApartError):
        report.longrepr = str(call.excinfo.value)  # it says all; a traceback would hide it
    return report


def pytest_collection_finish(session: pytest.Session) -> None:
    for item in session.items:
        if isinstance(item, MarkdownInlinePythonItem):
            PROOF.want(*_reader_job(item.path))
            continue
        parameters = getattr(getattr(item, "callspec", None), "params", {})
        if "snippet" in parameters:
            name = parameters["snippet"]
            PROOF.want(f"snippet {name}", lambda name=name: job_for(TREE.page(name)))
        if "notebook_of" in parameters:
            name = parameters["notebook_of"]
            PROOF.want(f"notebook {name}", lambda name=name: _notebook_job(name))
        if "picture" in parameters:
            name = parameters["picture"]
            PROOF.want(f"picture {name}", lambda name=name: drawing_job(TREE.pictures[name]))


# Pages and README, as a reader would paste them: pytest-markdown-docs finds them, our runner runs
# them as a real `__main__` file, so that a failure behind a main guard fails the page.


@pytest.fixture(scope="session", autouse=True)
def _pasted() -> Iterator[None]:
    with tempfile.TemporaryDirectory(prefix="apart-pages-") as folder:
        global _PASTED
        _PASTED = Path(folder)
        shutil.copytree(ROOT / "snippets", _PASTED / "snippets")
        yield


def pytest_markdown_docs_markdown_it() -> MarkdownIt:
    markdown = parser()
    markdown.core.ruler.after("block", "join_fences", _join_fences)
    return markdown


def _join_fences(state: StateCore) -> None:
    """Leave one Python fence of a page, the first; the runner runs it with all the others."""
    python = [t for t in state.tokens if t.type == "fence" and t.info.split()[:1] == ["python"]]
    for token in python[1:]:
        token.info = "text"


def _reader_job(page: Path) -> tuple[str, Callable[[], Job]]:
    def make() -> Job:
        text = page.read_text(encoding="utf-8")
        name = page.relative_to(ROOT).with_suffix("").as_posix().removeprefix("docs/en/")
        script = _PASTED / "snippets" / f"{name}.py"  # beside what it may import or read
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text(reader_code(text, ROOT / "snippets"), encoding="utf-8")
        return Job(name, str(script), time_limit=_time_limit(name))

    return f"page {page.relative_to(ROOT).as_posix()}", make


def _time_limit(name: str) -> float:
    if name not in TREE.pages:
        return TIME_LIMIT
    return read_header(TREE.pages[name].snippet.read_text(encoding="utf-8"), name).time_limit


@register_runner(default=True)
class ReaderRunner(_Runner):
    """Runs a page's code whole, and compares what it prints with what the page shows."""

    def runtest(self, test: FenceTestDefinition, args: dict[str, object]) -> None:
        page = Path(str(test.source_path))
        shown = page.relative_to(ROOT).as_posix()
        run = PROOF.run(*_reader_job(page))
        printed = "".join(text for _, text in run.outside)
        run.outside.clear()  # the sections' marks stay behind when a reader copies them
        require_good_run(run, shown)
        name = shown.removeprefix("docs/en/").removesuffix(".md")
        if name in TREE.pages:
            recording = read_recording(TREE.page(name).recording, f"snippets/{name}.out")
            if printed != "".join(recording.values()):
                raise ApartError(
                    f"{shown}: pasted together, its code prints something else than the page "
                    "shows. Nothing outside the sections may change what they print."
                )

    def repr_failure(
        self,
        test: FenceTestDefinition,
        excinfo: pytest.ExceptionInfo[BaseException],
        style: object = None,
    ) -> str:
        return str(excinfo.value)
