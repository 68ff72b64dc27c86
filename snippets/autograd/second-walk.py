"""A second walk: what retain_graph=True is for, and three places where it is wrong."""

# --8<-- [start:shared]
import torch

x = torch.tensor([1.0, 2.0])
w = torch.tensor([3.0, 4.0], requires_grad=True)

for added in (False, True):
    w.grad, visits = None, []
    trunk = (w * x) ** 2
    trunk.grad_fn.register_hook(lambda *_: visits.append("trunk"))
    first, second = trunk.sum(), (3 * trunk).sum()
    for part in [first + second] if added else [first, second]:
        part.backward(retain_graph=not added)
    print(f"added={added!s:5} ", w.grad.tolist(), visits)
# --8<-- [end:shared]

# --8<-- [start:apart]
trunk = (w * x) ** 2
first, second = trunk.sum(), -3 * trunk[0]

one = torch.autograd.grad(first, w, retain_graph=True)[0]
two = torch.autograd.grad(second, w)[0]
print(one.tolist(), two.tolist(), "product", (one @ two).item())
# --8<-- [end:apart]

# --8<-- [start:carried]
for cut in (False, True):
    state = torch.zeros(2)
    for batch in range(3):
        visits = []
        state = torch.tanh(w * state + x)
        state.grad_fn.register_hook(lambda *_, batch=batch: visits.append(batch))
        state.sum().backward(retain_graph=not cut)
        print(f"cut={cut!s:5}  batch {batch} walked", visits)
        state = state.detach() if cut else state
# --8<-- [end:carried]

# --8<-- [start:trap]
w.grad = None
output = w * x  # one forward pass
(output**2).sum().backward(retain_graph=True)
print("first:      ", w.grad.tolist())

with torch.no_grad():
    w += 1  # the weights move
w.grad = None
(output**2).sum().backward()  # a new loss on the old output
print("old output: ", w.grad.tolist())
# --8<-- [end:trap]

# --8<-- [start:fixed]
w.grad = None
((w * x) ** 2).sum().backward()  # forward again, the weights as they are
print("new forward:", w.grad.tolist())
# --8<-- [end:fixed]
