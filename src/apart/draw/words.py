"""English for the descriptions: counts, ordinals, lists, full stops."""

from collections.abc import Sequence

_COUNTS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"]


def count(n: int, noun: str) -> str:
    """'one node', 'three nodes', '15 nodes'."""
    word = _COUNTS[n] if n < len(_COUNTS) else str(n)
    return f"{word} {noun}" if n == 1 else f"{word} {noun}s"


def ordinal(n: int) -> str:
    """'first' for 0, 'second' for 1, and so on; numbers after the eighth."""
    return _ORDINALS[n] if n < len(_ORDINALS) else f"number {n + 1}"


def listing(parts: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def stop(text: str) -> str:
    """The text with a full stop, unless it has its own end."""
    return text if text.endswith((".", "!", "?")) else f"{text}."
