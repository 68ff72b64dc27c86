"""Two steps of DDP on rank 0: which gradient is ready, and which bucket goes."""

import json
import tempfile
from functools import partial
from pathlib import Path

import torch.distributed as dist

from apart.draw import lanes

AFTER = "buckets"


def draw(page) -> str:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "events")
        page.launch(partial(note, page.watch, file))
        events = json.loads(file.read_text())
    rows = {"step": [], "ready": [], "sent": []}
    for position, (what, *names) in enumerate(events):
        short = [name.removesuffix(".weight") for name in names]
        rows[what].append((position, " ".join(short)))
    return lanes(rows, title="Gradients and buckets in the first two steps")


def note(watch, file):
    events = watch()
    if dist.get_rank() == 0:
        file.write_text(json.dumps(events))
