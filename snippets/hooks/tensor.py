"""Tensor hooks: the gradient of one tensor, on its way."""

# --8<-- [start:arguments]
import torch

w = torch.tensor(2.0, requires_grad=True)
h = 3 * w
loss = h * h + h

h.register_hook(lambda grad: print("h", grad))
loss.backward()
print("w", w.grad)
# --8<-- [end:arguments]


# --8<-- [start:triple]
def triple(*hooks):
    w = torch.tensor([1.0, 2.0], requires_grad=True)
    for hook in hooks:
        w.register_hook(hook)
    try:
        (3 * w).sum().backward()
        print(w.grad)
    except (RuntimeError, TypeError) as error:
        print(error)


# --8<-- [end:triple]

# --8<-- [start:return]
triple(lambda grad: 10 * grad, lambda grad: print("second", grad))
triple(lambda grad: 10.0)
triple(lambda grad: grad.sum())
# --8<-- [end:return]

# --8<-- [start:leaf]
w = torch.tensor(1.0, requires_grad=True)
w.register_hook(lambda grad: print("hook", grad, "w.grad", w.grad))
w.register_post_accumulate_grad_hook(lambda p: print("post", p is w, p.grad))

for _ in range(2):
    (3 * w).backward()
# --8<-- [end:leaf]

# --8<-- [start:value]
w = torch.tensor(2.0, requires_grad=True)
h = 1 * w
h.register_hook(lambda grad: print("before", grad))
h.mul_(5)
h.register_hook(lambda grad: print("after", grad))
h.backward()
# --8<-- [end:value]

# --8<-- [start:retain]
h = 1 * w
h.retain_grad()
h.mul_(5)
h.register_hook(lambda grad: 10 * grad)
h.backward()
print(h.grad)
# --8<-- [end:retain]

# --8<-- [start:fires]
w = torch.tensor([1.0, 2.0], requires_grad=True)
one, two = w.unbind()
w[0].register_hook(lambda grad: print("w[0]", grad))
one.register_hook(lambda grad: print("one", grad))
two.register_hook(lambda grad: print("two", grad))
(3 * one).backward()
# --8<-- [end:fires]

# --8<-- [start:refused]
data = torch.ones(2)
for register in data.register_hook, one.register_post_accumulate_grad_hook:
    try:
        register(print)
    except RuntimeError as error:
        print(error)
# --8<-- [end:refused]

# --8<-- [start:grad]
w = torch.tensor(2.0, requires_grad=True)
w.register_hook(lambda grad: 10 * grad)
print(torch.autograd.grad(3 * w, w))
# --8<-- [end:grad]


# --8<-- [start:fork]
def fork(place, hook, size=1):
    w = torch.ones(size, requires_grad=True)
    h = 2 * w
    k = 3 * w
    {"h": h, "k": k}[place].register_hook(hook)
    try:
        (h + k).sum().backward()
        print(place, w.grad)
    except RuntimeError as error:
        print(place, str(error).split(". ")[0])


# --8<-- [end:fork]

# --8<-- [start:trap]
fork("h", lambda grad: grad.mul_(10))
fork("k", lambda grad: grad.mul_(10))
fork("k", lambda grad: grad.mul_(10), size=2)
# --8<-- [end:trap]

# --8<-- [start:fixed]
fork("k", lambda grad: 10 * grad)
fork("k", lambda grad: 10 * grad, size=2)
# --8<-- [end:fixed]
