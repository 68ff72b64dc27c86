"""The graph of the MLP with ReLU; each node says what it keeps, by storage."""

from apart.draw import graph

AFTER = "layers"


def draw(page) -> str:
    """Draw the graph behind `out`; a letter stands for one storage."""
    weights = {p.untyped_storage().data_ptr() for p in page.net.parameters()}
    letters: dict[int, str] = {}

    def notes(node) -> str | None:
        lines = []
        for attribute in ("mat1", "mat2", "result"):
            tensor = getattr(node, f"_saved_{attribute}", None)
            if tensor is None:
                continue
            storage = tensor.untyped_storage()
            if storage.data_ptr() in weights:
                lines.append(f"{attribute}: the weight itself")
                continue
            letter = letters.setdefault(storage.data_ptr(), "ABC"[len(letters)])
            lines.append(f"{attribute}: {letter}, {storage.nbytes() // 1024} KiB")
        return ",\n".join(lines) or None

    names = dict(page.net.named_parameters())
    return graph(
        page.out,
        names={"out": page.out, **names},
        notes=notes,
        title="What the nodes of an MLP keep: three storages, A, B and C",
    )
