"""The citation network of a finished run as GraphML, which networkx and Gephi open.

Nodes are the citing documents and the cited keys with what ``resolution_index`` and ``documents`` say of them; edges
are the rows of ``citations_graph``.  Format: GraphML 1.0, attributes as ``data``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from reportminer.errors import InputError
from reportminer.writers.atomic import write_atomic

_NODE: Final = ("type", "symbol", "title", "date")
_EDGE: Final = ("mentions", "documents")
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'


def write_graphml(run: Path, target: Path) -> tuple[int, int]:
    """Write the graph of the run in folder ``run`` to ``target``; return the numbers of nodes and edges."""
    edges = list(_rows(run, "citations_graph"))
    nodes = dict(sorted(_nodes(run, edges).items()))
    write_atomic(target, (line.encode("utf-8") for line in _lines(nodes, edges)))
    return len(nodes), len(edges)


def _rows(run: Path, table: str) -> Iterator[dict[str, str]]:
    path = run / f"{table}.csv"
    if not path.is_file():
        raise InputError(f"{run} is no folder of a finished run: it has no {table}.csv")
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _nodes(run: Path, edges: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    wanted = {edge[end] for edge in edges for end in ("source", "target")}
    nodes = {name: dict.fromkeys(_NODE, "") for name in wanted}
    for row in _rows(run, "resolution_index"):
        if row["key"] in nodes:
            nodes[row["key"]] = {name: row[name] for name in _NODE}
    for row in _rows(run, "documents"):
        if row["doc_id"] in nodes:
            about = {"type": "document", "symbol": row["path"], "title": row["title"], "date": row["reference_date"]}
            nodes[row["doc_id"]] = about
    return nodes


def _lines(nodes: Mapping[str, Mapping[str, str]], edges: list[dict[str, str]]) -> Iterator[str]:
    yield _HEAD
    yield from (f'  <key id="{name}" for="node" attr.name="{name}" attr.type="string"/>\n' for name in _NODE)
    yield from (f'  <key id="{name}" for="edge" attr.name="{name}" attr.type="int"/>\n' for name in _EDGE)
    yield '  <graph edgedefault="directed">\n'
    for name, about in nodes.items():
        data = "".join(f'<data key="{key}">{escape(about[key])}</data>' for key in _NODE if about[key])
        yield f"    <node id={quoteattr(name)}>{data}</node>\n"
    for edge in edges:
        data = "".join(f'<data key="{key}">{edge[key]}</data>' for key in _EDGE)
        yield f"    <edge source={quoteattr(edge['source'])} target={quoteattr(edge['target'])}>{data}</edge>\n"
    yield "  </graph>\n</graphml>\n"
