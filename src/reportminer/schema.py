"""The output contract, once: every table and column with its type, meaning and allowed values.

Rows, data frames, files, the data dictionary and ``reportminer schema`` are all made from :data:`TABLES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Type = Literal["string", "integer", "decimal", "number", "boolean", "date", "list", "reference"]
"""Column types; ``list`` is ``|``-separated, ``reference`` the id of another row."""

TYPE_NAMES: Final[Mapping[Type, str]] = {
    "string": "text",
    "integer": "whole number",
    "decimal": "exact decimal",
    "number": "number between 0 and 1",
    "boolean": "true or false",
    "date": "ISO 8601 date",
    "list": "texts joined by |",
    "reference": "id of another row",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``enum`` lists the allowed values where they are a closed set, ``unit`` says what is counted."""

    name: str
    type: Type
    description: str
    enum: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table; ``letter`` stands in the ids of its rows (empty for tables without ids)."""

    name: str
    description: str
    columns: tuple[Column, ...]
    letter: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in order."""
        return tuple(column.name for column in self.columns)


def _c(name: str, description: str, type: Type = "string", enum: str = "", unit: str = "") -> Column:
    return Column(name, type, description, tuple(enum.split()), unit)


_PREFIX: Final = (
    _c("id", "<doc_id>:<table letter><n>, n counting in text order"),
    _c("doc_id", "document of the row"),
    _c("page", "1-based page; empty where the format has no pages", "integer"),
    _c("sentence", "1-based number of the sentence in the document", "integer"),
    _c("start", "first code point in the document's normalised text (NFC)", "integer", unit="code point"),
    _c("end", "code point after the last one", "integer", unit="code point"),
    _c("text", "the words themselves: document_text[start:end]"),
    _c("context", "the sentence, blanks folded, cut at 300 characters around the span"),
    _c("rule", "rule or model that produced the row"),
    _c("flags", "doubts, such as ambiguous_separator or magnitude_suspect", "list"),
)

_BBOX: Final = _c("bbox", "x0 top x1 bottom in points on the page, from its top left; empty without boxes")
"""The last column of every table with the prefix."""

DOCUMENTS: Final = Table(
    "documents",
    "one row per input file",
    (
        _c("doc_id", "first 16 hex digits of the file's SHA-256"),
        _c("path", "path relative to the input root, / separators"),
        _c("sha256", "SHA-256 of the file"),
        _c("bytes", "size of the file in bytes", "integer", unit="byte"),
        _c("format", "file format, by content", enum="pdf docx odt rtf html txt md eml"),
        _c("language", "language of the text", enum="de vi mixed other"),
        _c("language_score", "certainty of the language", "number"),
        _c("title", "title of the document"),
        _c("published", "date of publication", "date"),
        _c("reference_date", "date that relative expressions count from", "date"),
        _c(
            "reference_date_source",
            "where the reference date comes from",
            enum="given metadata dateline latest_in_text none",
        ),
        _c("home_place", "id of the place that stands for the province where none is named, as in `figures.place`"),
        _c("pages", "number of pages; empty where the format has none", "integer"),
        _c("chars", "code points of the normalised text", "integer", unit="code point"),
        _c("sentences", "number of sentences", "integer"),
        _c("encoding", "encoding of the bytes"),
        _c("repairs", "what was repaired: nfc, tcvn3, vni, dehyphenated, unwrapped, lookalikes, boilerplate, ocr, ...", "list"),
        _c("number_style", "convention of decimal and thousands separators", enum="de vi en mixed"),
        _c("figures", "rows in figures", "integer"),
        _c("dates", "rows in dates", "integer"),
        _c("resolutions", "rows in resolutions", "integer"),
        _c("entities", "rows in entities", "integer"),
        _c("status", "how the document ended", enum="ok partial empty failed duplicate"),
        _c("version", "version of reportminer"),
        _c("publisher", "who published it, as the file's own data say"),
        _c("author", "who wrote it, as the file's own data say"),
        _c("source_url", "address of the page, as the page says"),
    ),
)

FIGURES: Final = Table(
    "figures",
    "every stated quantity",
    (
        *_PREFIX,
        _c("value", "the number with its scale applied; of a range the lower end", "decimal", unit="column unit"),
        _c("value_high", "upper end of a range", "decimal", unit="column unit"),
        _c("value_alt", "the other reading of an ambiguous numeral", "decimal", unit="column unit"),
        _c(
            "kind",
            "what sort of quantity",
            enum="count percent percentage_point money measure rate ratio factor fraction duration age other",
        ),
        _c("unit", "percent, pp, or UCUM / ISO 4217 spelling: VND, EUR, ha, km, t"),
        _c("per", "of a rate: what one counts per, such as person/year"),
        _c("denominator", "of a ratio: 21/25 has value 21, denominator 25", "decimal"),
        _c("counted", "noun phrase counted or measured, as in the text"),
        _c("indicator", "canonical bilingual id of what is counted"),
        _c("comparator", "relation to the true value", enum="eq approx gt ge lt le range"),
        _c("qualifier", "the words of the comparator"),
        _c("modality", "whether it is so or shall be so", enum="actual target planned estimate forecast"),
        _c("change", "set where the figure is the amount of a change", enum="increase decrease merged"),
        _c("role", "part the figure plays", enum="level delta from to part total scope"),
        _c("base", "what a percentage refers to", enum="share plan previous"),
        _c("base_period", "period compared with"),
        _c("time_start", "first day the figure refers to", "date"),
        _c("time_end", "last day the figure refers to", "date"),
        _c("time_text", "words of the time"),
        _c("time_source", "where the time was found", enum="clause sentence carried document"),
        _c("place", "canonical id of the place"),
        _c("place_text", "words of the place"),
        _c("place_source", "where the place was found"),
        _c("list_group", "figures of one enumeration share it"),
        _c("part_of", "figure that this one is a part of", "reference"),
        _c("resolution_id", "citation the figure stands with", "reference"),
        _BBOX,
    ),
    "f",
)

