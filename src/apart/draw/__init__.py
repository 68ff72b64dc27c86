"""The drawing vocabulary: words that turn a run's variables into an SVG picture."""

from apart.draw.bars import bars
from apart.draw.curves import curves
from apart.draw.graph import graph
from apart.draw.images import images
from apart.draw.lanes import lanes
from apart.draw.pixels import pixels
from apart.draw.strip import strip
from apart.draw.tree import tree

__all__ = ["bars", "curves", "graph", "images", "lanes", "pixels", "strip", "tree"]
