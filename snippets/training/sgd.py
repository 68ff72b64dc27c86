"""SGD: written by hand, and equal to PyTorch's over a hundred steps."""

# --8<-- [start:limit]
import torch
from torch import nn

for lr in (1 / 16, 1 / 8, 1 / 4, 1 / 2):
    w, path = 1.0, []
    for _ in range(4):
        w -= lr * 4 * (2 * w - 8)  # the gradient of (2w - 8)²
        path.append(w)
    print(f"lr {lr:<6}", path)
# --8<-- [end:limit]


# --8<-- [start:class]
class SGD:
    def __init__(self, params, lr, momentum=0, nesterov=False, weight_decay=0):
        self.params, self.lr, self.buffers = list(params), lr, {}
        self.momentum, self.nesterov = momentum, nesterov
        self.weight_decay = weight_decay

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.add_(self.direction(p, p.grad), alpha=-self.lr)

    # --8<-- [end:class]

    # --8<-- [start:direction]
    def direction(self, p, grad):
        if self.weight_decay:
            grad = grad.add(p, alpha=self.weight_decay)
        if not self.momentum:
            return grad
        if p in self.buffers:
            self.buffers[p].mul_(self.momentum).add_(grad)
        else:
            self.buffers[p] = grad.clone()
        if self.nesterov:
            return grad.add(self.buffers[p], alpha=self.momentum)
        return self.buffers[p]


# --8<-- [end:direction]


# --8<-- [start:compare]
def run(kind, **options):
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
    optimizer = kind(net.parameters(), **options)
    for _ in range(100):
        net.zero_grad()
        net(torch.randn(16, 4)).square().mean().backward()
        optimizer.step()
    return optimizer, list(net.parameters())


# --8<-- [end:compare]


# --8<-- [start:equal]
def compare(**options):
    (ours, a), (theirs, b) = run(SGD, **options), run(torch.optim.SGD, **options)
    pairs = list(zip(a, b))
    if "momentum" in options:
        buffers = [theirs.state[q]["momentum_buffer"] for q in b]
        pairs += zip([ours.buffers[p] for p in a], buffers)
    print(all(torch.equal(p, q) for p, q in pairs), len(pairs), options)


compare(lr=0.1)
compare(lr=0.1, weight_decay=0.01)
compare(lr=0.1, momentum=0.9)
compare(lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.01)
# --8<-- [end:equal]

# --8<-- [start:momentum]
w = torch.zeros(1)
optimizer = torch.optim.SGD([w], lr=1, momentum=0.5)
for gradient in (1, 1, 1, 1, 0, 0):
    before = w.clone()
    w.grad = torch.full((1,), float(gradient))
    optimizer.step()
    print(f"gradient {gradient}  moved {(w - before).item()}")
# --8<-- [end:momentum]


# --8<-- [start:valley]
def descend(momentum):
    steep, flat = torch.tensor(1.0), torch.tensor(1.0)
    optimizer = torch.optim.SGD([steep, flat], lr=0.1, momentum=momentum)
    path = []
    for _ in range(40):
        steep.grad, flat.grad = 16 * steep, 0.5 * flat
        optimizer.step()
        path.append((steep.item(), flat.item()))
    return path


paths = {m: descend(m) for m in (0, 0.5, 0.9)}
for momentum, path in paths.items():
    steep, flat = (round(value, 3) + 0.0 for value in path[-1])
    print(f"momentum {momentum:<3}  steep {steep:5}  flat {flat:6}")
# --8<-- [end:valley]

# --8<-- [start:trap]
w = torch.zeros(1)
optimizer = torch.optim.SGD([w], lr=1, momentum=0.5)
buffer, theirs, textbook = 0.0, [], []
for lr in (1, 1, 1, 0.125, 0.125, 0.125):
    buffer = 0.5 * buffer + lr * 1.0  # the learning rate is inside
    textbook.append(round(buffer, 3))

    optimizer.param_groups[0]["lr"] = lr
    w.grad, before = torch.ones(1), w.clone()
    optimizer.step()
    theirs.append(round((before - w).item(), 3))
print("PyTorch: ", theirs)
print("textbook:", textbook)
# --8<-- [end:trap]

# --8<-- [start:decay]
w = torch.ones(1)
optimizer = torch.optim.SGD([w], lr=0.1, weight_decay=0.1)
for _ in range(100):
    w.grad = torch.zeros(1)
    optimizer.step()
print(f"{w.item():.3f} {(1 - 0.1 * 0.1) ** 100:.3f}")
# --8<-- [end:decay]
