"""One storage of twelve cells, and the four tensors that read it."""

from apart.draw import strip

AFTER = "parts"


def draw(page) -> str:
    return strip(page.tensors, title="One storage, four tensors")
