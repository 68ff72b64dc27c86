"""Build it: a Module on which PyTorch's layers and ResNet run unchanged."""

# --8<-- [start:module]
import torch
from torch.nn import Parameter

HOMES = "_parameters", "_buffers", "_modules"


class Module:
    def __init__(self):
        vars(self).update({home: {} for home in HOMES}, training=True)

    def __getattr__(self, name):  # asked when Python has found nothing
        for home in HOMES:
            if name in vars(self).get(home, ()):
                return vars(self)[home][name]
        raise AttributeError(f"{type(self).__name__} has no attribute {name}")

    # --8<-- [end:module]

    # --8<-- [start:setattr]
    def __setattr__(self, name, value):
        own, homes = vars(self), [getattr(self, home) for home in HOMES]
        parameters, buffers, modules = homes
        home = own
        for taken in homes:
            if name in taken:
                home = taken
        if isinstance(value, Parameter):
            home = parameters
        elif isinstance(value, Module) and home is not parameters:
            home = modules
        elif home is not own and value is not None:
            if home is not buffers or not isinstance(value, torch.Tensor):
                raise TypeError(f"cannot assign {value!r} as {name!r}")
        for other in own, *homes:
            if other is not home:
                other.pop(name, None)
        home[name] = value

    # --8<-- [end:setattr]

    # --8<-- [start:register]
    def register_parameter(self, name, value):
        self._parameters[name] = value

    def register_buffer(self, name, value, persistent=True):
        self._buffers[name] = value

    def add_module(self, name, value):
        self._modules[name] = value

    def __call__(self, *args, **kwargs):
        return self.forward(*args, **kwargs)

    # --8<-- [end:register]

    # --8<-- [start:walk]
    def walk(self, prefix=""):
        yield prefix, self
        for name, child in self._modules.items():
            if child is not None:
                yield from child.walk(f"{prefix}{name}.")

    def modules(self):
        return list(dict.fromkeys(module for _, module in self.walk()))

    def train(self, mode=True):
        for module in self.modules():
            module.training = mode
        return self

    def eval(self):
        return self.train(False)

    # --8<-- [end:walk]

    # --8<-- [start:state]
    def parameters(self):
        found = (p for m in self.modules() for p in m._parameters.values())
        return [p for p in dict.fromkeys(found) if p is not None]

    def state_dict(self):
        state = {}
        for prefix, module in self.walk():
            for name, value in (module._parameters | module._buffers).items():
                if value is not None:
                    state[prefix + name] = value.detach()
        return state

    def load_state_dict(self, state):
        for name, value in self.state_dict().items():
            value.copy_(state[name])


# --8<-- [end:state]

# --8<-- [start:layers]
from importlib.util import find_spec, module_from_spec
from types import SimpleNamespace
from unittest.mock import patch

FILES = "activation batchnorm container conv linear normalization pooling"


def load(name):  # the installed file, run once more
    copy = module_from_spec(find_spec(name))
    copy.__loader__.exec_module(copy)
    return copy


nn = SimpleNamespace(Module=Module, init=torch.nn.init)
with patch.object(torch.nn.modules.module, "Module", Module):
    for file in FILES.split():
        layers = load(f"torch.nn.modules.{file}")
        vars(nn).update({n: getattr(layers, n) for n in layers.__all__})
# --8<-- [end:layers]

# --8<-- [start:resnet]
from torchvision.models import _api, resnet

with patch.object(torch, "nn", nn), patch.dict(_api.BUILTIN_MODELS, clear=True):
    ours = load("torchvision.models.resnet")

for kind in torch.nn.Conv2d, nn.Conv2d, resnet.ResNet, ours.ResNet:
    print(kind.__module__, kind.__name__, issubclass(kind, Module))
# --8<-- [end:resnet]


# --8<-- [start:equal]
def run(source):
    torch.manual_seed(0)
    model = source.resnet18()
    images = torch.randn(2, 3, 64, 64)
    return model, [model(images), model.eval()(images)]


def score(model, outputs=()):
    a, b = model.state_dict(), theirs.state_dict()
    same = sum(torch.equal(a[name], b[name]) for name in a)
    return len(a), same, *map(torch.equal, outputs, expected)


theirs, expected = run(resnet)
model, outputs = run(ours)
print("keys, equal, train, eval:", *score(model, outputs))
print("same order:", list(model.state_dict()) == list(theirs.state_dict()))
# --8<-- [end:equal]

# --8<-- [start:train]
images, labels = torch.randn(2, 3, 64, 64), torch.tensor([0, 1])
for net in model, theirs:
    optimizer = torch.optim.SGD(net.train().parameters(), lr=0.1)
    torch.nn.functional.cross_entropy(net(images), labels).backward()
    optimizer.step()
print("keys, equal:", *score(model))
print(theirs.load_state_dict(model.state_dict()))
fresh = ours.resnet18()
fresh.load_state_dict(theirs.state_dict())
print("keys, equal:", *score(fresh))
# --8<-- [end:train]

# --8<-- [start:without]
import inspect
import textwrap


def without(line):
    for method in filter(inspect.isfunction, vars(Module).values()):
        source = textwrap.dedent(inspect.getsource(method))
        if line in source:
            exec(source.replace(line, "pass"), globals(), made := {})
            return patch.multiple(Module, **made)


# --8<-- [end:without]

# --8<-- [start:break]
theirs, expected = run(resnet)
print(f"{'without':27} keys, equal, train, eval")
lines = ["home = parameters", "module.training = mode", "home = modules"]
lines += ["self._modules[name] = value", "home = taken"]
lines += ["other.pop(name, None)"]
for line in lines:
    with without(line):
        try:
            print(f"{line:27}", *score(*run(ours)))
        except RuntimeError as error:
            print(f"{line}\n  {error}")
# --8<-- [end:break]


# --8<-- [start:unmissed]
def restart(block):
    block.bn1.running_mean = torch.ones(64)


def widen(block):
    block.downsample = nn.Conv2d(64, 64, 1, bias=False)


def effect(change):
    block, x = ours.BasicBlock(64, 64).eval(), torch.ones(1, 64, 4, 4)
    before = block(x)
    change(block)
    same = "unchanged" if torch.equal(block(x), before) else "changed"
    return f"{len(block.state_dict())} keys, output {same}"


for change, line in zip([restart, widen], lines[-2:]):
    with without(line):
        print(f"{change.__name__:8} without the line: {effect(change)}")
    print(f"{change.__name__:8} with it: {effect(change)}")
# --8<-- [end:unmissed]


# --8<-- [start:double]
def double(module):
    for p in module.parameters():
        p.data = p.data.double()
    for part in module.modules():
        for name, b in part._buffers.items():
            if b is not None and b.is_floating_point():
                part._buffers[name] = b.double()
    return module


(theirs, _), (model, _) = run(resnet), run(ours)
expected = [theirs.double()(images.double())]
outputs = [double(model)(images.double())]
print("keys, equal, eval:", *score(model, outputs), outputs[0].dtype)
# --8<-- [end:double]
