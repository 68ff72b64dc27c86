"""What is registered in Net, and beside it the attributes that are not."""

from apart.draw import tree

AFTER = "where"


def draw(page) -> str:
    def note(thing):
        if thing is not page.net:
            return None
        beside = [key for key in vars(page.net) if not key.startswith("_")]
        return f"beside them: {', '.join(beside)}"

    return tree(page.net, notes=note, title="What is registered in Net")
