"""After double(): the module's own tensors, and what its list still holds."""

from apart.draw import tree

AFTER = "stale"


def draw(page) -> str:
    held = page.held

    def note(thing):
        if thing is held:
            return "beside them: the list all"
        kept = held.all[0] if thing is held.weight else held.all[1]
        now = f"{str(thing.dtype).removeprefix('torch.')}, {thing.item():g}"
        if kept is thing:
            return f"{now}\nin the list: this object"
        was = str(kept.dtype).removeprefix("torch.")
        return f"{now}\nin the list: another one, {was}, {kept.item():g}"

    return tree(held, notes=note, mark=held.mean, title="What Held registers after double()")
