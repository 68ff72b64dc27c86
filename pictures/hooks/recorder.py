"""One training step from the recorder's tape: who ran, what it computed, what arrived."""

from apart.draw import lanes


def draw(page) -> str:
    rows = {"module or node": [], "operations": [], "gradient": []}
    turn = 0

    for piece in (page.forward, page.walk, page.update):
        open_row = False
        for lane, text in piece:
            if text.startswith("<"):  # the module has returned
                open_row = False
                continue
            if lane in ("module", "node") or not open_row:
                turn, open_row = turn + 1, True
            if lane == "operation":
                done = rows["operations"]
                if done and done[-1][0] == turn:
                    text = f"{done.pop()[1]} {text}"
                done.append((turn, text))
            elif lane == "gradient":
                rows["gradient"].append((turn, text))
            else:
                rows["module or node"].append((turn, text.removeprefix("> ")))
    return lanes(rows, title="One training step on the recorder's tape")
