"""The generator's loss after the critic's step: which saved tensors have changed since."""

import torch

from apart.draw import graph

AFTER = "step"


def draw(page) -> str:
    spoilt = []

    def note(node):
        lines = []
        for name in dir(node):
            if not name.startswith("_saved_"):
                continue
            try:
                value = getattr(node, name)
            except RuntimeError as error:
                if "modified by an inplace operation" not in str(error):
                    continue
                spoilt.append(node)
                lines.append(f"{name[7:]}: changed since")
            else:
                if isinstance(value, torch.Tensor):
                    lines.append(f"{name[7:]}: still at version {value._version}")
        return ",\n".join(lines)

    leaves = {
        f"{net}.{name}": parameter
        for net in ("generator", "critic")
        for name, parameter in getattr(page, net).named_parameters()
    }
    start = page.generator_loss.grad_fn
    note_of, nodes = {}, [start]
    while nodes:
        node = nodes.pop()
        note_of[node] = note(node)
        nodes += [target for target, _ in node.next_functions if target]
    return graph(
        start,
        names={**leaves, "fake": page.fake},
        notes=note_of.get,
        mark=spoilt,
        title="What the generator's loss has saved, after the critic's step",
    )
