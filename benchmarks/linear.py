"""Whether a weight stored (out, in) costs anything against one stored (in, out)."""

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    import torch

FEATURES = 1024
ROWS = (1, 256)


def milliseconds(statement: str, **variables: "torch.Tensor") -> float:
    """The median time of `statement` on one thread."""
    from torch.utils.benchmark import Timer

    timer = Timer(statement, globals=variables, num_threads=1)
    return 1000 * timer.blocked_autorange(min_run_time=2).median


def main(console: Console) -> None:
    """Print one row for each number of rows: the product with either layout, as Linear does it."""
    import torch  # here, since a process counts its parent's memory as its own peak

    table = Table("rows", "weight (out, in)", "weight (in, out)")
    weight = torch.randn(FEATURES, FEATURES)
    other = weight.T.contiguous()
    bias = torch.randn(FEATURES)
    for rows in ROWS:
        x = torch.randn(rows, FEATURES)
        ours = milliseconds("torch.addmm(bias, x, weight.T)", x=x, weight=weight, bias=bias)
        swapped = milliseconds("torch.addmm(bias, x, weight)", x=x, weight=other, bias=bias)
        table.add_row(str(rows), f"{ours:.3f} ms", f"{swapped:.3f} ms")
    console.print(f"A product with a weight of {FEATURES} by {FEATURES}, one thread")
    console.print(table)


if __name__ == "__main__":
    main(Console())
