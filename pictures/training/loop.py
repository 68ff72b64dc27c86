"""The learning curve of the run: training loss while the weights moved, validation after."""

from apart.draw import curves

AFTER = "result"


def draw(page) -> str:
    return curves(
        {
            "train": [(i, round(row[0], 3)) for i, row in enumerate(page.history)],
            "validation": [(i, round(row[1], 3)) for i, row in enumerate(page.history)],
        },
        title="Learning to read digits",
        x="epoch",
        y="loss",
    )
