"""gradcheck: numbers against derivatives."""

# --8<-- [start:by-hand]
import math
import warnings

import torch
from torch.autograd import gradcheck


def f(x):
    return x * x * x


x = torch.tensor([1.0, 2.0, -3.0], dtype=torch.double, requires_grad=True)
f(x).sum().backward()
with torch.no_grad():
    slope = (f(x + 1e-6) - f(x - 1e-6)) / 2e-6
print("autograd:  ", x.grad)
print("difference:", slope)
print("furthest:   ", f"{(slope - x.grad).abs().max().item():.0e}")
# --8<-- [end:by-hand]

# --8<-- [start:step]
print("   eps   float64  float32")
for k in range(1, 13):
    digits = []
    for dtype in torch.double, torch.float:
        at, eps = torch.tensor(1.1, dtype=dtype), 10.0**-k
        slope = (f(at + eps) - f(at - eps)) / (2 * eps)
        wrong = abs(slope.item() / (3 * 1.1 * 1.1) - 1)
        digits.append("#" * max(0, round(-math.log10(wrong))) if wrong else "")
    print(f"1e-{k:02}   {digits[0]:12}  {digits[1]}")
# --8<-- [end:step]

# --8<-- [start:calls]
calls = 0


def counted(x):
    global calls
    calls += 1
    return f(x)


for many in x, torch.rand(100).double().requires_grad_():
    for fast in False, True:
        calls = 0
        right = gradcheck(counted, many, fast_mode=fast)
        print(f"{many.numel():3} numbers, fast={fast!s:5}: {right}, {calls} calls")
# --8<-- [end:calls]


# --8<-- [start:slip]
def pretend(value, other):
    """Have the value of one tensor and the gradient of the other."""
    return other + (value - other).detach()


try:
    gradcheck(lambda x: pretend(f(x), 2 / 3 * f(x)), x)  # 2x², not 3x²
except RuntimeError as error:
    print(str(error).strip())
# --8<-- [end:slip]

# --8<-- [start:float32]
x32 = x.detach().float().requires_grad_()
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    try:
        gradcheck(f, x32)
    except RuntimeError as error:
        print(str(error).strip())
print(caught[0].category.__name__, str(caught[0].message).split(". ")[0])
# --8<-- [end:float32]


# --8<-- [start:holes]
def my_abs(x):
    return pretend(x.abs(), x)  # slope 1 everywhere


def my_scale(x, w):
    return pretend(x * w, x * w.detach() + w)  # slope 1 for w, not x


def numbers(*values):
    return torch.tensor(values, dtype=torch.double, requires_grad=True)


a, w = numbers(0.5, 2.0), numbers(3.0, 4.0)
# --8<-- [end:holes]

# --8<-- [start:green]
for name, function, inputs in (
    ("my_abs at 0.5, 2", my_abs, a),
    ("my_abs at 0.5, -2", my_abs, numbers(0.5, -2.0)),
    ("my_scale of x", lambda x: my_scale(x, w), a),
    ("my_scale of x, w", my_scale, (a, w)),
    ("0.05 % too steep", lambda x: pretend(x, 1.0005 * x), a),
    ("0, not 0.000009", lambda x: pretend(9e-6 * x, 0 * x), a),
    ("relu at 0", torch.relu, numbers(0.0)),
    ("abs at 0", torch.abs, numbers(0.0)),
):
    print(f"{name:17}  {gradcheck(function, inputs, raise_exception=False)}")
# --8<-- [end:green]


# --8<-- [start:noise]
class Noisy(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, grad_y):
        return grad_y * (2 + 1e-9 * torch.rand_like(grad_y))


try:
    gradcheck(Noisy.apply, a)
except RuntimeError as error:
    print(str(error).split(".The tolerance")[0])
# --8<-- [end:noise]
