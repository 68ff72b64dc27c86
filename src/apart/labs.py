"""Labs: notebooks that are executed from top to bottom, recorded in one normal form, compared.

A lab is one file, `docs/en/labs/curve.ipynb`, with its outputs in it. Two things of a cell's own
stand in its metadata: `alt`, what its picture shows in words, and the tag `measured`, for printed
times, which no test compares.
"""

import difflib
import hashlib
import json
import os
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from apart import ApartError
from apart.tree import Tree

MEASURED = "measured"
_SECONDS = 120  # for one cell; a lab takes less than 20 on an idle machine
_PICTURES = ("image/svg+xml", "image/png", "image/jpeg")
_RANDOM_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f-]+)?")
_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
# What every kernel gets: one thread, no settings of whoever runs it, plots as text-bearing SVG.
_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONUTF8": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    "NO_COLOR": "1",
    "COLUMNS": "80",
}
_KERNEL_SETTINGS = {
    "HistoryManager": {"enabled": False},
    "InlineBackend": {
        "figure_formats": ["svg"],
        "rc": {
            "svg.fonttype": "none",
            "svg.hashsalt": "apart",
            "font.sans-serif": ["DejaVu Sans"],
        },
        "print_figure_kwargs": {"bbox_inches": "tight", "metadata": {"Date": None}},
    },
}
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


