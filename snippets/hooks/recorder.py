"""The recorder: everything that happens in one training step, in order."""

# --8<-- [start:model]
import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, t = torch.ones(4, 2), torch.zeros(4, 1)
# --8<-- [end:model]

# --8<-- [start:hooks]
from torch.utils._python_dispatch import TorchDispatchMode


class Recorder(TorchDispatchMode):
    def __init__(self, model):
        super().__init__()
        self.tape = []
        for name, m in model.named_modules():
            text = f"{name} {type(m).__name__}".strip()
            m.register_forward_pre_hook(self.hook("module", f"> {text}"))
            m.register_forward_hook(self.hook("module", f"< {text}"))
        for name, p in model.named_parameters():
            p.register_post_accumulate_grad_hook(self.hook("gradient", name))

    def hook(self, lane, text):
        return lambda *_: self.tape.append((lane, text))

    # --8<-- [end:hooks]

    # --8<-- [start:operations]
    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        out = func(*args, **kwargs or {})
        if func.namespace == "aten":  # the others are the profiler's marks
            self.tape.append(("operation", func.__name__.split(".")[0]))
        return out

    # --8<-- [end:operations]

    # --8<-- [start:nodes]
    def follow(self, loss):
        found = [loss.grad_fn]
        for node in found:  # the list grows while we go through it
            node.register_prehook(self.hook("node", type(node).__name__))
            found += {n for n, _ in node.next_functions if n} - set(found)

    def cut(self):  # take what is on the tape
        piece, self.tape[:] = list(self.tape), []
        return piece


# --8<-- [end:nodes]


# --8<-- [start:forward]
def show(tape):
    columns = {"module": 0, "node": 0, "operation": 17, "gradient": 29}
    for lane, text in tape:
        print(" " * columns[lane] + text)


recorder = Recorder(model)
with recorder:
    loss = nn.functional.mse_loss(model(x), t)
forward = recorder.cut()
show(forward)
# --8<-- [end:forward]

# --8<-- [start:backward]
recorder.follow(loss)
with recorder:
    loss.backward()
walk = recorder.cut()
show(walk)
# --8<-- [end:backward]

# --8<-- [start:step]
before = [p._version for p in model.parameters()]
with recorder:
    optimizer.step()
    optimizer.zero_grad()
update = recorder.cut()
show(update)
print("versions", before, "->", [p._version for p in model.parameters()])
# --8<-- [end:step]


# --8<-- [start:frozen]
def train_once(model, recorder):
    with recorder:
        loss = nn.functional.mse_loss(model(x), t)
        recorder.follow(loss)
        loss.backward()
    model.zero_grad()
    return recorder.cut()


for name, frozen in {"no layer": [], "layer 0": [0], "layer 2": [2]}.items():
    for i in (0, 2):
        model[i].requires_grad_(i not in frozen)
    tape = train_once(model, recorder)
    arrived = [text for lane, text in tape if lane == "gradient"]
    print(f"{name} frozen: {tape.count(('operation', 'mm'))} mm, {arrived}")
# --8<-- [end:frozen]


# --8<-- [start:trap]
class Net(nn.Sequential):
    def forward(self, x):
        h = self[1](self[0](x))
        return self[2](h.data)  # the data is all that the layer needs?


net = Net(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
tape = train_once(net, Recorder(net))
print([text for lane, text in tape if lane == "gradient"])
# --8<-- [end:trap]

# --8<-- [start:found]
print("nodes:", [text for lane, text in tape if lane == "node"])
show(tape[tape.index(("module", "> 1 Tanh")) :][:6])
# --8<-- [end:found]
