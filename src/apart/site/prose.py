"""A page's Markdown without what only this site's theme understands."""

import posixpath
import re
import textwrap
from collections.abc import Callable
from pathlib import Path

from apart.markdown import Include
from apart.sections import find_sections, section_text

_HEADING_ID = re.compile(r"^(#{1,6} .*?)[ \t]*\{[^}\n]*\}[ \t]*$", re.MULTILINE)
_FIGURE = re.compile(r'<figure>\n--8<-- "(?P<svg>[^"]+\.svg)"\n(?P<rest>.*?)</figure>', re.DOTALL)
_CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>", re.DOTALL)
_BLOCK = re.compile(
    r'^(?:!!!|\?\?\?\+?) \w+(?: "(?P<title>[^"]*)")?\n(?P<body>(?:(?: {4}.*)?\n)*)', re.MULTILINE
)
_INCLUDE = re.compile(r'^[ ]*--8<-- "[^"]+"$', re.MULTILINE)
_INFO = re.compile(r"^( *`{3,} *\w*) *\{[^}\n]*\}", re.MULTILINE)
_DIV = re.compile(r"^</?div[^>]*>\n", re.MULTILINE)
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_LINK = re.compile(
    r"(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)"  # code, in which nothing is a link
    r"|\[(?P<words>[^\]]+)\]\((?P<target>(?!https?:|mailto:)[^)\s]+)\)",
    re.DOTALL,
)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>\s*<desc[^>]*>(.*?)</desc>", re.DOTALL)


def plain(text: str) -> str:
    """Drop front matter, divs and ids of headings; write boxes as a bold line and their text."""
    text = _HEADING_ID.sub(r"\1", _DIV.sub("", _FRONT.sub("", text)))
    return _INFO.sub(r"\1", _BLOCK.sub(_opened, text))


def _opened(block: re.Match[str]) -> str:
    return f"**{block['title'] or 'Note'}**\n\n{textwrap.dedent(block['body']).strip()}\n\n"


def with_pictures(text: str, shown: Callable[[str], str]) -> str:
    """Replace each figure by what `shown` makes of its picture's path, and its caption."""

    def words(figure: re.Match[str]) -> str:
        caption = _CAPTION.search(figure["rest"])
        return (
            f"{shown(figure['svg'])}\n\n*{' '.join(caption[1].split())}*\n"
            if caption
            else shown(figure["svg"])
        )

    return _FIGURE.sub(words, text)


def described(svg: str) -> str:
    """What a picture says to those who cannot see it."""
    found = _TITLE.search(svg)
    return f"{found[1]}. {found[2]}" if found else ""


def included(line: str, snippets: Path) -> str:
    """What the include in `line` puts there, dedented as the site shows it."""
    include = Include.parse(line)
    assert include is not None, line
    source = (snippets / include.path).read_text(encoding="utf-8")
    for section in find_sections(source, f"snippets/{include.path}"):
        if section.name == include.section:
            source = section_text(source, section)
    return textwrap.dedent(source).strip("\n")


def with_includes(text: str, snippets: Path) -> str:
    """The text with all its includes replaced by what they include."""

    def lines(found: re.Match[str]) -> str:
        indent = found[0][: len(found[0]) - len(found[0].lstrip())]
        return textwrap.indent(included(found[0].strip(), snippets), indent)

    return _INCLUDE.sub(lines, text)


def with_links(text: str, source: str, home: str, addresses: dict[str, str]) -> str:
    """The text with links between pages made to lead to the published site at `home`.

    Args:
        text: the page's Markdown.
        source: its path below the docs, such as `autograd/leaf.md`.
        home: the site's address; empty for none: the words stay, the links go.
        addresses: for each page's path its address below `home`.
    """

    def link(found: re.Match[str]) -> str:
        if found["ticks"]:
            return found[0]
        path, hash_, anchor = found["target"].partition("#")
        target = (
            posixpath.normpath(posixpath.join(posixpath.dirname(source), path)) if path else source
        )
        if not home or target not in addresses:
            return found["words"]
        return f"[{found['words']}]({home}{addresses[target]}{hash_}{anchor})"

    return _LINK.sub(link, text)
