"""The storage of a[1:, pair]: its own."""

from apart.draw import strip

AFTER = "read"


def draw(page) -> str:
    name = "a[1:, pair]"
    return strip({name: page.made[name]}, title="An index tensor makes a storage of its own")
