"""A pavilion in its box, turned in four ways."""

from apart.draw import images

AFTER = "boxes"


def draw(page) -> str:
    return images(
        {name: image for name, (image, _) in page.seen.items()},
        boxes={name: boxes for name, (_, boxes) in page.seen.items()},
        title="A pavilion with several roofs, left of a lake, and a box around it",
        columns=2,
    )
