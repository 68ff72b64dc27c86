"""One training step from the recorder's tape: who ran, what it computed, what arrived."""

from apart.draw import lanes


def draw(page) -> str:
    rows = {"module": [], "node": [], "operations": [], "gradient": []}
    turn, open_row = 0, False

    for lane, text in page.forward + page.walk + page.update:
        if text.startswith("<"):  # the module has returned
            open_row = False
            continue
        if lane in ("module", "node") or not open_row:
            turn, open_row = turn + 1, True
        if lane == "operation" and rows["operations"] and rows["operations"][-1][0] == turn:
            text = f"{rows['operations'].pop()[1]} {text}"
        rows["operations" if lane == "operation" else lane].append((turn, text.removeprefix("> ")))
        open_row = lane != "gradient"
    return lanes(rows, title="One training step on the recorder's tape")
