"""Custom functions: writing forward and backward of one operation yourself."""

# --8<-- [start:zero]
import torch

x = torch.tensor([0.2, 0.7, 1.4], requires_grad=True)
y = x.round()
y.sum().backward()

print(y)
print("grad:", x.grad)
# --8<-- [end:zero]


# --8<-- [start:through]
class RoundThrough(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.round()

    @staticmethod
    def backward(ctx, grad_y):
        return grad_y  # as if y were x


x.grad = None
y = RoundThrough.apply(x)
(y * torch.tensor([10.0, 20.0, 30.0])).sum().backward()

print(y)
print("grad:", x.grad)
# --8<-- [end:through]


# --8<-- [start:learns]
torch.manual_seed(0)
data = torch.randn(64, 3)
wanted = data @ torch.tensor([2.0, -1.0, 3.0])

for rounded in torch.round, RoundThrough.apply:
    w = torch.full((3,), 0.3, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    for _ in range(100):
        loss = ((data @ rounded(w) - wanted) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(rounded(w).tolist(), f"loss {loss.item():.1f}")
# --8<-- [end:learns]


# --8<-- [start:quantize]
class Quantize(torch.autograd.Function):
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


# --8<-- [start:answer]
def answer(*grads):
    class Scale(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, factor):
            return x * factor

        @staticmethod
        def backward(ctx, grad_y):
            return grads

    x.grad = None
    try:
        Scale.apply(x, 2.0).sum().backward()
        print(x.grad)
    except RuntimeError as error:
        print(error)


# --8<-- [end:answer]

# --8<-- [start:answers]
answer(torch.ones(3))
answer(torch.ones(3), torch.ones(()))
answer(torch.ones(4), None)
answer(torch.ones(8, 3), None)
# --8<-- [end:answers]


# --8<-- [start:setup]
class Power(torch.autograd.Function):
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
slope = torch.func.grad(lambda x: Power.apply(x, 3))
print(slope(torch.tensor(2.0)))
# --8<-- [end:func]

try:
    torch.func.grad(lambda x: RoundThrough.apply(x))(torch.tensor(2.0))
    raise SystemExit("torch.func takes a forward with ctx")
except RuntimeError as error:
    assert "must override the setup_context" in str(error)

inside = torch.tensor([0.2, 0.7], dtype=torch.double, requires_grad=True)
check = torch.autograd.gradcheck
assert not check(RoundThrough.apply, inside, raise_exception=False)
assert check(lambda x: Power.apply(x, 3), inside)
