"""The order in which apply hands over the modules, a lane for each depth."""

from apart.draw import lanes

AFTER = "order"


def draw(page) -> str:
    def visits(module, depth=0):
        for child in module.children():
            yield from visits(child, depth + 1)
        yield module, depth

    rows = {"net": [], "its children": [], "their children": []}
    found = list(visits(page.net))
    assert [module for module, _ in found] == page.met
    for number, (module, depth) in enumerate(found, 1):
        name = page.names[module] or "net"
        list(rows.values())[depth].append((number, name))
    return lanes(rows, title="What apply hands over, in order")
