"""Every page shows its snippet whole, in order, with what it printed; nothing is typed in."""

import re

import pytest

from apart.markdown import Fence, Include, fences, included_pictures
from apart.recording import read_recording
from apart.sections import find_sections
from apart.tree import Tree
from tests.support.expect import expect

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
        if fence.is_python or fence.is_output:
            expect(
                fence.include,
                f"docs/en/{page}.md:{fence.line}: this block is typed in: "
                f"{fence.text.strip()[:60]!r}. Put the code into a section of "
                f'snippets/{page}.py and include it: --8<-- "{page}.py:section"',
            )
            _check_source(page, fence)


def _check_source(page: str, fence: Fence) -> None:
    include = fence.include
    assert include
    suffix = ".out" if fence.is_output else ".py"
    expect(
        include.path == f"{page}{suffix}",
        f"docs/en/{page}.md:{fence.line}: includes {include.path}; a page shows "
        f"{page}{suffix} alone, and links to pages that show others",
    )


@pytest.mark.parametrize("page", WITH_SNIPPET)
def test_page_shows_every_section_once_and_in_order(page: str) -> None:
    shown, sections = included(page, ".py"), sections_of(page)
    where = f"docs/en/{page}.md"
    missing = [name for name in sections if name not in shown]
    expect(
        not missing,
        f"{where}: section {missing[0]!r} of snippets/{page}.py is not on the page. "
        f'Include it: --8<-- "{page}.py:{missing[0]}"',
    )
    twice = sorted({name for name in shown if shown.count(name) > 1})
    expect(not twice, f"{where}: section {twice[0]!r} is included twice; a section is shown once")
    expect(
        shown == sections,
        f"{where}: the page shows {shown}, its snippet runs {sections}; bring them into one order",
    )


@pytest.mark.parametrize("page", WITH_SNIPPET)
def test_output_stands_once_and_right_under_its_code(page: str) -> None:
    where = f"docs/en/{page}.md"
    printed = list(read_recording(TREE.page(page).recording, f"snippets/{page}.out"))
    shown = included(page, ".out")
    missing = [name for name in printed if name not in shown]
    expect(
        not missing,
        f"{where}: the output of section {missing[0]!r} is not on the page. Include it under "
        f'its code, in a fence ```text {{.output}}: --8<-- "{page}.out:{missing[0]}"',
    )
    expect(shown == printed, f"{where}: shows the outputs of {shown}; recorded are {printed}")
    includes = [f.include for f in fences(text_of(page)) if f.is_python or f.is_output]
    for code, output in zip([None, *includes], includes, strict=False):
        if output and output.path.endswith(".out"):
            expect(
                code == Include(f"{page}.py", output.section),
                f"{where}: the output of {output.section!r} does not stand under its code",
            )


@pytest.mark.parametrize("snippet", list(TREE.pages))
def test_every_snippet_has_its_page(snippet: str) -> None:
    expect(snippet in PAGES, f"snippets/{snippet}.py has no page: write docs/en/{snippet}.md")


def test_every_recording_has_its_snippet() -> None:
    recordings = (TREE.root / "snippets").rglob("*.out")
    orphans = [TREE.relative(p) for p in recordings if not p.with_suffix(".py").is_file()]
    expect(not orphans, f"no snippet printed these: {orphans}; delete them")


@pytest.mark.parametrize("picture", list(TREE.pictures))
def test_every_picture_stands_on_its_page_in_a_figure(picture: str) -> None:
    page = TREE.pictures[picture].page.name
    text = text_of(page)
    expect(
        included_pictures(text).count(f"{picture}.svg") == 1,
        f"docs/en/{page}.md does not include the picture {picture} once: add it as\n"
        f'<figure>\n--8<-- "{picture}.svg"\n<figcaption>…</figcaption>\n</figure>',
    )
    expect(
        f'<figure>\n--8<-- "{picture}.svg"\n<figcaption>' in text,
        f"docs/en/{page}.md: the picture {picture} has to stand inside <figure>, with a "
        "<figcaption> under it, or Markdown takes it apart",
    )


@pytest.mark.parametrize("page", PAGES)
def test_headings_have_fixed_ids(page: str) -> None:
    prose = re.sub(r"^( *)```.*?^\1```", "", text_of(page), flags=re.MULTILINE | re.DOTALL)
    for heading in re.findall(r"^##+ .*$", prose, flags=re.MULTILINE):
        expect(
            re.search(r"\{#[a-z0-9-]+\}$", heading),
            f"docs/en/{page}.md: {heading!r} has no id: end it with {{#a-word}}, so that links "
            "to it last",
        )
