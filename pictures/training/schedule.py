"""Three schedules over fifty steps, as the optimizer saw them."""

from apart.draw import curves

AFTER = "kinds"


def draw(page) -> str:
    return curves(
        {name: list(enumerate(path)) for name, path in page.paths.items()},
        title="The learning rate over fifty steps",
        x="step",
        y="lr",
    )
