"""The storage of y after first.mul_(10), and the three tensors that lie on it."""

from apart.draw import strip

AFTER = "counter"


def draw(page) -> str:
    tensors = {"y": page.y, "first": page.first, "rest": page.rest}
    return strip(
        tensors,
        notes={name: f"version {t._version}" for name, t in tensors.items()},
        title="One storage, three tensors, one version",
    )
