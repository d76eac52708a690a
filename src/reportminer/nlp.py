"""The spaCy pipeline of a language: our tokenizer, our sentences, the gazetteer and, where one was trained, a NER model.

A trained model lies in ``reportminer/models/<code>`` (the wheel) or ``models/<code>`` (the repository).  Without one
everything runs on tables and patterns, and :func:`model_status` says so.  The miner asks the model directly
(:mod:`reportminer.model_entities`): it needs no Doc.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from reportminer import organs, places, sentences, tokens
from reportminer.gazetteer import old_tones, slug
from reportminer.models import ModelStatus, model_status, recognizer
from reportminer.types import EntityMention

MAX_CHARS = 100_000
"""Longer texts go through the pipeline in pieces that end at a paragraph."""

MAX_STRINGS = 400_000
"""A pipeline that has met more different words than this is built anew: spaCy's string store only grows."""

LABELS = ("PER", "ORG", "LOC", "MISC")


@Language.factory("reportminer_sentences", default_config={"code": "de"}, assigns=["token.is_sent_start"])
def create_sentences(nlp: Language, name: str, code: str) -> SentenceComponent:
    """The component that marks the sentences of :func:`reportminer.sentences.split`."""
    return SentenceComponent(code)


@Language.factory("reportminer_gazetteer", default_config={"code": "de"}, assigns=["doc.spans"])
def create_gazetteer(nlp: Language, name: str, code: str) -> GazetteerComponent:
    """The component that puts the names of the tables into ``doc.spans["gazetteer"]``."""
    return GazetteerComponent(code)


class SentenceComponent:
    """Marks sentence starts."""

    def __init__(self, code: str) -> None:
        """``code`` is the language of the texts."""
        self.code = code

    def __call__(self, doc: Doc) -> Doc:
        """Set the sentence starts of all tokens at once (token by token spaCy needs quadratic time)."""
        borders = [span.start for span in sentences.split(doc.text, self.code)]
        starts = doc.to_array("IDX").astype("int64")
        values = numpy.full(len(doc), -1, dtype="int64")
        values[numpy.searchsorted(starts, borders, side="right") - 1] = 1
        values[:1] = 1
        column = values.astype("uint64")
        doc.from_array(["SENT_START"], column)  # type: ignore[arg-type]  # the stub knows no single column
        return doc


class GazetteerComponent:
    """Finds places and organs on the characters: the same search as without spaCy, ten times as fast as on tokens."""

    def __init__(self, code: str) -> None:
        """``code`` is the language of the texts."""
        self.code = code

    def __call__(self, doc: Doc) -> Doc:
        """Fill ``doc.spans["gazetteer"]``; the id of a span is its ``kb_id_``."""
        plain = old_tones(doc.text)
        found = [(hit.start, hit.end, "LOC", hit.entry.id) for hit in places.find(plain, self.code)]
        found += [(hit.start, hit.end, "ORG", hit.entry.id) for hit in organs.gazetteer(self.code).find(plain)]
        spans = [
            doc.char_span(start, end, label, kb_id=key, alignment_mode="expand") for start, end, label, key in found
        ]
        doc.spans["gazetteer"] = filter_spans([span for span in spans if span is not None])
        return doc


@Language.factory("reportminer_ner", default_config={"code": "de"}, assigns=["doc.ents"])
def create_ner(nlp: Language, name: str, code: str) -> NerComponent:
    """The component that sets ``doc.ents`` by the trained model of the language."""
    return NerComponent(code)


class NerComponent:
    """Finds persons, organisations and places by the trained model; nothing where there is none."""

    def __init__(self, code: str) -> None:
        """``code`` is the language of the texts."""
        self.code = code

    def __call__(self, doc: Doc) -> Doc:
        """Set the entities of a Doc."""
        model = recognizer(self.code)
        found = model.find(doc.text) if model is not None else ()
        spans = [doc.char_span(row.start, row.end, row.label, alignment_mode="expand") for row in found]
        doc.ents = filter_spans([span for span in spans if span is not None])
        return doc


@cache
def pipeline(code: str, models: bool = True) -> Language:
    """The pipeline of a language, built once; with ``models`` its trained NER model is part of it where there is one."""
    nlp = blank(code)
    nlp.max_length = 10 * MAX_CHARS
    nlp.add_pipe("reportminer_sentences", config={"code": code})
    if models and recognizer(code) is not None:
        nlp.add_pipe("reportminer_ner", config={"code": code})
    nlp.add_pipe("reportminer_gazetteer", config={"code": code})
    return nlp


def blank(code: str) -> Language:
    """A pipeline with nothing but our tokenizer."""
    config = {"nlp": {"tokenizer": {"@tokenizers": "reportminer_tokenizer", "code": code}}}
    return spacy.blank("xx", config=config)


def docs(text: str, code: str, *, models: bool = True) -> Iterator[tuple[int, Doc]]:
    """Yield ``(offset, Doc)`` for the pieces of a text, at most :data:`MAX_CHARS` characters each."""
    for start, end in pieces(text):
        nlp = pipeline(code, models)
        if len(nlp.vocab.strings) > MAX_STRINGS:
            pipeline.cache_clear()
            nlp = pipeline(code, models)
        yield start, nlp(text[start:end])


def pieces(text: str, size: int = MAX_CHARS) -> Iterator[tuple[int, int]]:
    """Cut a text into ranges of at most ``size`` characters, at a blank line, else a line break, else a blank."""
    start = 0
    while len(text) - start > size:
        end = _cut(text, start, start + size)
        yield start, end
        start = end
    if start < len(text):
        yield start, len(text)


def _cut(text: str, start: int, limit: int) -> int:
    for border in ("\n\n", "\n", " "):
        found = text.rfind(border, start + 1, limit)
        if found > start:
            return found + len(border)
    return limit


def mentions(doc: Doc, offset: int = 0) -> Iterator[EntityMention]:
    """The entities of a Doc as mentions; ``offset`` is where the Doc begins in its text."""
    for span in doc.ents:
        if span.label_ in LABELS and not span.text.isspace():
            yield _mention(span, offset)


def _mention(span: Span, offset: int) -> EntityMention:
    name = " ".join(span.text.split())
    known = span.kb_id_ or (f"per:{slug(name)}" if span.label_ == "PER" else "")
    start, end = span.start_char + offset, span.end_char + offset
    return EntityMention(start, end, span.text, "model.ner", span.label_, name, known, source="model")


__all__ = ["ModelStatus", "blank", "docs", "mentions", "model_status", "pieces", "pipeline", "tokens"]
