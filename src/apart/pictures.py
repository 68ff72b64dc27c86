"""Picture scripts: `draw(page)` draws the snippet's variables as they are after `AFTER`."""

import ast
from pathlib import Path

from apart import ApartError


def drawn_after(script: Path) -> str | None:
    """The section after which `script` draws; None for the end of the snippet.

    Raises:
        ApartError: the script defines no `draw(page)`, or its `AFTER` is not a plain string.
    """
    body = ast.parse(script.read_text(encoding="utf-8"), script).body
    if not any(isinstance(node, ast.FunctionDef) and node.name == "draw" for node in body):
        raise ApartError(
            f"{script} draws nothing: define draw(page), which returns what a function of "
            "apart.draw returns."
        )
    for node in body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "AFTER":
            try:
                return str(ast.literal_eval(node.value))
            except ValueError:
                raise ApartError(
                    f"{script}:{node.lineno}: AFTER has to be the name of a section, as a string."
                ) from None
    return None
