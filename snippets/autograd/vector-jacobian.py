"""Vector-Jacobian products: what backward() needs when y is not one number."""

# --8<-- [start:scalar]
import torch


def f(x):
    return torch.stack([x[0] * x[1], x[0] + x[1], x[0] ** 2])


x = torch.tensor([2.0, 3.0], requires_grad=True)
y = f(x)
try:
    y.backward()
except RuntimeError as error:
    print(error)

x.sum().reshape(1, 1).backward()  # two dimensions, one number
print(x.grad)
# --8<-- [end:scalar]

# --8<-- [start:vector]
x.grad = None
v = torch.tensor([1.0, 10.0, 100.0])

print("returned:", y.backward(gradient=v, retain_graph=True))
print("x.grad:  ", x.grad)
y.backward(gradient=v, retain_graph=True)
print("again:   ", x.grad)
# --8<-- [end:vector]

(weighted,) = torch.autograd.grad((v * f(x)).sum(), x)
assert torch.equal(weighted, torch.tensor([413.0, 12.0]))

(from_integers,) = torch.autograd.grad(y, x, v.int(), retain_graph=True)
assert torch.equal(from_integers, weighted)  # v's dtype is converted

# --8<-- [start:rows]
rows = []
for row in torch.eye(3):  # [1, 0, 0], then [0, 1, 0], then [0, 0, 1]
    rows += torch.autograd.grad(y, x, grad_outputs=row, retain_graph=True)
J = torch.stack(rows)
print(J)
print("v @ J:", v @ J)
# --8<-- [end:rows]

# --8<-- [start:node]
a = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
node = (a**2).grad_fn

with torch.no_grad():
    print(type(node).__name__, node(v))
print(torch.autograd.functional.jacobian(lambda a: a**2, a))
# --8<-- [end:node]


# --8<-- [start:cost]
def walks(inputs, outputs, vectorize=False):
    calls = []
    matrix = torch.ones(outputs, inputs)

    def linear(x):
        y = matrix @ x
        y.grad_fn.register_hook(lambda *_: calls.append(1))
        return y

    at = torch.ones(inputs)
    torch.autograd.functional.jacobian(linear, at, vectorize=vectorize)
    return len(calls)


print("500 inputs, 1 output: ", walks(500, 1))
print("1 input, 500 outputs: ", walks(1, 500))
print("the same, vectorized: ", walks(1, 500, vectorize=True))
# --8<-- [end:cost]

# --8<-- [start:ones]
functions = {
    "a ** 2": lambda a: a**2,
    "a - a.mean()": lambda a: a - a.mean(),
    "a.cumsum(0)": lambda a: a.cumsum(0),
}
for name, g in functions.items():
    (ones,) = torch.autograd.grad(g(a), a, torch.ones(3))
    diagonal = torch.autograd.functional.jacobian(g, a).diagonal()
    print(f"{name:12}  ones: {ones.tolist()}  diagonal: {diagonal}")
# --8<-- [end:ones]

# --8<-- [start:shape]
for wrong in (torch.ones(3, 1), torch.tensor(1.0), 1.0):
    try:
        y.backward(wrong)
    except (RuntimeError, TypeError) as error:
        print(error)
# --8<-- [end:shape]
