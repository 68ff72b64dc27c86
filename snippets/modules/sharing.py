"""Shared weights: one parameter under two names, and what unties them."""

# --8<-- [start:class]
import torch
from torch import nn


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(5, 3)
        self.head = nn.Linear(3, 5, bias=False)
        self.head.weight = self.embed.weight

    def forward(self, tokens):
        return self.head(self.embed(tokens))


# --8<-- [end:class]

# --8<-- [start:tie]
model = Tied()
print([name for name, _ in model.named_parameters()])
print(list(model.state_dict()))
# --8<-- [end:tie]

# --8<-- [start:gradient]
tokens = torch.tensor([1, 2])
apart = Tied()
apart.load_state_dict(model.state_dict())
apart.head.weight = nn.Parameter(apart.embed.weight.detach().clone())

model(tokens).sum().backward()
apart(tokens).sum().backward()
parts = apart.embed.weight.grad, apart.head.weight.grad
print(torch.allclose(model.embed.weight.grad, parts[0] + parts[1]))
# --8<-- [end:gradient]

# --8<-- [start:tied]
import copy


def tied(model):
    a, b = model.embed.weight, model.head.weight
    return f"same object {a is b!s:5}  memory {a.data_ptr() == b.data_ptr()}"


def loaded(state, assign):
    other = Tied()
    other.load_state_dict(state, assign=assign)
    return other


# --8<-- [end:tied]

# --8<-- [start:lasts]
state = model.state_dict()
copies = {key: value.clone() for key, value in state.items()}
for what, other in {
    "deepcopy": copy.deepcopy(model),
    "double": Tied().double(),
    "from meta": Tied().to("meta").to_empty(device="cpu"),
    "load": loaded(state, assign=False),
    "assign": loaded(state, assign=True),
    "assign copies": loaded(copies, assign=True),
}.items():
    print(f"{what:14} {tied(other)}")
# --8<-- [end:lasts]


# --8<-- [start:step]
def step(assign, optimizer_type):
    torch.manual_seed(0)
    source, model = Tied(), Tied()
    model.load_state_dict(source.state_dict(), assign=assign)
    optimizer = optimizer_type(model.parameters(), lr=0.1)
    before = model.embed.weight.detach().clone()
    loss = nn.functional.cross_entropy(model(tokens), torch.tensor([2, 3]))
    loss.backward()
    optimizer.step()
    return (model.embed.weight - before).detach()


# --8<-- [end:step]

# --8<-- [start:trap]
for kind in torch.optim.SGD, torch.optim.Adam:
    ratio = step(True, kind) / step(False, kind)
    print(kind.__name__, ratio.abs().round(decimals=2), sep="\n")
# --8<-- [end:trap]

# --8<-- [start:fixed]
model = loaded(Tied().state_dict(), assign=True)
model.head.weight = model.embed.weight
print(tied(model))
# --8<-- [end:fixed]

# --8<-- [start:module]
layer = nn.Linear(2, 2)
stack = nn.Sequential(layer, nn.ReLU(), layer)
print(stack)
print(len(list(stack.parameters())), list(stack.state_dict()))
# --8<-- [end:module]

# --8<-- [start:conflict]
model = Tied()
conflict = {"head.weight": torch.ones(5, 3), "embed.weight": torch.zeros(5, 3)}
print(model.load_state_dict(conflict), model.embed.weight[0, 0].item())
# --8<-- [end:conflict]
