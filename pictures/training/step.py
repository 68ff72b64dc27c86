"""The weight over twelve steps: in order, never cleared, and one step late."""

from apart.draw import curves

AFTER = "missing"


def draw(page) -> str:
    orders = {
        "in order": "forward zero_grad backward step",
        "one step late": "forward step zero_grad backward",
        "never cleared": "forward backward step",
    }
    return curves(
        {name: list(enumerate([1.0, *page.train(order, 12)])) for name, order in orders.items()},
        title="One weight on its way to 4",
        x="step",
        y="w",
    )
