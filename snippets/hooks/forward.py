"""Forward hooks: functions of yours that a module calls with its output."""

# --8<-- [start:arguments]
import torch
from torch import nn


def keep(*arguments):
    seen.append(arguments)


layer, x, seen = nn.Linear(2, 1, bias=False), torch.ones(4, 2), []
handle = layer.register_forward_hook(keep)
y = layer(x)
module, args, output = seen[-1]
print(module is layer, args[0] is x, output is y)
print(type(args).__name__, len(args), args[0].shape, output.shape)
# --8<-- [end:arguments]

# --8<-- [start:kwargs]
layer(input=x)
print("args", seen[-1][1])

handle.remove()
handle = layer.register_forward_hook(keep, with_kwargs=True)
layer(input=x)
module, args, kwargs, output = seen[-1]
print("args", args, "kwargs", list(kwargs))
handle.remove()
# --8<-- [end:kwargs]

# --8<-- [start:return]
nn.init.constant_(layer.weight, 2.0)
layer.register_forward_hook(lambda m, args, out: out * 10)
layer.register_forward_hook(lambda m, args, out: print("sees", out.item()))

y = layer(torch.tensor([1.0, 3.0]))
y.backward()
print("y   ", y.item())
print("grad", layer.weight.grad.tolist())
# --8<-- [end:return]

# --8<-- [start:tuple]
gru = nn.GRU(input_size=2, hidden_size=3)
print([tuple(tensor.shape) for tensor in gru(x)])

with gru.register_forward_hook(lambda module, args, output: output * 2):
    print([tuple(tensor.shape) for tensor in gru(x)])
# --8<-- [end:tuple]


# --8<-- [start:trap]
inner, x, kept, means = nn.Identity(), torch.tensor([1.0, 3.0]), [], {}

for measure in (
    lambda module, args, output: kept.append(output.mean()),
    lambda module, args, output: means.setdefault("inner", output.mean()),
):
    with inner.register_forward_hook(measure):
        print(x + inner(x))
# --8<-- [end:trap]

assert kept[0] == means["inner"] == 2

# --8<-- [start:forward-skips]
fired, x = [], torch.ones(1, 4)
net = nn.Sequential(nn.Linear(4, 4), nn.ReLU())
attention = nn.MultiheadAttention(4, 1)  # out_proj, a Linear, is its child

for model in net, attention:
    for name, m in model.named_modules():
        m.register_forward_hook(lambda *_, n=name: fired.append(n or "self"))

for run in net, net.forward, lambda x: attention(x, x, x):
    run(x)
    print(fired)
    fired.clear()
# --8<-- [end:forward-skips]

# --8<-- [start:raises]
net = nn.Sequential(nn.Linear(2, 3), nn.Sequential(nn.ReLU(), nn.Linear(2, 1)))
names = {module: name or "net" for name, module in net.named_modules()}


def report(module, args, output):
    shape = None if output is None else tuple(output.shape)
    print(f"{names[module]:3} {tuple(args[0].shape)} -> {shape}")


for module in names:
    module.register_forward_hook(report, always_call=True)
try:
    net(torch.ones(4, 2))
except RuntimeError as error:
    print(error)
# --8<-- [end:raises]
