"""Every page shows its snippet whole, in order, with what it printed; nothing is typed in."""

import re

import pytest
import yaml

from apart.markdown import fences
from apart.recording import read_recording
from apart.sections import find_sections, section_text
from apart.tree import Tree
from tests.support.fail import fail

TREE = Tree.find()
DOCS = TREE.root / "docs" / "en"
PAGES = sorted(p.relative_to(DOCS).with_suffix("").as_posix() for p in DOCS.rglob("*.md"))
WITH_SNIPPET = [name for name in PAGES if name in TREE.pages]


def text_of(name: str) -> str:
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


def sections_of(name: str) -> list[str]:
    source = TREE.page(name).snippet.read_text(encoding="utf-8")
    return [section.name for section in find_sections(source, f"snippets/{name}.py")]


def included(name: str, suffix: str) -> list[str]:
    """The sections that a page includes from the file beside its snippet with `suffix`."""
    includes = [fence.include for fence in fences(text_of(name))]
    return [i.section for i in includes if i and i.path == f"{name}{suffix}" and i.section]


@pytest.mark.parametrize("page", PAGES)
def test_no_code_and_no_output_is_typed_into_the_page(page: str) -> None:
    for fence in fences(text_of(page)):
        if not (fence.is_python or fence.is_output):
            continue
        where = f"docs/en/{page}.md:{fence.line}"
        suffix = ".out" if fence.is_output else ".py"
        if fence.include is None:
            fail(
                f"{where}: this block is typed in: {fence.text.strip()[:60]!r}. Put the code into "
                f'a section of snippets/{page}.py and include it: --8<-- "{page}{suffix}:section"'
            )
        if fence.include.path != f"{page}{suffix}":
            fail(
                f"{where}: includes {fence.include.path}; a page shows {page}{suffix} alone, and "
                "links to pages that show others"
            )


def front_matter(text: str) -> object:
    """What stands between the two lines `---` at the top; nothing where they are not."""
    if not text.startswith("---\n"):
        return {}
    return yaml.safe_load(text[4:].partition("\n---\n")[0])


@pytest.mark.parametrize("page", PAGES)
def test_the_front_matter_can_be_read(page: str) -> None:
    try:
        found = front_matter(text_of(page))
    except yaml.YAMLError as error:
        fail(
            f"docs/en/{page}.md: its first lines are no YAML, and would be printed on the page: "
            f'{error}. A ": " within a description breaks it; use a full stop or quotation marks.'
        )
    assert isinstance(found, dict)


def test_a_colon_in_a_description_is_noticed() -> None:
    with pytest.raises(yaml.YAMLError):
        front_matter("---\ndescription: What it is: a file.\n---\n# Title\n")


@pytest.mark.parametrize("page", WITH_SNIPPET)
def test_page_shows_every_section_once_and_in_order(page: str) -> None:
    shown, sections = included(page, ".py"), sections_of(page)
    where = f"docs/en/{page}.md"
    for name in sections:
        if name not in shown:
            fail(
                f"{where}: section {name!r} of snippets/{page}.py is not on the page. "
                f'Include it: --8<-- "{page}.py:{name}"'
            )
        if shown.count(name) > 1:
            fail(f"{where}: section {name!r} is included twice; a section is shown once")
    if shown != sections:
        fail(f"{where}: it shows {shown}, its snippet runs {sections}; bring them into one order")


@pytest.mark.parametrize("page", WITH_SNIPPET)
def test_output_stands_once_and_right_under_its_code(page: str) -> None:
    where = f"docs/en/{page}.md"
    printed = list(read_recording(TREE.page(page).recording, f"snippets/{page}.out"))
    shown = included(page, ".out")
    for name in printed:
        if name not in shown:
            fail(
                f"{where}: the output of section {name!r} is not on the page. Include it under "
                f'its code, in a fence ```text {{.output}}: --8<-- "{page}.out:{name}"'
            )
    if shown != printed:
        fail(f"{where}: it shows the outputs of {shown}; recorded are {printed}")
    includes = [f.include for f in fences(text_of(page)) if f.is_python or f.is_output]
    for code, output in zip([None, *includes], includes, strict=False):
        if output and output.path.endswith(".out") and output.section != (code and code.section):
            fail(f"{where}: the output of {output.section!r} does not stand under its code")


@pytest.mark.parametrize("snippet", list(TREE.pages))
def test_every_snippet_has_its_page(snippet: str) -> None:
    if snippet not in PAGES:
        fail(f"snippets/{snippet}.py has no page: write docs/en/{snippet}.md")


def test_every_recording_has_its_snippet() -> None:
    for recording in (TREE.root / "snippets").rglob("*.out"):
        if not recording.with_suffix(".py").is_file():
            fail(f"no snippet printed {TREE.relative(recording)}: delete it")


@pytest.mark.parametrize("picture", list(TREE.pictures))
def test_every_picture_stands_on_its_page_in_a_figure(picture: str) -> None:
    page = TREE.pictures[picture].page.name
    figure = f'<figure>\n--8<-- "{picture}.svg"\n<figcaption>'
    if text_of(page).count(figure) != 1:
        fail(
            f"docs/en/{page}.md does not show the picture {picture} once, in a figure of its own: "
            f"\n{figure}…</figcaption>\n</figure>"
        )


@pytest.mark.parametrize("page", PAGES)
def test_headings_have_fixed_ids(page: str) -> None:
    prose = re.sub(r"^( *)```.*?^\1```", "", text_of(page), flags=re.MULTILINE | re.DOTALL)
    for heading in re.findall(r"^##+ .*$", prose, flags=re.MULTILINE):
        if not re.search(r"\{#[a-z0-9-]+\}$", heading):
            fail(
                f"docs/en/{page}.md: {heading!r} has no id: end it with {{#a-word}}, so that "
                "links to it last"
            )


def test_readme_shows_copies_of_what_ran() -> None:
    recording = read_recording(TREE.page("index").recording, "snippets/index.out")
    source = TREE.page("index").snippet.read_text(encoding="utf-8")
    code = {s.name: section_text(source, s) for s in find_sections(source, "snippets/index.py")}
    python, output = fences((TREE.root / "README.md").read_text(encoding="utf-8"))[:2]
    if (python.text, output.text) != (code["touch"], recording["touch"]):
        fail("README.md shows another code or output than section 'touch' of snippets/index.py")
