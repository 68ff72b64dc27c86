"""Features: a network's inner outputs, and what becomes of what you stored."""

# --8<-- [start:run]
from contextlib import ExitStack
from functools import partial

import torch
from torchvision.models import resnet18

torch.manual_seed(0)
model, image = resnet18().eval(), torch.rand(1, 3, 64, 64)


def run(hook, *names):
    with ExitStack() as stack:  # leaving it removes the hooks
        for name in names:
            register = model.get_submodule(name).register_forward_hook
            stack.enter_context(register(partial(hook, name)))
        model(image)


# --8<-- [end:run]

# --8<-- [start:shapes]
found = {}


def store(name, module, args, output):
    found[name] = output


run(store, "layer1", "layer2", "layer3", "layer4")
for name, output in found.items():
    print(name, tuple(output.shape))
# --8<-- [end:shapes]

# --8<-- [start:behind]
own = [t.data_ptr() for t in model.state_dict().values()]


def behind(output):
    nodes, held = [output.grad_fn], {}
    for node in nodes:  # the list grows while we go through it
        nodes += {n for n, _ in node.next_functions if n} - set(nodes)
        for name in dir(node):
            kept = getattr(node, name) if "_saved_" in name else None
            if torch.is_tensor(kept) and kept.data_ptr() not in own:
                held[kept.data_ptr()] = kept.nbytes
    return sum(held.values()) // 1024


# --8<-- [end:behind]

# --8<-- [start:kept]
for name, output in found.items():
    print(f"{name}: {output.nbytes // 1024:2} KiB, behind it {behind(output)}")
# --8<-- [end:kept]


# --8<-- [start:overwritten]
def detach(name, module, args, output):
    found[name] = output.detach(), output._version


found = {}
run(detach, "bn1", "relu", "layer1.0.bn2", "layer1.0")
for name, (output, version) in found.items():
    print(f"{name:12} below zero: {(output < 0).any().item()!s:5}", end=" ")
    print("version", version, "then", output._version)
# --8<-- [end:overwritten]

# --8<-- [start:cloned]
clone = lambda name, *call: found.update({name: call[-1].clone()})
found = {}
run(clone, "bn1", "layer1.0.bn2")
for name, output in found.items():
    print(f"{name:12} below zero: {(output < 0).any().item()}")
# --8<-- [end:cloned]

# --8<-- [start:twice]
fired = []
run(lambda *call: fired.append(call[-1]), "layer1.0.relu", "layer1.0")
print(fired[0] is fired[1], fired[1] is fired[2])
# --8<-- [end:twice]


# --8<-- [start:stop]
class Reached(Exception): ...


def stop(name, module, args, output):
    raise Reached(name)


calls = []
for conv in (m for m in model.modules() if isinstance(m, torch.nn.Conv2d)):
    conv.register_forward_hook(lambda *call: calls.append(call[0]))
try:
    run(stop, "layer2")
except Reached as reached:
    print(reached, len(calls))
# --8<-- [end:stop]

# --8<-- [start:extractor]
from torchvision.models.feature_extraction import create_feature_extractor

names = ["bn1", "layer1.0.relu", "layer1.0.bn2", "layer1.0.relu_1", "layer2"]
extractor = create_feature_extractor(model, names)
calls.clear()
for name, output in extractor(image).items():
    print(f"{name:15} below zero: {(output < 0).any().item()}")
print(len(calls), "convolutions")
# --8<-- [end:extractor]

assert torch.equal(extractor(image)["layer1.0.bn2"], found["layer1.0.bn2"])
