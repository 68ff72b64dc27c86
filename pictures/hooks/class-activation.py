"""Four digits of the test set, and under each the map of its own class."""

from apart.draw import pixels

AFTER = "map"


def draw(page) -> str:
    images = {}
    for row in (7, 10, 6, 2):
        assert page.right[row]
        images[f"a {page.labels[row]}"] = page.images[row, 0]
    maps = {f"for {page.labels[row]}": page.maps[row] for row in (7, 10, 6, 2)}
    title = "Four digits, and where their scores come from"
    return pixels({**images, **maps}, mark=list(maps), title=title)
