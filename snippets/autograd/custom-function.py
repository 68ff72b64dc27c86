"""Custom functions: writing forward and backward of one operation yourself."""

# --8<-- [start:zero]
import torch
from torch.autograd import Function

x = torch.tensor([0.2, 0.7, 1.4], requires_grad=True)
y = x.round()
y.sum().backward()
print(y, "grad:", x.grad)
# --8<-- [end:zero]


# --8<-- [start:through]
class RoundThrough(Function):
    @staticmethod
    def forward(ctx, x):
        return x.round()

    @staticmethod
    def backward(ctx, grad_y):
        return grad_y  # as if y were x


y = RoundThrough.apply(x)
print(y, torch.autograd.grad(y, x, torch.tensor([10.0, 20.0, 30.0])))
# --8<-- [end:through]


# --8<-- [start:learns]
goal = torch.tensor([2.0, -1.0, 3.0])
for rounded in torch.round, RoundThrough.apply:
    w = torch.full((3,), 0.3, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    for _ in range(100):
        loss = ((rounded(w) - goal) ** 2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(rounded(w).tolist(), "loss", loss.item())
# --8<-- [end:learns]


# --8<-- [start:quantize]
class Quantize(Function):
    @staticmethod
    def forward(ctx, x, step, limit):
        ctx.save_for_backward(x)  # tensors
        ctx.limit = limit  # anything else
        y = ((x / step).round() * step).clamp(-limit, limit)
        print("recording:", torch.is_grad_enabled(), y.grad_fn)
        return y

    @staticmethod
    def backward(ctx, grad_y):
        (x,) = ctx.saved_tensors
        return grad_y * (x.abs() <= ctx.limit), None, None


# --8<-- [end:quantize]

# --8<-- [start:node]
a = torch.tensor([0.3, 1.1, -7.0], requires_grad=True)
y = Quantize.apply(a, 0.25, 2.0)
node = y.grad_fn
print(type(node).__name__, node.limit, node.saved_tensors[0] is a)
print("edges:", len(node.next_functions), "needed:", node.needs_input_grad)

y.sum().backward()
print(y.detach(), "grad:", a.grad)
# --8<-- [end:node]


# --8<-- [start:setup]
class Power(Function):
    @staticmethod
    def forward(x, n):
        return x**n

    @staticmethod
    def setup_context(ctx, inputs, output):
        x, ctx.n = inputs
        ctx.save_for_backward(x)

    @staticmethod
    def backward(ctx, grad_y):
        (x,) = ctx.saved_tensors
        return grad_y * ctx.n * x ** (ctx.n - 1), None


# --8<-- [end:setup]

# --8<-- [start:func]
for function in (lambda x: Power.apply(x, 3)), RoundThrough.apply:
    try:
        print(torch.func.grad(function)(torch.tensor(2.0)))
    except RuntimeError as error:
        print(str(error).split(" For")[0])
# --8<-- [end:func]


# --8<-- [start:answer]
class Wrong(Power):
    @staticmethod
    def backward(ctx, grad_y):
        return answer


# --8<-- [end:answer]

# --8<-- [start:answers]
for answer in (
    (torch.ones(3),),
    (torch.ones(3), torch.ones(())),
    (torch.ones(4), None),
    (torch.ones(8, 3), None),
    (None, None),
):
    x.grad = None
    try:
        Wrong.apply(x, 3).sum().backward()
        print(x.grad)
    except RuntimeError as error:
        print(error)
# --8<-- [end:answers]
