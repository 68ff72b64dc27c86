"""Hugging Face's datasets: a table on disk, and what a loader gets of it."""

# --8<-- [start:table]
import os

import torch

os.environ["HF_HUB_OFFLINE"] = "1"  # nothing here needs a network
from datasets import Dataset, disable_progress_bars, load_from_disk

disable_progress_bars()
pixels = torch.arange(8, dtype=torch.uint8).view(4, 2).numpy()
data = Dataset.from_dict({"pixels": pixels, "label": [0, 1, 0, 1]})
print(data.features)
print("[0]       ", data[0])
print("[:2]      ", data[:2])
print("['label'] ", data["label"])
# --8<-- [end:table]

# --8<-- [start:loader]
from torch.utils.data import DataLoader

for samples in data, data.with_format("torch"):
    batch = next(iter(DataLoader(samples, batch_size=3)))
    print(batch["pixels"], batch["label"])
# --8<-- [end:loader]

# --8<-- [start:dtype]
as_torch = data.with_format("torch")
chosen = {"columns": ["pixels"], "output_all_columns": True}
as_bytes = data.with_format("torch", **chosen, dtype=torch.uint8)
for samples in as_torch, as_bytes:
    batch = next(iter(DataLoader(samples, batch_size=4)))
    print(batch["pixels"].dtype, batch["pixels"].nbytes, batch["label"].dtype)
# --8<-- [end:dtype]

# --8<-- [start:memory]
import pickle
import tempfile
from pathlib import Path

folder = tempfile.TemporaryDirectory()
path = Path(folder.name)
large = {"pixels": torch.zeros(10_000, 100, dtype=torch.uint8).numpy()}
in_memory = Dataset.from_dict(large)
in_memory.save_to_disk(path / "large")
on_disk = load_from_disk(path / "large")
for samples in in_memory, on_disk:
    sent = len(pickle.dumps(samples)) / 1000
    print(type(samples.data).__name__, samples.data.nbytes, f"{sent:.0f} kB")
# --8<-- [end:memory]

# --8<-- [start:map]
in_memory = Dataset.from_dict({"text": ["a b", "c", "d e f"]})
in_memory.save_to_disk(path / "texts")
texts = load_from_disk(path / "texts")


def words(row):
    with (path / "log").open("a") as log:
        log.write("!")  # once for each call
    return {"n": len(row["text"].split())}


for samples in in_memory, in_memory, texts, texts:
    print(samples.map(words)["n"], (path / "log").stat().st_size, "calls")
# --8<-- [end:map]

# --8<-- [start:trap]
import sys

sys.path.insert(0, folder.name)
for code in "len(row['text'])", "len(row['text'].split())":
    line = f"def measure(row): return {{'n': {code}}}"
    (path / "own_tools.py").write_text(line)
    sys.modules.pop("own_tools", None)  # as in a new process
    import own_tools

    rows = [own_tools.measure(row)["n"] for row in texts]
    print("called:", rows, "mapped:", texts.map(own_tools.measure)["n"][:])
# --8<-- [end:trap]

# --8<-- [start:fixed]
anew = texts.map(own_tools.measure, load_from_cache_file=False)
print(anew["n"], texts.map(own_tools.measure)["n"])
# --8<-- [end:fixed]

# --8<-- [start:lazy]
import random


def noise(batch):
    asked.append(len(batch["text"]))
    return {"noise": [random.random() for _ in batch["text"]]}


asked = []
for samples in texts.map(noise, batched=True), texts.with_transform(noise):
    epochs = [samples[:]["noise"] for _ in range(2)]
    print("repeats:", epochs[0] == epochs[1], "asked for:", asked)
print(len(list(DataLoader(samples, batch_size=2))), asked)
# --8<-- [end:lazy]

# --8<-- [start:stream]
two = {"num_workers": 2, "multiprocessing_context": "fork"}
numbers = Dataset.from_dict({"n": range(8)})
for samples in numbers, numbers.to_iterable_dataset(num_shards=2):
    loader = DataLoader(samples, batch_size=2, **two)
    print([batch["n"].tolist() for batch in loader])
folder.cleanup()
# --8<-- [end:stream]
