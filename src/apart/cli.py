"""The command `apart`."""

import contextlib
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.rule import Rule
from rich.syntax import Syntax
from rich.text import Text

from apart import ApartError
from apart.errors import record_errors
from apart.isolate import Run
from apart.recording import (
    compare,
    compare_picture,
    drawing,
    format_versions,
    require_good_run,
    require_same_versions,
    versions_file,
    write_whole,
)
from apart.runner import Runner, drawing_job, job_for
from apart.sections import find_sections, format_recording, section_text
from apart.tree import Page, Picture, Tree

if TYPE_CHECKING:
    from apart.labs import Lab

app = typer.Typer(
    help="The workbench of Take PyTorch Apart: run a page, record it, begin a new one.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
out = Console(soft_wrap=True, highlight=False)
err = Console(soft_wrap=True, highlight=False, stderr=True)

PageName = Annotated[str, typer.Argument(help="A page by name, such as autograd/leaf.")]


@app.command()
def run(page: PageName) -> None:
    """Run a page's snippet and show each section with its output."""
    found = Tree.find().page(page)
    shown = f"snippets/{found.name}.py"
    text = found.snippet.read_text(encoding="utf-8")
    sections = find_sections(text, shown)
    with Runner() as runner:
        (result,) = runner.run([job_for(found)])
    for section in sections:
        out.print(Rule(section.name, align="left", style="dim"))
        code = section_text(text, section).rstrip()
        out.print(Syntax(code, "python", theme="ansi_light", background_color="default"))
        out.print(Text(result.outputs.get(section.name, "").rstrip(), style="green"))
    out.print(Rule(style="dim"))
    require_good_run(result, shown)
    out.print(f"{shown}: {len(sections)} sections in {result.seconds:.2f} s")


@app.command()
def record(
    pages: Annotated[
        list[str] | None,
        typer.Argument(help="Pages and labs to record; without any, what is missing."),
    ] = None,
) -> None:
    """Record what pages and labs print and draw; show what differs before it is replaced."""
    from apart.labs import Lab, is_recorded

    tree = Tree.find()
    names = [tree.as_name(name) for name in pages or []]
    labs = [Lab.of(tree, name) for name in names if name.startswith("labs/")]
    chosen = [tree.page(name) for name in names if not name.startswith("labs/")]
    anew = not names and not versions_file(tree).is_file()
    if not names:
        chosen = list(tree.pages.values()) if anew else _missing(tree)
        every = [Lab.of(tree, name) for name in tree.labs]
        labs = [lab for lab in every if anew or not is_recorded(lab)]
    if not chosen and not labs:
        out.print("Nothing is missing. Name a page to record it anew: apart record autograd/leaf")
        return
    failures = _record_all(tree, chosen) if chosen else []
    failures += _record_labs(tree, labs)
    if failures:
        raise ApartError("\n\n".join([*failures, "What was recorded before stands as it was."]))
    if anew:
        write_whole(versions_file(tree), format_versions())
    elif not versions_file(tree).is_file():
        out.print("snippets/versions.yml is missing: apart record runs everything, and writes it.")


def _missing(tree: Tree) -> list[Page]:
    undrawn = {p.page for p in tree.pictures.values() if not p.svg.is_file()}
    return [p for p in tree.pages.values() if p in undrawn or not p.recording.is_file()]


def _record_all(tree: Tree, pages: list[Page]) -> list[str]:
    """Record each page and its pictures; return what failed."""
    parts: dict[str, Page | Picture] = {}
    for page in pages:
        parts[f"snippets/{page.name}.py"] = page
    for picture in tree.pictures.values():
        if picture.page in pages:
            parts[f"pictures/{picture.name}.py"] = picture
    failures = []
    with Runner() as runner, _progress() as progress:
        require_same_versions(tree)
        task = progress.add_task("Recording", total=len(parts))
        jobs = []
        for shown, part in parts.items():
            job = job_for(part) if isinstance(part, Page) else drawing_job(part)
            jobs.append(job.named(shown))
        for result in runner.run(jobs):
            try:
                _record(parts[result.name], result)
            except ApartError as error:
                failures.append(str(error))
            progress.advance(task)
    return failures


def _record_labs(tree: Tree, labs: "list[Lab]") -> list[str]:
    """Record each lab; return what failed."""
    from apart.labs import as_text, execute, is_recorded
    from apart.labs import compare as compare_lab

    failures = []
    for lab in labs:
        try:
            require_same_versions(tree)
            before = lab.path.read_bytes()
            run = execute(lab)
            if lab.path.read_bytes() != before:
                raise ApartError(f"{lab.shown} was saved while it ran: apart record {lab.name}")
            there = is_recorded(lab)
            difference = compare_lab(lab, run) if there else None
            text = as_text(run)
        except ApartError as error:
            failures.append(str(error))
            continue
        if difference is None and there and text != before.decode():
            out.print(f"{lab.shown}: prints what was recorded; its plots or times are new")
        else:
            _replace(lab.shown, difference or (None if there else ""), there)
        write_whole(lab.path, text)
    return failures


def _progress() -> Progress:
    return Progress(console=out, transient=True, disable=not out.is_terminal)


def _record(part: Page | Picture, result: Run) -> None:
    if isinstance(part, Picture):
        if result.failure:
            raise ApartError(f"{result.name} {result.failure}")
        _replace(result.name, compare_picture(part, result), part.svg.is_file())
        write_whole(part.svg, drawing(result))
        return
    require_good_run(result, result.name)
    there = part.recording.is_file()
    try:
        difference = compare(part, result)
    except ApartError as error:  # the old one is missing, or broken by hand
        difference = str(error)
    _replace(result.name, difference, there)
    write_whole(part.recording, format_recording(result.outputs))
    record_errors(Tree(part.root), part, result)


def _replace(shown: str, difference: str | None, there: bool) -> None:
    if difference is None:
        out.print(f"{shown}: as recorded")
    elif not there:
        out.print(f"{shown}: recorded")
    else:
        out.print(Syntax(difference, "diff", theme="ansi_light", background_color="default"))
        out.print(f"{shown}: recorded anew")


@app.command()
def new(
    page: Annotated[str, typer.Argument(help="The new page, such as autograd/hessian.")],
) -> None:
    """Begin a page: its Markdown, its snippet and its entry in the navigation."""
    from apart.new import create_page

    tree = Tree.find()
    made = create_page(tree, page)
    for path in made:
        out.print(f"made {tree.relative(path)}")
    out.print(f"Next: apart record {page}, then make edit to read it in the browser.")


@app.command()
def build() -> None:
    """Build the site into `site`, with an archive of it that works without a server."""
    from apart.site.build import build as build_site
    from apart.site.build import write_archive

    tree = Tree.find()
    site = build_site(tree)
    archive = write_archive(tree, site)
    out.print(f"{tree.relative(site)} is built, and {tree.relative(archive)} to read it offline")


@app.command()
def serve(
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="The port; the next free one if it is taken.")
    ] = 8000,
) -> None:
    """Build the site and serve it on this machine alone."""
    from apart.serve import open_server
    from apart.site.build import build as build_site

    server = open_server(build_site(Tree.find()), port)
    out.print(f"http://127.0.0.1:{server.server_port}/  (Ctrl-C ends it)")
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()


def main() -> None:
    """Run the command; errors that a contributor can put right are printed, not raised."""
    try:
        app()
    except ApartError as error:
        err.print(Text(str(error)))
        sys.exit(1)
