"""The gradient of a yes that the model denies, by how sure it is."""

from apart.draw import curves


def draw(page) -> str:
    return curves(
        {
            name: [(z, page.slope(name, float(z), 1.0)[1]) for z in range(-45, 16)]
            for name in page.losses
        },
        title="The gradient of z, where the target is 1",
        x="z",
        y="gradient",
    )
