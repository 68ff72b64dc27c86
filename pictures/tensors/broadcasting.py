"""The storage of a bias, and the same bias widened to four rows by a stride of 0."""

from apart.draw import strip

AFTER = "stride"


def draw(page) -> str:
    return strip(
        {"bias": page.bias, "wide": page.wide},
        notes={"wide": "each cell is read four times, so four gradients arrive"},
        title="Twelve elements in three cells",
    )
