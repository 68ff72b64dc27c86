"""The pages as readers see them: phone and desk, light and dark, with and without scripts."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, expect

from apart.tree import Tree
from tests.support.browser import served
from tests.support.site import Site, html_path, markdown_pages

PAGES = [*markdown_pages(), *(f"{lab}.ipynb" for lab in Tree.find().labs)]
WIDTHS = {"phone": (360, 740), "desk": (1440, 900)}
PAPERS = ["light", "dark"]
MEASURE = (Path(__file__).parent / "support" / "look.js").read_text(encoding="utf-8")


class View(NamedTuple):
    """One look at a page: what was measured, and what went wrong on the way."""

    measured: dict[str, Any]
    errors: list[str]
    strangers: list[str]
    axe: list[str]


def axe_faults(page: Page, contrast: bool = False) -> list[str]:
    """What axe finds. On most pages contrast is measured by us, in a hundredth of the time."""
    found = Axe().run(
        page,
        options={
            "rules": {"color-contrast": {"enabled": contrast}},
            "resultTypes": ["violations"],
        },
    )
    return [
        f"{fault['id']}: {fault['help']}: {node['target']} {node['html'][:120]}"
        for fault in found.response["violations"]
        for node in fault["nodes"][:3]
    ]


def look(page: Page, url: str, axe: bool = False) -> View:
    """Open an address, measure, and listen meanwhile."""
    home = "{0.scheme}://{0.netloc}/".format(urlsplit(url))
    errors: list[str] = []
    strangers: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith((home, "data:", "blob:")):
            strangers.append(request.url)

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    def failed(error: Error) -> None:
        errors.append(str(error))

    page.on("request", asked)
    page.on("console", said)
    page.on("pageerror", failed)
    page.goto(url, wait_until="load")
    measured = page.evaluate(MEASURE)
    faults = axe_faults(page) if axe else []
    page.remove_listener("request", asked)
    page.remove_listener("console", said)
    page.remove_listener("pageerror", failed)
    return View(measured, errors, strangers, faults)


class Desk:
    """One browser and one served site; every page is looked at once for each width and paper."""

    def __init__(self, chromium: Browser, address: str) -> None:
        self.chromium = chromium
        self.address = address
        self.page = cache(self.new_page)
        self.view = cache(self._view)

    def url(self, name: str) -> str:
        return f"{self.address}/{html_path(name).removesuffix('index.html')}"

    def new_page(self, width: str, paper: str, scripts: bool = True) -> Page:
        w, h = WIDTHS[width]
        return self.chromium.new_context(
            viewport={"width": w, "height": h},
            color_scheme="dark" if paper == "dark" else "light",
            java_script_enabled=scripts,
            reduced_motion="reduce",
        ).new_page()

    def _view(self, name: str, width: str, paper: str) -> View:
        axe = (width, paper) == ("desk", "light")
        return look(self.page(width, paper), self.url(name), axe)


@pytest.fixture(scope="session")
def desk(site: Site, chromium: Browser) -> Iterator[Desk]:
    with served(site.root) as address:
        yield Desk(chromium, address)


def views(desk: Desk, name: str) -> Iterator[tuple[str, View]]:
    for width in WIDTHS:
        for paper in PAPERS:
            yield f"docs/en/{name}, {width}, {paper}", desk.view(name, width, paper)


# ---- Every page, at both widths, on both papers ----


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_without_an_error_and_asks_nobody_else(desk: Desk, name: str) -> None:
    for where, view in views(desk, name):
        assert not view.errors, f"{where}: the browser reports {view.errors}"
        assert not view.strangers, f"{where}: showing it asks {view.strangers}"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_never_scrolls_sideways(desk: Desk, name: str) -> None:
    for where, view in views(desk, name):
        wide = view.measured["wide"]
        assert not wide, f"{where}: wider than the screen: {wide[0]}. Let it wrap or scroll alone."
        assert view.measured["overflow"] <= 0, f"{where}: the page scrolls sideways"


@pytest.mark.parametrize("name", PAGES)
def test_every_word_stands_out_from_its_ground(desk: Desk, name: str) -> None:
    for where, view in views(desk, name):
        faint = view.measured["faint"]
        assert not faint, f"{where}: a contrast below 4.5: {faint}. Its colour is in site.css."


@pytest.mark.parametrize("name", PAGES)
def test_every_picture_can_be_seen_and_its_words_read(desk: Desk, name: str) -> None:
    for where, view in views(desk, name):
        for picture in view.measured["pictures"]:
            called = f"{where}: the picture {picture['title']!r}"
            assert min(picture["width"], picture["height"]) > 20, f"{called} has no size"
            for text in picture["texts"]:
                says = f"{called}: the words {text['text']!r}"
                assert text["contrast"] >= 4.5, f"{says} have a contrast of {text['contrast']:.1f}"
                assert text["pixels"] >= 10.5, f"{says} are {text['pixels']:.1f} pixels high"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_follows_the_paper_that_the_reader_prefers(desk: Desk, name: str) -> None:
    for width in WIDTHS:
        assert desk.view(name, width, "light").measured["paper"] > 0.8
        assert desk.view(name, width, "dark").measured["paper"] < 0.05


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_well_without_scripts(desk: Desk, name: str) -> None:
    page = desk.page("phone", "light", scripts=False)
    page.goto(desk.url(name))
    parts = page.locator("article :is(h1, h2, h3, p, pre, figure, table)").filter(visible=False)
    hidden = [part for part in parts.all() if not part.evaluate("e => !!e.closest('details')")]
    assert not hidden, f"docs/en/{name}: without scripts nobody sees {hidden[0].text_content()!r}"
    wide = page.evaluate(MEASURE)["wide"]
    assert not wide, f"docs/en/{name}: without scripts, wider than the screen: {wide[0]}"


def test_without_scripts_a_page_follows_the_preferred_paper_too(desk: Desk) -> None:
    view = look(desk.page("phone", "dark", scripts=False), desk.url("autograd/leaf.md"))
    assert view.measured["paper"] < 0.05
    assert not view.measured["faint"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_fault_that_axe_knows(desk: Desk, name: str) -> None:
    if faults := desk.view(name, "desk", "light").axe:
        pytest.fail("\n".join([f"docs/en/{name}", *faults]), pytrace=False)


KINDS = [
    "index.md",
    "start.md",
    "autograd/index.md",
    "autograd/leaf.md",
    "autograd/build-it.md",
    "labs/curve.ipynb",
    "errors.md",
    "glossary.md",
    "404.html",
]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", KINDS)
def test_on_each_kind_of_page_axe_finds_nothing_contrast_included(
    desk: Desk, name: str, paper: str
) -> None:
    for width in WIDTHS:
        page = desk.page(width, paper)
        page.goto(f"{desk.address}/{name}" if name == "404.html" else desk.url(name))
        if faults := axe_faults(page, contrast=True):
            pytest.fail("\n".join([f"{name}, {width}, {paper}", *faults]), pytrace=False)


@pytest.mark.parametrize("paper", PAPERS)
def test_in_the_open_search_axe_finds_nothing(desk: Desk, paper: str) -> None:
    page = desk.new_page("phone", paper)
    page.goto(desk.url("index.md"))
    page.get_by_role("button", name="Search").click()
    page.get_by_label("What to search for").fill("leaf")
    expect(page.locator(".site-search mark").first).to_be_visible()
    assert not axe_faults(page, contrast=True)
    page.context.close()


# ---- What readers do ----


@pytest.fixture
def reader(desk: Desk) -> Iterator[Page]:
    page = desk.new_page("desk", "light")
    yield page
    page.context.close()


def test_the_paper_that_a_reader_chose_stays_on_the_next_page(desk: Desk, reader: Page) -> None:
    body = reader.locator("body")
    reader.goto(desk.url("index.md"))
    expect(body).to_have_attribute("data-md-color-scheme", "default")
    reader.locator("form[data-md-component=palette] label:visible").click()
    expect(body).to_have_attribute("data-md-color-scheme", "slate")
    reader.goto(desk.url("autograd/leaf.md"))
    expect(body).to_have_attribute("data-md-color-scheme", "slate")


def test_outputs_stay_covered_until_each_is_asked_for(desk: Desk, reader: Page) -> None:
    reader.goto(desk.url("autograd/leaf.md"))
    outputs = reader.locator("article .output code")
    expect(outputs.first).to_be_visible()
    reader.get_by_label("Cover the outputs").check()
    expect(outputs.first).not_to_be_visible()
    reader.get_by_role("button", name="Show it").first.click()
    expect(outputs.first).to_be_visible()
    expect(outputs.nth(1)).not_to_be_visible()


def test_covered_outputs_stay_covered_on_the_next_page(desk: Desk, reader: Page) -> None:
    reader.goto(desk.url("autograd/leaf.md"))
    reader.get_by_label("Cover the outputs").check()
    reader.goto(desk.url("autograd/graph.md"))
    expect(reader.get_by_label("Cover the outputs")).to_be_checked()
    expect(reader.locator("article .output code").first).not_to_be_visible()
    reader.get_by_label("Cover the outputs").uncheck()
    expect(reader.locator("article .output code").first).to_be_visible()


def test_without_scripts_covered_outputs_show_when_pointed_at(desk: Desk) -> None:
    page = desk.page("desk", "light", scripts=False)
    page.goto(desk.url("autograd/leaf.md"))
    output = page.locator("article .output code").first
    clear = "rgba(0, 0, 0, 0)"
    expect(output).not_to_have_css("color", clear)
    page.get_by_label("Cover the outputs").check()
    expect(output).to_have_css("color", clear)
    output.hover()
    expect(output).not_to_have_css("color", clear)


def test_on_a_phone_the_keyboard_opens_the_contents_and_meets_none_that_are_hidden(
    desk: Desk,
) -> None:
    page = desk.page("phone", "light")
    page.goto(desk.url("autograd/leaf.md"))
    button = page.get_by_role("button", name="Contents")
    expect(button).to_have_attribute("aria-expanded", "false")
    for _ in range(20):
        page.keyboard.press("Tab")
        left = page.locator(":focus").bounding_box()
        assert left and left["x"] >= 0, page.locator(":focus").evaluate("e => e.outerHTML")[:200]
    first = page.locator(".md-sidebar--primary a.md-nav__link").locator("visible=true").first
    for key in ("Enter", "Space"):
        button.focus()
        page.keyboard.press(key)
        expect(button).to_have_attribute("aria-expanded", "true")
        expect(first).to_be_in_viewport()
        page.keyboard.press("Escape")
        expect(button).to_have_attribute("aria-expanded", "false")
        expect(button).to_be_focused()


def test_the_papers_are_named_by_what_they_give(desk: Desk, reader: Page) -> None:
    reader.goto(desk.url("autograd/leaf.md"))
    light = reader.get_by_role("radio", name="Read on light paper")
    expect(light).to_be_checked()
    light.focus()
    reader.keyboard.press("ArrowDown")
    expect(reader.get_by_role("radio", name="Read on dark paper")).to_be_checked()
    expect(reader.locator("body")).to_have_attribute("data-md-color-scheme", "slate")


def test_an_output_that_scrolls_stays_in_reach_of_the_keyboard_once_shown(desk: Desk) -> None:
    page = desk.page("phone", "light")
    page.goto(desk.url("multi-gpu/hang.md"))
    wide = "article .output code"
    index = page.locator(wide).evaluate_all(
        "all => all.findIndex(e => e.scrollWidth > e.clientWidth + 100)"
    )
    page.get_by_label("Cover the outputs").check()
    page.get_by_role("button", name="Show it").nth(index).click()
    expect(page.locator(wide).nth(index)).to_have_attribute("tabindex", "0")


def test_what_is_covered_is_printed(desk: Desk, reader: Page) -> None:
    reader.goto(desk.url("autograd/leaf.md"))
    reader.get_by_label("Cover the outputs").check()
    output = reader.locator("article .output code").first
    expect(output).not_to_be_visible()
    reader.emulate_media(media="print")
    expect(output).to_be_visible()


def test_a_term_explains_itself_to_the_pointer_and_to_the_keyboard(
    desk: Desk, reader: Page
) -> None:
    reader.goto(desk.url("autograd/leaf.md"))
    term, note = reader.locator(".site-term").first, reader.get_by_role("tooltip")
    term.hover()
    expect(note).to_be_visible()
    assert note.inner_text() == term.get_attribute("data-meaning")
    at, there = term.bounding_box(), note.bounding_box()
    assert at and there
    reader.mouse.move(there["x"] + 20, at["y"] + at["height"] / 2)
    term.hover()
    middle = at["x"] + at["width"] / 2  # so that it can be read at any magnification
    reader.mouse.move(middle, at["y"] + at["height"] / 2)
    reader.mouse.move(middle, there["y"] + there["height"] / 2, steps=60)
    expect(note).to_be_visible()
    reader.keyboard.press("Escape")
    expect(note).not_to_be_visible()
    term.focus()
    expect(note).to_be_visible()
    expect(term).to_have_attribute("aria-describedby", "site-note")
    reader.keyboard.press("Escape")
    reader.keyboard.press("Enter")
    expect(note).to_be_visible()


def test_the_keyboard_reaches_the_text_first_and_shows_where_it_is(
    desk: Desk, reader: Page
) -> None:
    reader.goto(desk.url("autograd/leaf.md"))
    reader.keyboard.press("Tab")
    focused = reader.locator(":focus-visible")
    expect(focused).to_have_text("Skip to content")
    for _ in range(4):
        reader.keyboard.press("Tab")
        ring = focused.evaluate("e => getComputedStyle(e).outlineStyle")
        assert ring != "none", f"no focus ring: {focused.evaluate('e => e.outerHTML')[:120]}"


# ---- The measuring, seen to catch what it is for ----

PICTURE = """<body style="background: #fff; color: #222"><article><figure>
<svg width="100" height="50" viewBox="0 0 100 50"><title>A box</title>
<rect width="100" height="50" fill="{box}"/><text x="20" y="30" fill="{ink}">words</text></svg>
</figure><p {style}>Prose.</p>{extra}</article></body>"""


def planted(desk: Desk, page: Page, folder: Path, **fault: str) -> View:
    parts = {"box": "#fff", "ink": "#222", "style": "", "extra": ""} | fault
    (folder / "index.html").write_text(PICTURE.format(**parts))
    (folder / "favicon.ico").touch()
    with served(folder) as address:
        return look(page, f"{address}/")


def test_a_sound_picture_on_a_sound_page_passes(desk: Desk, reader: Page, tmp_path: Path) -> None:
    view = planted(desk, reader, tmp_path)
    assert not view.errors
    assert not view.strangers
    assert not view.measured["wide"]
    [picture] = view.measured["pictures"]
    assert picture["texts"][0]["contrast"] > 10


def test_words_that_fade_into_their_box_are_caught(
    desk: Desk, reader: Page, tmp_path: Path
) -> None:
    [picture] = planted(desk, reader, tmp_path, box="#333").measured["pictures"]
    assert picture["texts"][0]["contrast"] < 1.5


def test_faint_prose_is_caught(desk: Desk, reader: Page, tmp_path: Path) -> None:
    view = planted(desk, reader, tmp_path, style='style="color: #999"')
    assert view.measured["faint"] == ["Prose. (2.8)"]


def test_a_page_that_is_too_wide_is_caught(desk: Desk, reader: Page, tmp_path: Path) -> None:
    view = planted(desk, reader, tmp_path, style='style="width: 2000px"')
    assert view.measured["wide"] == ["<p> Prose."]
    assert view.measured["overflow"] > 0


def test_a_picture_that_cannot_be_heard_is_caught(desk: Desk, reader: Page, tmp_path: Path) -> None:
    planted(desk, reader, tmp_path, extra='<img src="data:," width="9">')
    assert any(fault.startswith("image-alt") for fault in axe_faults(reader))


def test_a_script_that_fails_is_caught(desk: Desk, reader: Page, tmp_path: Path) -> None:
    view = planted(desk, reader, tmp_path, extra="<script>nothing.here()</script>")
    assert any("nothing is not defined" in error for error in view.errors)


def test_a_request_to_a_stranger_is_caught(desk: Desk, reader: Page, tmp_path: Path) -> None:
    view = planted(desk, reader, tmp_path, extra='<img src="http://stranger.invalid/a.png">')
    assert view.strangers == ["http://stranger.invalid/a.png"]
