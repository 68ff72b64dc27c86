"""The learning curve of the run: training loss on the way and after each epoch, and validation."""

from apart.draw import curves

AFTER = "result"


def draw(page) -> str:
    names = ("on the way", "afterwards", "validation")
    return curves(
        {
            name: [(epoch, round(row[i], 3)) for epoch, row in enumerate(page.history)]
            for i, name in enumerate(names)
        },
        title="Learning to read digits",
        x="epoch",
        y="loss",
    )