DATES: Final = Table(
    "dates",
    "every date, period, term and relative expression",
    (
        *_PREFIX,
        _c(
            "kind",
            "what sort of expression",
            enum="date month quarter half year partial range term open_range as_of deadline school_year season "
            "decade century week datetime set relative lunar birth_year",
        ),
        _c("value", "EDTF-like value: 2022-06-16, 2022-06, 2021/2025, 2019/.., 2025-Q3, XXXX-09-09"),
        _c("start_date", "first day; empty on an open or unknown side", "date"),
        _c("end_date", "last day; empty on an open or unknown side", "date"),
        _c("approx", "true for thirds of a year or month and other blurred bounds", "boolean"),
        _c("anchored", "true where the reference date or another date resolved it", "boolean"),
        _c("calendar", "calendar of the words", enum="gregorian lunar"),
        _c("role", "part the date plays", enum="text citation_date document_date as_of deadline birth"),
        _BBOX,
    ),
    "d",
)

RESOLUTIONS: Final = Table(
    "resolutions",
    "every cited official document",
    (
        *_PREFIX,
        _c("key", "canonical id: the same document has one key in both languages"),
        _c(
            "key_status",
            "how sure the key is",
            enum="full term_missing year_missing issuer_inferred tail_inferred partial repaired alias "
            "anaphor_unresolved",
        ),
        _c(
            "type",
            "type of the document, from its symbol where it has one",
            enum="resolution decision directive conclusion regulation statute decree circular joint_circular law code "
            "ordinance constitution notice guideline programme plan project report submission telegram "
            "official_letter gazette printed_paper judgment eu_regulation eu_directive treaty other",
        ),
        _c("number", "number without leading zeros"),
        _c("year", "year inside the symbol"),
        _c("issuer", "code of the issuer"),
        _c("issuer_name", "name of the issuer"),
        _c("symbol", "normalised symbol, such as 21-NQ/TW"),
        _c("date", "date of the cited document", "date"),
        _c("term", "term of the issuing body"),
        _c("session", "session of the issuing body"),
        _c("section", "section, article or clause cited"),
        _c("subject", "what the document is about, as cited"),
        _c(
            "jurisdiction",
            "whose law it is",
            enum="vn_party vn_state vn_assembly vn_local vn_military vn_mass de_bund de_land eu un other",
        ),
        _c("mention", "form of the citation", enum="full short list_item anaphor title_only own_heading"),
        _c("antecedent", "citation that a short form or anaphor points to", "reference"),
        _c("list_group", "citations of one enumeration share it"),
        _BBOX,
    ),
    "r",
)

RESOLUTION_INDEX: Final = Table(
    "resolution_index",
    "one row per key",
    (
        _c("key", "canonical id"),
        _c("type", "type of the document, the most frequent one"),
        _c("symbol", "symbol, the most frequent spelling"),
        _c("title", "subject, the most frequent wording"),
        _c("date", "date of the document, the most frequent one", "date"),
        _c("mentions", "number of citations", "integer"),
        _c("documents", "number of documents that cite it", "integer"),
        _c("languages", "languages it is cited in", "list"),
    ),
)

CITATIONS_GRAPH: Final = Table(
    "citations_graph",
    "who cites what: one row per citing document and cited key",
    (
        _c("source", "the citing document: its own key where its head states one, else its doc_id"),
        _c("source_kind", "what source is", enum="key document"),
        _c("target", "key of the cited document"),
        _c("mentions", "number of citations", "integer"),
        _c("documents", "number of files in which source cites target", "integer"),
    ),
)

ENTITIES: Final = Table(
    "entities",
    "named entities and gazetteer hits",
    (
        *_PREFIX,
        _c("label", "sort of entity", enum="PER ORG LOC MISC"),
        _c("name", "normalised surface: nominative, without title"),
        _c("entity_id", "canonical id across spellings and languages"),
        _c("admin_level", "level of an administrative unit"),
        _c("source", "who found it", enum="model gazetteer rule"),
        _c("score", "certainty of a model", "number"),
        _BBOX,
    ),
    "e",
)

ENTITY_COUNTS: Final = Table(
    "entity_counts",
    "how often what is named, per document and in the whole corpus",
    (
        _c("scope", "what is counted over", enum="document corpus"),
        _c("doc_id", "document of the count; empty for the corpus"),
        _c("entity_id", "canonical id"),
        _c("label", "sort of entity", enum="PER ORG LOC MISC"),
        _c("name", "the most frequent name"),
        _c("variants", "every surface, blanks folded", "list"),
        _c("mentions", "number of mentions", "integer"),
        _c("documents", "number of documents that name it", "integer"),
    ),
)

PROBLEMS: Final = Table(
    "problems",
    "everything that went wrong or was left out",
    (
        _c("path", "path relative to the input root"),
        _c("doc_id", "document of the problem"),
        _c("page", "1-based page, where known", "integer"),
        _c("stage", "where it happened", enum="read normalise extract write"),
        _c("severity", "warning: rows may be missing or doubtful; error: the document failed", enum="warning error"),
        _c("code", "short name of the problem"),
        _c("message", "one sentence"),
    ),
)

TABLES: Final[Mapping[str, Table]] = {
    table.name: table
    for table in (DOCUMENTS, FIGURES, DATES, RESOLUTIONS, RESOLUTION_INDEX, ENTITIES, ENTITY_COUNTS, PROBLEMS, CITATIONS_GRAPH)
}
MENTION_TABLES: Final = ("figures", "dates", "resolutions", "entities")
