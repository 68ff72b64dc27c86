"""The storage of a, and six of its views."""

from apart.draw import strip

AFTER = "views"
SHOWN = ["a[1:]", "a[:, ::2]", "a.t()", "a.diagonal()", "a.unfold(1, 2, 1)", "a.expand(2, 3, 4)"]


def draw(page) -> str:
    views = {text: page.made[text] for text in SHOWN}
    return strip({"a": page.a, **views}, title="a and six views on one storage")