@dataclass(frozen=True)
class Lab:
    """One lab by name, `labs/curve`."""

    root: Path
    name: str

    @classmethod
    def of(cls, tree: Tree, name: str) -> "Lab":
        """The lab called `name`.

        Raises:
            ApartError: there is none; names the nearest.
        """
        if name in tree.labs:
            return cls(tree.root, name)
        near = difflib.get_close_matches(name, tree.labs, n=1, cutoff=0.5) or tree.labs
        raise ApartError(
            f"No lab is called {name!r}: docs/en/{name}.ipynb does not exist. "
            f"There is: {', '.join(near) or 'none'}."
        )

    @property
    def path(self) -> Path:
        """The notebook."""
        return self.root / "docs" / "en" / f"{self.name}.ipynb"

    @property
    def shown(self) -> str:
        """The notebook as messages call it."""
        return f"docs/en/{self.name}.ipynb"

    @property
    def way_out(self) -> str:
        """What helps when the recording does not."""
        return f"Record it: apart record {self.name}, and mend the prose that speaks of it."

    def read(self) -> NotebookNode:
        """The notebook as it stands.

        Raises:
            ApartError: it is no notebook.
        """
        try:
            text = self.path.read_text(encoding="utf-8")
            read: NotebookNode = nbformat.reads(text, as_version=4)
            return read
        except (nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
            raise ApartError(f"{self.shown} is no notebook: {str(error)[:200]}") from None


def is_recorded(lab: Lab) -> bool:
    """Whether the lab holds the outputs of a run."""
    return "recorded" in lab.read().metadata


# ---- The normal form ----


def as_text(notebook: NotebookNode) -> str:
    """The notebook in the one form in which it is kept: nothing in it changes by itself."""
    cells = []
    for number, cell in enumerate(notebook.cells):
        source = cell.source.strip("\n")
        kept = {key: cell.metadata[key] for key in ("alt", "tags") if cell.metadata.get(key)}
        normal = {
            "cell_type": cell.cell_type,
            "id": _own_id(cell.get("id", ""), f"{number}:{source}"),
            "metadata": kept,
            "source": source,
        }
        if cell.cell_type == "code":
            normal["execution_count"] = None
            normal["outputs"] = _normal_outputs(cell.outputs, normal["id"])
        elif "attachments" in cell:
            normal["attachments"] = cell.attachments
        cells.append(normal)
    metadata = dict(_METADATA)
    if "recorded" in notebook.metadata:
        metadata["recorded"] = notebook.metadata["recorded"]
    whole = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    written: str = nbformat.writes(nbformat.from_dict(whole))
    return written + "\n"


def _own_id(given: str, about: str) -> str:
    """The id that the cell was given; in place of a random one, one made from what it says."""
    if given and not _RANDOM_ID.fullmatch(given):
        return given
    return f"c{int(hashlib.sha256(about.encode()).hexdigest(), 16) % 10**6:06}"


def _normal_outputs(outputs: list[Any], cell: str) -> list[dict[str, Any]]:
    normal: list[dict[str, Any]] = []
    for output in outputs:
        kind = output["output_type"]
        if kind == "stream":
            last = normal[-1] if normal else {}
            if last.get("name") == output["name"]:  # how it was cut depends on the clock
                last["text"] += output["text"]
            else:
                normal.append({key: output[key] for key in ("output_type", "name", "text")})
            continue
        if kind not in {"display_data", "execute_result"}:
            normal.append(dict(output))
            continue
        pictures = [kind for kind in _PICTURES if kind in output["data"]][:1]
        kept = [kind for kind in ("text/plain", *pictures) if kind in output["data"]]
        data = {kind: output["data"][kind] for kind in kept}
        if "image/svg+xml" in data:
            data["image/svg+xml"] = _normal_svg(data["image/svg+xml"], cell)
        made = {"output_type": kind, "data": data, "metadata": {}}
        normal.append(made | ({"execution_count": None} if kind == "execute_result" else {}))
    return normal


def _normal_svg(svg: str, cell: str) -> str:
    """The drawing alone, with ids that no other drawing on the page has."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    # Its style sheet would style the whole page in which the drawing stands.
    svg = re.sub(r"\s*<defs>\s*<style.*?</style>\s*</defs>", "", svg, flags=re.DOTALL)
    if "stroke-linejoin" not in svg[: svg.index(">")]:
        svg = svg.replace("<svg ", '<svg stroke-linejoin="round" ', 1)
    if f' id="{cell}-' in svg:
        return svg
    svg = re.sub(r' id="', f' id="{cell}-', svg)
    return re.sub(r'(url\(#|href="#)', rf"\g<1>{cell}-", svg)


# ---- A run ----


def execute(lab: Lab) -> NotebookNode:
    """Run the lab's cells in a kernel of its own and return the notebook with what they showed.

    Raises:
        ApartError: a cell failed, took too long, wrote to stderr, or drew without words.
    """
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = lab.read()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    begun = [0]
    try:
        _run(notebook, begun)
    except CellExecutionError as error:
        trace = _ESCAPES.sub("", str(error.traceback)).strip().splitlines()
        what = f"failed with {error.ename}: {error.evalue}\n" + "\n".join(trace[-12:])
    except CellTimeoutError:
        what = f"ran longer than {_SECONDS} s."
    except DeadKernelError:
        what = "ended its kernel."
    else:
        _require_fit_to_show(lab, notebook)
        notebook.metadata["recorded"] = _versions(notebook)
        return notebook
    raise ApartError(
        f"{_cell_name(lab, notebook, begun[-1])} {what}\n"
        f"Open the notebook in Jupyter, put the cell right, and run: apart record {lab.name}"
    )


def _run(notebook: NotebookNode, begun: list[int]) -> None:
    """Run the cells of `notebook` and keep in `begun` which of them were started."""
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    with tempfile.TemporaryDirectory(prefix="lab-") as name:
        folder = Path(name)
        profile = folder / "ipython" / "profile_default"
        profile.mkdir(parents=True)
        (profile / "ipython_kernel_config.json").write_text(json.dumps(_KERNEL_SETTINGS))
        (folder / "work").mkdir()
        kernel = AsyncKernelManager(
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),  # this Python's, nobody else's
            kernel_name="python3",
            transport="tcp" if sys.platform == "win32" else "ipc",
            connection_file=str(folder / "kernel.json"),
        )
        client = NotebookClient(
            notebook,
            km=kernel,
            timeout=_SECONDS,
            on_cell_start=lambda cell, cell_index: begun.append(cell_index),
        )
        environment = {**os.environ, **_ENVIRONMENT, "IPYTHONDIR": str(folder / "ipython")}
        client.execute(cleanup_kc=True, cwd=str(folder / "work"), env=environment)


def _require_fit_to_show(lab: Lab, notebook: NotebookNode) -> None:
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        where = _cell_name(lab, notebook, number)
        for output in cell.outputs:
            if output.get("name") == "stderr":
                raise ApartError(
                    f"{where} wrote to stderr: {output['text'].strip()[:400]}\n"
                    "Put right what causes it; or, if the lab is about it, catch it and print it."
                )
        pictures = [output for output in cell.outputs if _is_picture(output)]
        if len(pictures) > 1:
            raise ApartError(f"{where} draws {len(pictures)} pictures: give each its own cell.")
        if pictures and not re.search(r"\.\s+\S", cell.metadata.get("alt", "")):
            raise ApartError(
                f"{where} draws a picture and does not say in words what it shows. Put them into "
                'its metadata: {"alt": "What it is. What can be seen on it."}'
            )


def _is_picture(output: Any) -> bool:
    return any(kind in _PICTURES for kind in output.get("data", {}))


def _versions(notebook: NotebookNode) -> dict[str, str]:
    """The versions of Python and of what the lab imports."""
    import platform
    from importlib import metadata

    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    imported = re.findall(r"^(?:import|from) (\w+)", code, flags=re.MULTILINE)
    named = metadata.packages_distributions()
    packages = {named[name][0] for name in imported if name in named}
    python = ".".join(platform.python_version_tuple()[:2])
    return {"python": python} | {name: metadata.version(name) for name in sorted(packages)}


def _cell_name(lab: Lab, notebook: NotebookNode, number: int) -> str:
    first = notebook.cells[number].source.strip().splitlines()[:1]
    return f"{lab.shown}: cell {number + 1} ({''.join(first)[:60]!r})"


# ---- Compared ----


def printed(cell: NotebookNode) -> str:
    """What a cell showed, as it is compared: its text, unless measured, and that it drew."""
    shown = []
    for output in cell.get("outputs", []):
        if _is_picture(output):
            shown.append("(a picture)\n")
        elif MEASURED not in cell.metadata.get("tags", []):
            shown.append(output.get("text") or output["data"].get("text/plain", "") + "\n")
    return "".join(shown)


def compare(lab: Lab, new: NotebookNode) -> str | None:
    """How the run `new` differs from the lab's recording, cell by cell; None if it does not.

    Raises:
        ApartError: the lab was never recorded.
    """
    old = lab.read()
    if "recorded" not in old.metadata:
        raise ApartError(f"{lab.shown} was never recorded. {lab.way_out}")
    parts = []
    for number, (before, after) in enumerate(zip(old.cells, new.cells, strict=True)):
        then, now = printed(before), printed(after)
        if then != now:
            lines = difflib.unified_diff(
                then.splitlines(), now.splitlines(), "recorded", "now", lineterm=""
            )
            where = _cell_name(lab, old, number)
            parts.append(
                "\n".join([f"{where} shows something else than what is recorded:", *lines])
            )
    return "\n".join(parts) or None
