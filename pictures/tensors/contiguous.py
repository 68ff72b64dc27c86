"""The storage of a, and the tensors that walk it in another order."""

from apart.draw import strip

AFTER = "free"


def draw(page) -> str:
    return strip(
        {"a": page.a, "turned": page.turned},
        title="a and a.t() on one storage",
    )
