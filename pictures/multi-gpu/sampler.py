"""Nine samples dealt to two ranks, in batches of two."""

from apart.draw import lanes

AFTER = "deal"


def draw(page) -> str:
    rows = {}
    for rank in range(2):
        dealt = page.DistributedSampler(range(9), 2, rank, shuffle=False)
        batches = page.DataLoader(range(9), batch_size=2, sampler=dealt)
        rows[f"rank {rank}"] = [
            (step, f"samples {batch.tolist()}") for step, batch in enumerate(batches)
        ]
    return lanes(rows, title="Nine samples on two ranks, in batches of two")
