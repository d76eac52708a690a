"""``datapackage.json``: what stands in the tables, for programs (Frictionless Data Package with Table Schemas).

Types, meanings, units, closed sets of values and keys come from :mod:`reportminer.schema`, so a reader need not guess
that ``1.061`` is a decimal.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from reportminer.schema import MENTION_TABLES, TABLES, Column, Table
from reportminer.tables import version

NAME: Final = "datapackage.json"

_TYPES: Final = {
    "string": "string",
    "list": "string",
    "reference": "string",
    "integer": "integer",
    "decimal": "number",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
}
_PRIMARY: Final = {
    "documents": ["path"],
    "resolution_index": ["key"],
    "citations_graph": ["source", "target"],
    **{name: ["id"] for name in MENTION_TABLES},
}
_FOREIGN: Final = {
    "part_of": ("figures", "id"),
    "resolution_id": ("resolutions", "id"),
    "antecedent": ("resolutions", "id"),
    "doc_id": ("documents", "doc_id"),
}
_MEDIA: Final = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


def datapackage(formats: Sequence[str], rows: Mapping[str, int]) -> bytes:
    """Return the description of tables written as ``formats``; ``rows`` counts theirs.

    Where there is CSV, it is described and Parquet, which carries its types itself, stands beside it.
    """
    suffix = "csv" if "csv" in formats else formats[0]
    package = {
        "profile": "data-package",
        "name": "reportminer-tables",
        "title": "Figures, dates, cited documents and entities mined from reports",
        "version": version(),
        "resources": [_resource(table, suffix, rows[name]) for name, table in TABLES.items()],
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _resource(table: Table, suffix: str, rows: int) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "name": table.name,
        "path": f"{table.name}.{suffix}",
        "profile": "tabular-data-resource",
        "title": table.description,
        "format": suffix,
        "mediatype": _MEDIA[suffix],
        "rows": rows,
    }
    if suffix == "csv":
        resource["encoding"] = "utf-8"
        resource["dialect"] = {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True}
    return resource | {"schema": table_schema(table)}


def table_schema(table: Table) -> dict[str, Any]:
    """Return the Table Schema of one table."""
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns], "missingValues": [""]}
    if table.name in _PRIMARY:
        schema["primaryKey"] = _PRIMARY[table.name]
    keys = [_foreign_key(table, name) for name in table.names if name in _FOREIGN and table.name != "documents"]
    return schema | ({"foreignKeys": keys} if keys else {})


def _foreign_key(table: Table, column: str) -> dict[str, Any]:
    target, field = _FOREIGN[column]
    # In a Table Schema the empty name is the table itself.
    resource = "" if target == table.name else target
    return {"fields": [column], "reference": {"resource": resource, "fields": [field]}}


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": _TYPES[column.type], "description": column.description}
    if column.type == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    if column.type == "list":
        field["description"] += " (joined by |)"
    if column.unit:
        field["unit"] = column.unit
    limits: dict[str, Any] = {"enum": list(column.enum)} if column.enum else {}
    if column.name in ("id", "path") and column.type == "string":
        limits["required"] = True
    return field | ({"constraints": limits} if limits else {})
