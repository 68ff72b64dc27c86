"""Who loaded which indices, and in which order the batches came out."""

from apart.draw import lanes

AFTER = "who"


def draw(page) -> str:
    rows = {"worker 0": [], "worker 1": [], "your loop": []}
    for k, worker, indices in page.rows:
        rows[f"worker {worker}"].append((k, str(indices)))
        rows["your loop"].append((k, f"batch {k}"))
    return lanes(rows, title="Six batches dealt to two workers")
