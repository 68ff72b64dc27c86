"""A graph instead of code: torch.export, ONNX, and what is left of TorchScript."""

# /// script
# [tool.apart]
# time-limit = 60
# ///

# --8<-- [start:export]
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden, self.out = nn.Linear(4, 8), nn.Linear(8, 2)

    def forward(self, x):
        return self.out(torch.relu(self.hidden(x)))


torch.manual_seed(0)
model, x = Net().eval(), torch.randn(3, 4)
program = torch.export.export(model, (x,))
for node in program.graph.nodes:
    print(f"{node.op:13} {node.name:15} {node.target}")
# --8<-- [end:export]

# --8<-- [start:shape]
try:
    program.module()(torch.randn(5, 4))
except AssertionError as error:
    print(error)

batch = torch.export.Dim("batch")
program = torch.export.export(model, (x,), dynamic_shapes=({0: batch},))
print(program.module()(torch.randn(5, 4)).shape)
# --8<-- [end:shape]

# --8<-- [start:file]
import io

file = io.BytesIO()
torch.export.save(program, file)
del Net  # nobody needs the class any more
file.seek(0)
loaded = torch.export.load(file).module()
print(torch.equal(loaded(x), model(x)))
# --8<-- [end:file]


# --8<-- [start:branch]
import contextlib
import logging


class Absolute(nn.Module):
    def forward(self, x):
        return x if x.sum() > 0 else -x


ones = torch.ones(2)
logging.disable()  # it would log and print the graph so far
try:
    with contextlib.redirect_stderr(io.StringIO()):
        torch.export.export(Absolute(), (ones,))
except Exception as error:
    print(type(error).__name__, str(error).split(" (")[0])
logging.disable(logging.NOTSET)
# --8<-- [end:branch]

# --8<-- [start:trap]
import warnings

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    traced = torch.jit.trace(Absolute(), (ones,))
print(traced(-ones), Absolute()(-ones))
for name in sorted({each.category.__name__ for each in caught}):
    print(name)
# --8<-- [end:trap]


# --8<-- [start:cond]
class Branches(nn.Module):
    def forward(self, x):
        return torch.cond(x.sum() > 0, lambda x: x.clone(), torch.neg, (x,))


both = torch.export.export(Branches(), (ones,)).module()
print(both(ones), both(-ones))
# --8<-- [end:cond]

# --8<-- [start:onnx]
import onnxruntime

onnx = torch.onnx.export(model, (x,), dynamic_shapes=({0: batch},), verbose=False)
file = io.BytesIO()
onnx.save(file)
session = onnxruntime.InferenceSession(file.getvalue())
(result,) = session.run(None, {"x": x.numpy()})

print([node.op_type for node in onnx.model.graph])
print(torch.allclose(torch.from_numpy(result), model(x), atol=1e-6))
# --8<-- [end:onnx]
