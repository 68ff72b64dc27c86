"""Adam: written by hand, equal to PyTorch's, and what its two averages remember."""

# --8<-- [start:first]
import torch
from torch import nn

w = torch.zeros(3)
w.grad = torch.tensor([1e-6, 1.0, 1e6])
torch.optim.Adam([w], lr=0.1, eps=1e-8).step()
print(w)
# --8<-- [end:first]


# --8<-- [start:class]
class Adam:
    def __init__(self, params, lr, weight_decay=0, decoupled=False):
        self.params, self.lr, self.steps = list(params), lr, 0
        self.weight_decay, self.decoupled = weight_decay, decoupled
        self.mean = [torch.zeros_like(p) for p in self.params]
        self.square = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.steps += 1
        for p, mean, square in zip(self.params, self.mean, self.square):
            self.update(p, p.grad, mean, square)

    # --8<-- [end:class]

    # --8<-- [start:update]
    def update(self, p, grad, mean, square, eps=1e-8):
        if self.decoupled:
            p.mul_(1 - self.lr * self.weight_decay)
        else:
            grad = grad.add(p, alpha=self.weight_decay)
        mean.lerp_(grad, 1 - 0.9)  # 0.9 of the old, 0.1 of the new
        square.mul_(0.999).addcmul_(grad, grad, value=1 - 0.999)
        start = 1 - 0.9**self.steps, 1 - 0.999**self.steps
        length = (square.sqrt() / start[1] ** 0.5).add_(eps)
        p.addcdiv_(mean, length, value=-self.lr / start[0])


# --8<-- [end:update]


# --8<-- [start:compare]
def run(kind, **options):
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
    optimizer = kind(net.parameters(), lr=0.01, **options)
    for _ in range(100):
        net.zero_grad()
        net(torch.randn(16, 4)).square().mean().backward()
        optimizer.step()
    return optimizer, list(net.parameters())


def compare(ours, theirs):
    (a, p), (b, q) = ours, theirs
    states = [b.state[t] for t in q]
    left = [*p, *a.mean, *a.square]
    right = [*q, *(s["exp_avg"] for s in states), *(s["exp_avg_sq"] for s in states)]
    return [torch.equal(s, t) for s, t in zip(left, right)]


# --8<-- [end:compare]

# --8<-- [start:equal]
same = compare(run(Adam), run(torch.optim.Adam))
same += compare(run(Adam, weight_decay=0.1), run(torch.optim.Adam, weight_decay=0.1))
options = {"weight_decay": 0.1}
same += compare(run(Adam, decoupled=True, **options), run(torch.optim.AdamW, **options))
print(all(same), len(same))
# --8<-- [end:equal]


# --8<-- [start:textbook]
class Textbook(Adam):
    def update(self, p, grad, mean, square, eps=1e-8):
        mean.mul_(0.9).add_(grad, alpha=0.1)
        square.mul_(0.999).addcmul_(grad, grad, value=0.001)
        corrected = mean / (1 - 0.9**self.steps), square / (1 - 0.999**self.steps)
        p -= self.lr * corrected[0] / (corrected[1].sqrt() + eps)


(_, ours), (_, theirs) = run(Textbook), run(torch.optim.Adam)
print([torch.equal(p, q) for p, q in zip(ours, theirs)])
print([torch.allclose(p, q, atol=1e-5) for p, q in zip(ours, theirs)])
# --8<-- [end:textbook]


# --8<-- [start:spike]
def spike(at):
    w, moves = torch.zeros(1, dtype=torch.float64), []
    optimizer = torch.optim.Adam([w], lr=0.1)
    for step in range(at + 180):
        before = w.item()
        w.grad = torch.full_like(w, 100 if step == at else 1)
        optimizer.step()
        moves.append(before - w.item())
    return moves


early, late = spike(20), spike(3000)
for after in (-1, 0, 1, 20, 40, 179):
    print(f"{after:3}  early {early[20 + after]:.3f}  late {late[3000 + after]:.3f}")
# --8<-- [end:spike]

# --8<-- [start:trap]
for kind in (torch.optim.Adam, torch.optim.AdamW):
    w = torch.ones(3)
    optimizer = kind([w], lr=0.01, weight_decay=0.1)
    for step in range(1000):
        w.grad = torch.tensor([0.1, 1.0, 10.0]) * (-1) ** step  # to and fro
        optimizer.step()
    print(f"{kind.__name__:5}  {[round(t, 2) for t in w.tolist()]}")
# --8<-- [end:trap]

# --8<-- [start:state]
net = nn.Linear(100, 100)
optimizer = torch.optim.Adam(net.parameters())
print(len(optimizer.state))
net(torch.ones(1, 100)).sum().backward()
optimizer.step()
state = optimizer.state[net.weight]
print({name: tuple(t.shape) for name, t in state.items()})
print(sum(t.nbytes for t in state.values()), "bytes for", net.weight.nbytes)
# --8<-- [end:state]
