"""The storage that contiguous() makes for a.t(): its elements in their own order."""

from apart.draw import strip

AFTER = "free"


def draw(page) -> str:
    return strip({"copy": page.copy}, title="What a.t().contiguous() made")
