"""Workers: processes with a copy of the dataset, and who loads which batch."""

# --8<-- [start:who]
from torch.utils.data import DataLoader, get_worker_info


class Numbers:
    asked = 0

    def __len__(self):
        return 12

    def __getitem__(self, index):
        self.asked += 1
        return index, get_worker_info().id, self.asked


two = {"num_workers": 2, "multiprocessing_context": "fork"}
numbers, rows = Numbers(), []
for k, batch in enumerate(DataLoader(numbers, batch_size=2, **two)):
    indices, worker, asked = (column.tolist() for column in batch)
    rows.append((k, worker[0], indices))
    print(f"batch {k}: {indices} by worker {worker}, asked {asked}")
print("in the main process:", numbers.asked)
# --8<-- [end:who]


# --8<-- [start:ahead]
class Noted:
    def __iter__(self):
        for index in range(12):
            drawn.append(index)
            yield index


for factor in (1, 2, 4):
    drawn = []
    loader = DataLoader(numbers, sampler=Noted(), prefetch_factor=factor, **two)
    batches = iter(loader)
    start = len(drawn)
    next(batches)
    print(f"prefetch_factor {factor}: {start}, then {len(drawn)}")
    list(batches)
# --8<-- [end:ahead]


# --8<-- [start:trap]
class Staged(Numbers):
    stage = 0

    def __getitem__(self, index):
        return self.stage


for persistent in (False, True):
    staged = Staged()
    loader = DataLoader(staged, 12, persistent_workers=persistent, **two)
    seen = []
    for staged.stage in range(3):
        (batch,) = loader
        seen.append(batch[0].item())
    print(f"persistent_workers={persistent!s:5} saw stage", seen)
del loader  # and its workers with it
# --8<-- [end:trap]

# --8<-- [start:spawn]
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

SCRIPT = """
import multiprocessing
print("runs as", __name__, flush=True)
if {condition}:
    context = multiprocessing.get_context("spawn")
    worker = context.Process(target=print, args=("the worker works",))
    worker.start()
    worker.join()
"""


def run(condition):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "train.py")
        path.write_text(SCRIPT.format(condition=condition))
        command = [sys.executable, path]
        done = subprocess.run(command, capture_output=True, text=True)
    print(done.stdout, end="")
    if message := done.stderr.partition("RuntimeError:")[2]:
        print("RuntimeError:", " ".join(message.split()[:19]))


run("True")
# --8<-- [end:spawn]

# --8<-- [start:guard]
run("__name__ == '__main__'")
try:
    pickle.dumps(lambda batch: batch)
except (pickle.PicklingError, AttributeError) as error:
    print(type(error).__name__)
# --8<-- [end:guard]
