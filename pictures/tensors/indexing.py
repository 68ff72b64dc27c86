"""The storage of a, and what slices and numbers take from it."""

from apart.draw import strip

AFTER = "read"


def draw(page) -> str:
    shown = {text: page.made[text] for text in ("a[1:]", "a[1:, 2]", "a[None, ..., 0]")}
    return strip({"a": page.a, **shown}, title="Numbers and slices read the storage of a")
