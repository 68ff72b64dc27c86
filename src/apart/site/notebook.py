"""A page as a notebook: its prose, its code in cells that run, its recorded outputs, its pictures.

The parts of a class that a page shows one after the other make one cell, behind the prose between
them.
"""

import ast
import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from apart.markdown import Fence, fences
from apart.sections import find_sections, read_recording, section_text, without_marks
from apart.site.prose import described, plain, with_includes, with_pictures
from apart.tree import Page

# In a notebook there is no `__file__`, and `inspect` cannot find a class's source without it.
_OWN_FILE = re.compile(r"(?<![.\w])__file__|inspect\.getsource")
_RETURN_NOTHING = {"print", "launch", ".backward", ".step", ".zero_grad"}
_FORMULA = re.compile(r"\\\((.+?)\\\)")
_BLOCK_FORMULA = re.compile(r"^\\\[\n(.*?)\n\\\]$", re.DOTALL | re.MULTILINE)
_IMPORTED = re.compile(r"^\s*(?:from|import) (\w+)", re.MULTILINE)
_INK = "color: #22262b; background: #fdfcf9"  # a picture for itself has no page to take them from


def notebook(page: Page, text: str) -> NotebookNode:
    """The notebook of a page that has a snippet.

    Args:
        page: the page; its recording gives the outputs.
        text: its Markdown, in which links are as they should be.

    Raises:
        ApartError: an include leads nowhere.
    """
    cells = [new_markdown_cell(_how_to_run(page)), *_files(page), *_cells(page, text)]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    made: NotebookNode = new_notebook(cells=cells, metadata=metadata)
    nbformat.validate(made)
    return made


def _how_to_run(page: Page) -> str:
    return (
        "This notebook is made from a page of **Take PyTorch Apart**: its code ran, its outputs "
        "are what was printed.\nIt needs torch and torchvision; some pages more, as their first "
        f"lines import it. The same as a script: `snippets/{page.name}.py`."
    )


def _files(page: Page) -> Iterator[NotebookNode]:
    """Cells that write what the snippet finds beside itself: a launcher, data, its own script."""
    code = page.snippet.read_text(encoding="utf-8")
    snippets = page.root / "snippets"
    needed = [page.snippet.with_name(f"{name}.py") for name in _IMPORTED.findall(code)]
    if _OWN_FILE.search(code):
        needed += [page.snippet, *(f for f in snippets.glob("*/*.csv") if f'"{f.name}"' in code)]
    needed = [file for file in dict.fromkeys(needed) if file.is_file()]
    if not needed:
        return
    folders = sorted({file.relative_to(page.root).parent.as_posix() for file in needed})
    own = page.snippet.relative_to(page.root).as_posix()
    setup = [
        "# The files that this page's script has beside it.",
        "import sys",
        "from pathlib import Path",
        "",
        *(f'Path("{folder}").mkdir(parents=True, exist_ok=True)' for folder in folders),
        f'__file__ = str(Path("{own}").resolve())',
        "sys.path.insert(0, str(Path(__file__).parent))",
    ]
    yield new_code_cell("\n".join(setup))
    for file in needed:
        where = file.relative_to(page.root).as_posix()
        yield new_code_cell(f"%%writefile {where}\n{_script(file)}")


def _script(file: Path) -> str:
    text = file.read_text(encoding="utf-8")
    return (without_marks(text) if file.suffix == ".py" else text).rstrip()


@dataclass
class _Part:
    """Python that belongs into one cell, with what it printed, and the prose between its pieces."""

    code: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)


def _cells(page: Page, text: str) -> Iterator[NotebookNode]:
    lines = text.splitlines(keepends=True)
    recording = read_recording(page.recording, f"snippets/{page.name}.out")
    part = _Part()
    done = 0
    for fence in fences(text):
        code = _code_of(fence, page)
        if code is None and not _shows_recording(fence):
            continue
        before = "".join(lines[done : fence.line - 1])
        done = fence.line + len(fence.text.splitlines()) + 1
        if code is None:
            part.printed.append(recording.get(_section(fence), ""))
            part.prose.append(before)
        elif part.code and code[:1].isspace():  # goes on inside the class above
            part.prose += [before, "".join(lines[fence.line - 1 : done])]
            part.code.append(code)
        else:
            yield from _written(part, page)
            part = _Part(code=[code], prose=[])
            yield from _prose(before, page)
            first = "".join(lines[fence.line - 1 : done])
            part.prose = [first]
    yield from _written(part, page)
    yield from _prose("".join(lines[done:]), page)


def _code_of(fence: Fence, page: Page) -> str | None:
    """The code of a fence that a reader would run, as it stands in the snippet."""
    if not fence.is_python or fence.include is None:
        return None
    source = (page.root / "snippets" / fence.include.path).read_text(encoding="utf-8")
    for section in find_sections(source, fence.include.path):
        if section.name == fence.include.section:
            return section_text(source, section)
    return source


def _shows_recording(fence: Fence) -> bool:
    return fence.is_output and fence.include is not None


def _section(fence: Fence) -> str:
    return (fence.include and fence.include.section) or ""


def _written(part: _Part, page: Page) -> Iterator[NotebookNode]:
    """The cell of a part; where it was shown in pieces, first these and the prose between."""
    if not part.code:
        return
    if len(part.code) > 1:
        yield from _prose("\n".join(part.prose), page)
    cell = new_code_cell(_without_echo("".join(part.code).strip("\n")))
    printed = "".join(part.printed)
    if printed:
        cell.outputs = [new_output("stream", name="stdout", text=printed)]
    yield cell


def _without_echo(code: str) -> str:
    """The code with `;` behind a last expression whose value Jupyter would show, a script not."""
    body = ast.parse(code).body
    last = body[-1] if body else None
    if not isinstance(last, ast.Expr) or last.end_lineno is None:
        return code
    called = last.value.func if isinstance(last.value, ast.Call) else None
    name = f".{called.attr}" if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    if name in _RETURN_NOTHING:
        return code
    lines = code.encode().splitlines(keepends=True)  # columns are counted in bytes
    line, end = lines[last.end_lineno - 1], last.end_col_offset
    lines[last.end_lineno - 1] = line[:end] + b";" + line[end:]
    return b"".join(lines).decode()


def _prose(text: str, page: Page) -> Iterator[NotebookNode]:
    """A cell of prose, its pictures attached."""
    pictures: dict[str, str] = {}

    def attached(path: str) -> str:
        svg = (page.root / "pictures" / path).read_text(encoding="utf-8")
        name = path.replace("/", "-")
        pictures[name] = svg.replace("<svg ", f'<svg style="{_INK}" ', 1)
        return f"![{described(svg)}](attachment:{name})"

    text = with_includes(plain(with_pictures(text, attached)), page.root / "snippets").strip()
    text = _FORMULA.sub(r"$\1$", _BLOCK_FORMULA.sub(r"$$\1$$", text))  # as Jupyter has them
    if not text:
        return
    cell = new_markdown_cell(text)
    if pictures:
        cell.attachments = {
            name: {"image/svg+xml": base64.b64encode(svg.encode()).decode()}
            for name, svg in pictures.items()
        }
    yield cell
