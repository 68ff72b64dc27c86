"""Peak memory of one training step, by number of checkpointed segments."""

from apart.draw import bars

AFTER = "segments"


def draw(page) -> str:
    """Draw the peaks that the meter measured, with the lowest in the accent."""
    labels = {
        count: f"{count} segments" if count > 1 else ["no checkpoint", "1 segment"][count]
        for count in page.peaks
    }
    lowest = min(page.peaks, key=page.peaks.get)
    return bars(
        {labels[count]: peak for count, peak in page.peaks.items()},
        title="Peak memory of one step through 16 blocks",
        unit="KiB",
        mark=[labels[lowest]],
    )
