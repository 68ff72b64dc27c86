"""Accumulation: .grad is a sum, who adds to it, and when you want that."""

# --8<-- [start:add]
import torch

x = torch.tensor([1.0, 2.0])  # data
w = torch.tensor([3.0, 4.0], requires_grad=True)  # a weight

for step in range(3):
    loss = (w * x).sum()
    loss.backward()
    print(f"after pass {step + 1}:", w.grad)
# --8<-- [end:add]

# --8<-- [start:two-sums]
arrivals = []
w.grad = None
w.register_post_accumulate_grad_hook(lambda p: arrivals.append(p.grad.tolist()))

tied = (w * x).sum() + (w * 10).sum()  # one graph uses w twice
tied.backward()
print("one walk: ", arrivals)

arrivals.clear()
w.grad = None
for factor in (x, 10):  # two graphs use it once each
    (w * factor).sum().backward()
print("two walks:", arrivals)
# --8<-- [end:two-sums]

# --8<-- [start:log]
for clearing in ("nothing", "zeros", "None"):
    w.grad, log = None, []
    for factor in (1, 10, 100):
        (w * x * factor).sum().backward()
        log.append(w.grad)
        if clearing == "zeros":
            w.grad.zero_()
        elif clearing == "None":
            w.grad = None
    print(f"{clearing:8}", [g.tolist() for g in log])
# --8<-- [end:log]

w.grad = buffer = torch.zeros(2)  # a tensor of yours is added to in place, too
(w * x).sum().backward()
assert w.grad is buffer and torch.equal(buffer, x)

# --8<-- [start:none]
for set_to_none in (True, False):
    p = torch.ones(1, requires_grad=True)
    optimizer = torch.optim.SGD([p], lr=0.1, momentum=0.9)
    p.sum().backward()
    optimizer.step()

    optimizer.zero_grad(set_to_none=set_to_none)
    before = p.item()
    optimizer.step()  # no backward() in between
    print(f"grad={p.grad}, moved by {p.item() - before:.2f}")
# --8<-- [end:none]

# --8<-- [start:micro]
data = torch.tensor([1.0, 2.0, 3.0, 4.0, 20.0])  # five examples
scale = torch.tensor(1.0, requires_grad=True)


def gradient(size, weigh):
    scale.grad = None
    for part in data.split(size):
        loss = (scale * part).mean()
        (loss * weigh(part)).backward()
    return round(scale.grad.item(), 2)


print("one batch of 5:      ", gradient(5, lambda part: 1))
print("2 + 2 + 1, as it is: ", gradient(2, lambda part: 1))
print("2 + 2 + 1, loss / 3: ", gradient(2, lambda part: 1 / 3))
print("2 + 2 + 1, by number:", gradient(2, lambda part: len(part) / 5))
# --8<-- [end:micro]

# --8<-- [start:hand]
for wrong in (torch.ones(3), torch.ones(2, dtype=torch.float64), [1.0, 1.0]):
    try:
        w.grad = wrong
    except (RuntimeError, TypeError) as error:
        print(f"{type(error).__name__}: {str(error).split('.')[0]}")

w.grad = None
y = w * x
y.grad = torch.tensor([10.0, 10.0])  # y is no leaf: accepted all the same
y.sum().backward()
print("y.grad:", y.grad, " w.grad:", w.grad)
# --8<-- [end:hand]

# --8<-- [start:rounding]
for dtype in (torch.bfloat16, torch.float32):
    small = torch.zeros(1, dtype=torch.bfloat16, requires_grad=True)
    small.grad_dtype = dtype
    for _ in range(300):
        small.sum().backward()  # the gradient is 1, exactly
    print(small.grad_dtype, small.grad.item())
# --8<-- [end:rounding]
