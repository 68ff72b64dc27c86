"""The built site holds together: links, ids, titles, pictures; and it asks nobody else."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.support.site import (
    DOCS,
    ROOT,
    Page,
    Site,
    css_addresses,
    html_path,
    leaves,
    markdown_pages,
    navigation,
    settings,
    torch_tag,
)

PAGES = markdown_pages()
CHAPTER_PAGES = [page for page in PAGES if "/" in page]
PYTORCH_SOURCE = re.compile(
    r"https?://(?:github\.com/pytorch/pytorch/(?:blob|tree|raw)"
    r"|raw\.githubusercontent\.com/pytorch/pytorch)/([^/#?]+)"
)


# ---- What can be wrong with a page. Each gives one line for each fault. ----


def broken_links(site: Site, page: Page) -> Iterable[str]:
    for link in page.links():
        found = site.find(page, link)
        if found is None:
            continue
        file, fragment = found
        if not file.is_file():
            yield f"{page}: the link {link!r} leads nowhere. Mend its path, or take it out."
        elif fragment and file in site.by_file and fragment not in site.by_file[file].ids:
            target = site.by_file[file]
            yield (
                f"{page}: the link {link!r} names a heading that {target} does not have. "
                f"Its ids: {', '.join(i for i in target.ids if not i.startswith('__'))}."
            )


def headings_without_own_id(site: Site, page: Page) -> Iterable[str]:
    named = set(re.findall(r"\{#([\w-]+)[^}]*\}", page.markdown))
    for heading in page.article.find_all(["h2", "h3"]):
        if heading.get("id") not in named:
            text = heading.get_text().rstrip("¶")
            yield f"{page}: the heading {text!r} has no fixed id. Write `## {text} {{#one-word}}`."


def repeated_ids(site: Site, page: Page) -> Iterable[str]:
    for name, times in Counter(page.ids).items():
        if times > 1:
            yield f"{page}: the id {name!r} stands on the page {times} times. Rename all but one."


def pictures_without_words(site: Site, page: Page) -> Iterable[str]:
    for number, svg in enumerate(page.article.select("svg:not([aria-hidden])"), 1):
        for part in ("title", "desc"):
            found = svg.find(part)
            if found is None or not found.get_text(strip=True):
                yield (
                    f"{page}: picture {number} has no <{part}>, so that who cannot see it learns "
                    "nothing. Draw it with apart.draw and record it anew."
                )
        if svg.find_parent("figure") is None:
            yield f"{page}: picture {number} stands outside a <figure>. Put it into one."


def requests_to_others(site: Site, page: Page) -> Iterable[str]:
    for address in page.fetched():
        if leaves(address):
            yield f"{page}: showing it asks {address}. Keep the file in docs/en/assets instead."


def untitled(site: Site, page: Page) -> Iterable[str]:
    if not page.title:
        yield f"{page}: no title. Begin it with `# Title`."
    if len(page.description) < 20:
        yield (
            f"{page}: its description, {page.description!r}, says too little. "
            "It is the first paragraph: open with two or three sentences."
        )


def source_links_to_another_version(site: Site, page: Page) -> Iterable[str]:
    for link in page.links():
        if (match := PYTORCH_SOURCE.match(link)) and match[1] != torch_tag():
            yield (
                f"{page}: {link} names {match[1]}, and the outputs were recorded with "
                f"{torch_tag()}. Check what the file says at that tag, and link it there."
            )


def commands_without_snippet(site: Site, page: Page) -> Iterable[str]:
    for command in page.article.select(".site-run code"):
        script = command.get_text().split()[-1]
        if not (ROOT / script).is_file():
            yield f"{page}: it tells to run {script}, which is not there."


CHECKS: list[Callable[[Site, Page], Iterable[str]]] = [
    broken_links,
    headings_without_own_id,
    repeated_ids,
    pictures_without_words,
    requests_to_others,
    untitled,
    source_links_to_another_version,
    commands_without_snippet,
]


def told(problems: Iterable[str]) -> None:
    if listed := list(problems):
        pytest.fail("\n".join(listed), pytrace=False)


def page_of(site: Site, name: str) -> Page:
    return site.by_file[site.root / html_path(name)]


# ---- The site as it is ----


def test_the_site_builds_without_a_warning(build: Site | str) -> None:
    told([build] if isinstance(build, str) else build.warnings)


@pytest.mark.parametrize("name", PAGES)
def test_every_link_and_every_heading_that_it_names_exists(site: Site, name: str) -> None:
    told(broken_links(site, page_of(site, name)))


def test_the_page_for_lost_readers_leads_back(site: Site) -> None:
    lost = site.by_file[site.root / "404.html"]
    told(broken_links(site, lost))
    assert lost.article.find("a", href=True), "overrides/404.html: it should link the front page"


@pytest.mark.parametrize("name", CHAPTER_PAGES)
def test_every_heading_has_the_id_that_its_writer_gave_it(site: Site, name: str) -> None:
    told(headings_without_own_id(site, page_of(site, name)))


@pytest.mark.parametrize("name", PAGES)
def test_no_id_stands_twice_on_a_page(site: Site, name: str) -> None:
    told(repeated_ids(site, page_of(site, name)))


@pytest.mark.parametrize("name", PAGES)
def test_every_picture_says_in_words_what_it_shows(site: Site, name: str) -> None:
    told(pictures_without_words(site, page_of(site, name)))


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_a_title_and_a_description(site: Site, name: str) -> None:
    told(untitled(site, page_of(site, name)))


def test_no_two_pages_share_a_title_or_a_description(site: Site) -> None:
    pages = [page_of(site, name) for name in PAGES]
    for what in ("title", "description"):
        first: dict[str, Page] = {}
        for page in pages:
            other = first.setdefault(getattr(page, what), page)
            assert other is page, f"{page} and {other} have the same {what}: change one."


@pytest.mark.parametrize("name", PAGES)
def test_links_into_the_source_of_pytorch_name_the_recorded_version(site: Site, name: str) -> None:
    told(source_links_to_another_version(site, page_of(site, name)))


def test_nothing_is_fetched_from_anyone_else(site: Site) -> None:
    told(fault for page in site.pages for fault in requests_to_others(site, page))
    for style in site.styles():
        asked = [url for url in css_addresses(style.read_text(encoding="utf-8")) if leaves(url)]
        assert not asked, f"{style.relative_to(site.root)} asks {asked}: keep the file here instead"


def test_every_page_is_in_the_navigation_once_and_the_navigation_names_no_other() -> None:
    named = Counter(navigation(settings()["nav"]))
    outside = sorted(set(PAGES) - set(named))
    assert not outside, f"add to `nav` in mkdocs.yml: {', '.join(f'docs/en/{p}' for p in outside)}"
    missing = sorted(set(named) - {p.relative_to(DOCS).as_posix() for p in DOCS.rglob("*")})
    assert not missing, f"`nav` in mkdocs.yml names pages that are not in docs/en: {missing}"
    twice = [page for page, times in named.items() if times > 1]
    assert not twice, f"`nav` in mkdocs.yml names twice: {twice}"


@pytest.mark.parametrize("name", CHAPTER_PAGES)
def test_a_page_with_a_snippet_says_how_to_run_it_and_what_recorded_it(
    site: Site, name: str
) -> None:
    page, stem = page_of(site, name), name.removesuffix(".md")
    told(commands_without_snippet(site, page))
    if f'--8<-- "{stem}.py' in page.markdown:
        text = page.article.get_text(" ")
        for words in (f"python snippets/{stem}.py", "min to read", torch_tag().removeprefix("v")):
            assert words in text, f"{page}: no {words!r}; see overrides/partials/content.html"


# ---- Each check, seen to catch what it is for ----

GOOD = """<title>Leaf tensors</title><meta name="description" content="Which tensors get a .grad?">
<article><h1 id="top">Leaf</h1><h2 id="who">Who</h2><a href="#who">who</a> <a href="/">front</a>
<figure><svg><title>A graph</title><desc>x to y</desc></svg></figure>
<a href="https://github.com/pytorch/pytorch/blob/TAG/README.md">source</a></article>"""

FAULTS = [
    (broken_links, '<a href="../graph/">', "leads nowhere"),
    (broken_links, '<a href="#whom">', "names a heading"),
    (broken_links, '<a href="/#missing">', "names a heading"),
    (headings_without_own_id, '<h2 id="by-machine">By machine</h2>', "no fixed id"),
    (repeated_ids, '<p id="who"></p>', "2 times"),
    (pictures_without_words, "<figure><svg><desc>x</desc></svg></figure>", "no <title>"),
    (pictures_without_words, "<figure><svg><title>x</title></svg></figure>", "no <desc>"),
    (pictures_without_words, "<svg><title>x</title><desc>x</desc></svg>", "outside a <figure>"),
    (requests_to_others, '<script src="https://cdn.invalid/a.js"></script>', "cdn.invalid"),
    (requests_to_others, '<link rel="preconnect" href="//fonts.invalid">', "fonts.invalid"),
    (requests_to_others, '<img srcset="a.png 1x, https://img.invalid/a.png 2x">', "img.invalid"),
    (requests_to_others, "<p style=\"background: url('http://a.invalid/b')\">", "a.invalid"),
    (requests_to_others, "<style>@import 'https://c.invalid/d.css'</style>", "c.invalid"),
    (
        source_links_to_another_version,
        '<a href="https://github.com/pytorch/pytorch/blob/main/README.md">',
        "names main",
    ),
    (
        commands_without_snippet,
        '<aside class="site-run"><code>python snippets/autograd/none.py</code></aside>',
        "not there",
    ),
]


def small_site(folder: Path, extra: str = "") -> tuple[Site, Page]:
    """Two pages; the second stands where docs/en/autograd/leaf.md would."""
    root, docs = folder / "site", folder / "docs"
    leaf = root / "autograd" / "leaf" / "index.html"
    for directory in (leaf.parent, docs / "autograd"):
        directory.mkdir(parents=True)
    leaf.write_text(GOOD.replace("TAG", torch_tag()).replace("</article>", f"{extra}</article>"))
    (root / "index.html").write_text("<title>Front</title><h1 id='front'>Front</h1>")
    (docs / "autograd" / "leaf.md").write_text("# Leaf\n\n## Who {#who}\n")
    site = Site(root, docs)
    return site, site.by_file[leaf]


@pytest.mark.parametrize("check", CHECKS)
def test_a_sound_page_passes(tmp_path: Path, check: Callable[..., Iterable[str]]) -> None:
    told(check(*small_site(tmp_path)))


@pytest.mark.parametrize(("check", "fault", "says"), FAULTS)
def test_a_planted_fault_is_caught_and_named(
    tmp_path: Path, check: Callable[..., Iterable[str]], fault: str, says: str
) -> None:
    problems = list(check(*small_site(tmp_path, fault)))
    assert len(problems) == 1, problems
    assert says in problems[0]
    assert problems[0].startswith("docs/en/autograd/leaf.md: ")


def test_a_page_without_words_is_caught(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<article><p>Short.</p></article>")
    site = Site(tmp_path)
    assert len(list(untitled(site, site.pages[0]))) == 2
