"""Build it: hooks that fire in PyTorch's order, with PyTorch's values."""

# --8<-- [start:handle]
import itertools
import weakref
from collections import OrderedDict


class Handle:
    numbers = itertools.count()

    def __init__(self, hooks):
        self.hooks, self.number = weakref.ref(hooks), next(Handle.numbers)

    def remove(self):
        if (hooks := self.hooks()) is not None:
            hooks.pop(self.number, None)


def add(hooks, hook, prepend=False):
    handle = Handle(hooks)
    hooks[handle.number] = hook
    if prepend:
        hooks.move_to_end(handle.number, last=False)
    return handle


# --8<-- [end:handle]

# --8<-- [start:module]
from functools import partialmethod

KINDS = "forward_pre", "forward", "backward_pre", "backward"
EVERYWHERE = {kind: OrderedDict() for kind in KINDS}  # global hooks


class Module:
    def __init__(self):
        self.hooks, self.always = {kind: OrderedDict() for kind in KINDS}, set()

    def register(self, kind, hook, prepend=False, always_call=False):
        handle = add(self.hooks[kind], hook, prepend)
        if always_call:
            self.always.add(handle.number)
        return handle

    register_forward_pre_hook = partialmethod(register, "forward_pre")
    register_forward_hook = partialmethod(register, "forward")
    register_full_backward_pre_hook = partialmethod(register, "backward_pre")
    register_full_backward_hook = partialmethod(register, "backward")

    def all(self, kind):  # a new list: a hook may remove hooks
        return [*EVERYWHERE[kind].items(), *self.hooks[kind].items()]

    # --8<-- [end:module]

    # --8<-- [start:call]
    def __call__(self, *args):
        out, fired = None, set()
        try:
            doors = Doors(self)
            for _, hook in self.all("forward_pre"):
                args = replaced(args, hook(self, args))
            args = doors.enter(args)
            out = self.forward(*args)
            for number, hook in self.all("forward"):
                fired.add(number)
                new = hook(self, args, out)
                out = out if new is None else new
            return doors.leave(out)
        # --8<-- [end:call]

        # --8<-- [start:always]
        except Exception:
            for number, hook in self.all("forward"):
                if number in self.always - fired:
                    new = hook(self, args, out)
                    out = out if new is None else new
            raise


def replaced(old, new):
    if new is None:
        return old
    return new if isinstance(new, tuple) else (new,)


# --8<-- [end:always]

# --8<-- [start:door]
import torch


class Door(torch.autograd.Function):  # changes nothing, and is there on the walk
    @staticmethod
    def forward(ctx, on_walk, *tensors):
        ctx.on_walk = on_walk
        ctx.mark_non_differentiable(*(t for t in tensors if not t.requires_grad))
        return tensors

    @staticmethod
    def backward(ctx, *grads):
        return None, *ctx.on_walk(grads)


# --8<-- [end:door]


# --8<-- [start:doors]
class Doors:
    def __init__(self, module):
        self.module = module
        self.before, self.after = module.all("backward_pre"), module.all("backward")
        self.needed = torch.is_grad_enabled() and (self.before or self.after)

    def enter(self, args):
        self.none = (None,) * len(args)
        self.wants = self.needed and any(t.requires_grad for t in args)
        return Door.apply(self.at_entrance, *args) if self.wants else args

    def leave(self, out):
        if self.needed and out.requires_grad:
            (out,) = Door.apply(self.at_exit, out)
        return out

    # --8<-- [end:doors]

    # --8<-- [start:walk]
    def at_exit(self, grads):  # the walk comes from behind
        for _, hook in self.before:
            grads = replaced(grads, hook(self.module, grads))
        self.out = grads
        if not self.wants:  # no door at the entrance
            self.at_entrance(self.none)
        return grads

    def at_entrance(self, grads):
        for _, hook in self.after:
            grads = replaced(grads, hook(self.module, grads, self.out))
        return grads


# --8<-- [end:walk]

# --8<-- [start:model]
from torch import nn


def build(base):
    class Inner(base):
        def forward(self, x, y):
            if x.sum() > 100:
                raise ValueError("too large")
            return x * y

    class Outer(base):
        def __init__(self):
            super().__init__()
            self.inner, self.w = Inner(), torch.ones(2, requires_grad=True)

        def forward(self, x):
            return self.inner(x, 3 * self.w) + x

    return Outer()


# --8<-- [end:model]

# --8<-- [start:watch]
NAMES = "forward_pre", "forward", "full_backward_pre", "full_backward"


def values(seen):
    seen = seen if isinstance(seen, tuple) else (seen,)
    return [None if t is None else t.tolist() for t in seen]


def watch(model, log, mark, only=NAMES, **options):
    for module in (model, model.inner):
        for name in only:

            def hook(module, *seen, name=name):
                log.append((type(module).__name__, name, mark, *map(values, seen)))

            getattr(module, f"register_{name}_hook")(hook, **options)


# --8<-- [end:watch]


# --8<-- [start:compare]
import warnings


def run(base, change, x, requires_grad):
    model, log, x = build(base), [], torch.tensor([x, 2.0], requires_grad=requires_grad)
    watch(model, log, "own")
    change(model, log)
    watch(model, log, "first", prepend=True)
    watch(model, log, "always", ["forward"], always_call=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch warns where the data has no gradient
        try:
            model(x).sum().backward()
        except ValueError as error:
            log.append(str(error))
    return [*log, x.grad, model.w.grad]


def compare(title, change=lambda model, log: None, x=1.0, requires_grad=True):
    ours, theirs = (run(base, change, x, requires_grad) for base in (Module, nn.Module))
    print(f"{title:18} {str(ours) == str(theirs)} {len(ours) - 2} {len(theirs) - 2}")


# --8<-- [end:compare]


# --8<-- [start:equal]
def returns(model, log):
    model.inner.register_forward_pre_hook(lambda m, args: (args[0] * 2, args[1]))
    model.inner.register_forward_hook(lambda m, args, out: out + 1)
    model.register_full_backward_pre_hook(lambda m, grads: (grads[0] * 5,))
    model.inner.register_full_backward_hook(lambda m, grads, _: (grads[0] * 7, None))


def removes(model, log):
    handles = []
    for name in ("first", "second"):

        def hook(module, args, name=name):
            log.append(name)
            for handle in handles:
                handle.remove()

        handles.append(model.register_forward_pre_hook(hook))
    model(torch.ones(2))


compare("all kinds")
compare("they return", returns)
compare("they remove", removes)
compare("forward raises", x=1000.0)
compare("data, no gradient", requires_grad=False)
# --8<-- [end:equal]


# --8<-- [start:global]
def plus_one(module, args):
    return args[0] + 1, *args[1:]


handles = [
    add(EVERYWHERE["forward_pre"], plus_one),
    nn.modules.module.register_module_forward_pre_hook(plus_one),
]
compare("everywhere")
for handle in handles:
    handle.remove()
# --8<-- [end:global]

# --8<-- [start:break]
from unittest.mock import patch


def each(self, args):
    self.wants = True
    return tuple(Door.apply(self.at_entrance, t)[0] for t in args)


with patch.object(Doors, "enter", each):
    compare("a door each")
try:
    with patch.object(Module, "all", lambda self, kind: self.hooks[kind].items()):
        compare("no new list", removes)
except RuntimeError as error:
    print(error)
# --8<-- [end:break]
