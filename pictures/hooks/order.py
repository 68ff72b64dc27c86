"""The run in which all kinds of hooks fire, a lane for each module."""

from apart.draw import lanes

AFTER = "all"


def draw(page) -> str:
    rows = {"net": [], "first": [], "second": []}
    for number, (name, kind, _) in enumerate(page.log, 1):
        rows[name].append((number, kind.replace("full ", "")))
    return lanes(rows, title="Every kind of hook in one run, in the order of firing")
