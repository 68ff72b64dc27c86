"""The length of Adam's steps, after a gradient a hundred times too large, early and late."""

from apart.draw import curves

AFTER = "spike"


def draw(page) -> str:
    return curves(
        {
            "in step 20": list(enumerate(page.early[:200], -20)),
            "in step 3000": list(enumerate(page.late[2980:], -20)),
        },
        title="One gradient of 100 among gradients of 1",
        x="steps after it",
        y="moved",
    )
