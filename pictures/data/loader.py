"""The events of a run through a loader: who is asked when, down to the batch."""

from apart.draw import lanes

AFTER = "log"


def draw(page) -> str:
    rows = {who: [] for who, _ in page.log}
    for place, (who, what) in enumerate(page.log):
        rows[who].append((place, what))
    rows["your loop"] = rows.pop("loop")
    return lanes(rows, title="Three samples in batches of two: who is asked when")
