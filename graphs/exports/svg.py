"""A picture of a network as SVG: the entities that are tied most, and what ties them. It needs no other file.

Shown are the busiest nodes of the largest connected part, `MOST` at most. Their places are those of the force-directed
layout of Fruchterman and Reingold (1991), begun from a circle: the same network gives the same picture. The labels of
the biggest nodes are placed first; one that would lie on another is left out and stands in the tooltip alone, as do the
types of the edges.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

import networkx as nx

from hergang.graphs.exports.network import FORBIDDEN, Network, Node

MOST = 40  # nodes that are drawn: with more, no label can be read
WIDTH, HEIGHT, MARGIN = 1200, 800, 90
SHOWN = 28  # characters of a label
TIES = 6  # types of ties that the tooltip of a line names
SEED = 7
COLOURS = {
    "Person": "#c2572b",
    "Organization": "#2f6fa8",
    "NewsMediaOrganization": "#2f6fa8",
    "Account": "#7a4fa3",
    "Place": "#4b8b3b",
    "Group": "#8a6d1f",
    "Work": "#8a6d1f",
}
OTHER = "#6b6b6b"


@dataclass(frozen=True)
class Box:
    """A rectangle by its corners, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Say whether the two share a point."""
        apart = self.right < other.left or other.right < self.left
        return not (apart or self.bottom < other.top or other.bottom < self.top)


def generate_svg(network: Network) -> Iterator[str]:
    """Yield the picture, line by line."""
    graph, nodes = _busiest(network), {node.id: node for node in network.nodes}
    places = _places(graph)
    sizes = {name: 5 + 2.2 * graph.degree(name) ** 0.6 for name in graph}
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">\n'
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>\n'
    for one, other in sorted(tuple(sorted(edge)) for edge in graph.edges):
        yield _line(places[one], places[other], graph.edges[one, other]["types"])
    for name in sorted(graph):
        yield _dot(places[name], sizes[name], nodes[name])
    yield from _labels(graph, places, sizes, nodes)
    yield from _legend({nodes[name].type for name in graph})
    yield "</svg>\n"


def _busiest(network: Network) -> nx.Graph:
    """Return the nodes that are tied most, of the largest part that hangs together; their edges taken together."""
    whole = nx.Graph()
    types: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for edge in network.edges:
        if edge.source != edge.target:
            weight = edge.attributes.get("weight", 1)
            types[min(edge.source, edge.target), max(edge.source, edge.target)][edge.type] += int(weight)
    for (one, other), counts in sorted(types.items()):
        whole.add_edge(one, other, types=counts)
    if not whole:
        whole.add_nodes_from(node.id for node in network.nodes[:MOST])
        return whole
    part = min(nx.connected_components(whole), key=lambda nodes: (-len(nodes), min(nodes)))
    kept = sorted(part, key=lambda name: (-whole.degree(name), name))[:MOST]
    shown = whole.subgraph(kept)
    best = min(nx.connected_components(shown), key=lambda nodes: (-len(nodes), min(nodes)))
    drawn = nx.Graph()
    drawn.add_edges_from((one, other, shown.edges[one, other]) for one, other in sorted(shown.subgraph(best).edges))
    return drawn


def _places(graph: nx.Graph) -> dict[str, tuple[float, float]]:
    """Return the place of each node in pixels, the drawing filling the picture."""
    if not graph:
        return {}
    start = nx.circular_layout(graph)
    found = nx.spring_layout(graph, pos=start, k=2.2 / max(1, len(graph)) ** 0.5, iterations=300, seed=SEED)
    columns = [_spread([found[name][axis] for name in graph]) for axis in (0, 1)]
    inner = (WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN)
    return {
        name: (MARGIN + columns[0][at] * inner[0], MARGIN + columns[1][at] * inner[1]) for at, name in enumerate(graph)
    }


def _spread(values: list[float]) -> list[float]:
    """Return coordinates from 0 to 1: half of what the layout says, half of their rank, which fills empty corners."""
    if len(values) < 2:
        return [0.5 for _ in values]
    low, high = min(values), max(values)
    ranks = {value: at / (len(values) - 1) for at, value in enumerate(sorted(values))}
    return [((value - low) / ((high - low) or 1) + ranks[value]) / 2 for value in values]


def _line(one: tuple[float, float], other: tuple[float, float], types: Counter[str]) -> str:
    width = min(6.0, 0.8 + 0.5 * types.total())
    named = ", ".join(name for name, _ in sorted(types.items(), key=lambda kind: (-kind[1], kind[0]))[:TIES])
    ends = f'x1="{one[0]:.1f}" y1="{one[1]:.1f}" x2="{other[0]:.1f}" y2="{other[1]:.1f}"'
    return f'<line {ends} stroke="#999999" stroke-opacity=".5" stroke-width="{width:.1f}">{_title(named)}</line>\n'


def _dot(place: tuple[float, float], size: float, node: Node) -> str:
    colour = COLOURS.get(node.type, OTHER)
    ends = f'cx="{place[0]:.1f}" cy="{place[1]:.1f}" r="{size:.1f}"'
    return f'<circle {ends} fill="{colour}" stroke="#ffffff">{_title(f"{node.label} ({node.type})")}</circle>\n'


def _labels(
    graph: nx.Graph, places: Mapping[str, tuple[float, float]], sizes: Mapping[str, float], nodes: Mapping[str, Node]
) -> Iterator[str]:
    """Yield the labels, the biggest first, each where it lies on no other label and on no dot."""
    taken = {
        name: Box(x - sizes[name], y - sizes[name], x + sizes[name], y + sizes[name]) for name, (x, y) in places.items()
    }
    boxes = list(taken.values())
    for name in sorted(graph, key=lambda name: (-sizes[name], name)):
        text = _clean(nodes[name].label)
        text = text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
        font = 11 + sizes[name] / 4
        others = [box for box in boxes if box is not taken[name]]
        for box in _around(places[name], sizes[name], 0.62 * font * len(text), font):
            if not any(box.overlaps(other) for other in others) and box.left >= 0 and box.right <= WIDTH:
                boxes.append(box)
                yield (
                    f'<text x="{box.left:.1f}" y="{box.bottom - font / 5:.1f}" font-size="{font:.1f}" fill="#1d1d1d" '
                    f'paint-order="stroke" stroke="#ffffff" stroke-width="3">{escape(text)}</text>\n'
                )
                break


def _around(place: tuple[float, float], size: float, width: float, height: float) -> Iterator[Box]:
    """Yield where a label may stand: right, left, above and below of its dot."""
    x, y = place
    for left, top in (
        (x + size + 3, y - height / 2),
        (x - size - 3 - width, y - height / 2),
        (x - width / 2, y - size - 2 - height),
        (x - width / 2, y + size + 2),
    ):
        yield Box(left, top, left + width, top + height)


def _legend(types: set[str]) -> Iterator[str]:
    for at, kind in enumerate(sorted(types)):
        y = 24 + 20 * at
        yield f'<circle cx="20" cy="{y}" r="6" fill="{COLOURS.get(kind, OTHER)}"/>'
        yield f'<text x="32" y="{y + 4}" font-size="13" fill="#1d1d1d">{escape(kind)}</text>\n'


def _title(text: str) -> str:
    return f"<title>{escape(_clean(text))}</title>"


def _clean(text: str) -> str:
    return " ".join(FORBIDDEN.sub("", text).split())
