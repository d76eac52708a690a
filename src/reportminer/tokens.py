"""Our own tokenizers, the same at training and at run time: words, numbers and marks with exact offsets.

German splits words at inner hyphens and numbers from marks (``Grenz-`` | ``2020`` ``–`` ``2025`` | ``21`` ``-`` ``NQ`` ``/``
``TW``), Vietnamese goes by syllables.  ``doc.text == text`` always holds: runs of blanks and line breaks become tokens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spacy import util
from spacy.tokens import Doc

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.vocab import Vocab

_NUMBER = r"\d+(?:[.,]\d+)*"
_BLANK = r"\s+"
_PATTERNS = {
    "de": rf"(?:[^\W\d_]\.)(?:[^\W\d_]\.)+|[^\W\d_]+(?:['’][^\W\d_]+)?|{_NUMBER}|{_BLANK}|[^\w\s]|_+|\w+?",
    "vi": rf"[^\W\d_]+(?:['’][^\W\d_]+)?|{_NUMBER}|{_BLANK}|[^\w\s]|_+|\w+?",
}


def words(text: str, code: str) -> Iterator[tuple[int, int]]:
    """Yield the borders of the tokens of a text without single blanks: what the NER model reads, without spaCy.

    >>> [text[start:end] for text in ["21-NQ/TW\\nvom"] for start, end in words(text, "de")]
    ['21', '-', 'NQ', '/', 'TW', '\\n', 'vom']
    """
    for found in _compiled(code).finditer(text):
        if found.group() != " ":
            yield found.span()


@cache
def _compiled(code: str) -> re.Pattern[str]:
    return re.compile(_PATTERNS[code])


class PatternTokenizer:
    """Cuts a text by one pattern whose alternatives cover every character."""

    def __init__(self, vocab: Vocab, code: str) -> None:
        """``code`` names the language whose pattern is used."""
        self.vocab = vocab
        self.code = code
        self._find = _compiled(code).findall

    def __call__(self, text: str) -> Doc:
        """Return the tokens of ``text``; a single blank after a word belongs to it, as in every spaCy Doc."""
        words: list[str] = []
        spaces: list[bool] = []
        for piece in self._find(text):
            if piece == " " and words and not spaces[-1] and not words[-1].isspace():
                spaces[-1] = True
            elif piece[0] == " " and len(piece) > 1 and words and not words[-1].isspace():
                spaces[-1] = True
                words.append(piece[1:])
                spaces.append(False)
            else:
                words.append(piece)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_bytes(self, **_: Any) -> bytes:
        """Nothing but the language code is kept: the pattern is code."""
        return self.code.encode()

    def from_bytes(self, data: bytes, **_: Any) -> PatternTokenizer:
        """Restore :meth:`to_bytes`."""
        self.code = data.decode()
        self._find = _compiled(self.code).findall
        return self

    def to_disk(self, path: Path | str, **_: Any) -> None:
        """Write the language code to a file."""
        Path(path).write_bytes(self.to_bytes())

    def from_disk(self, path: Path | str, **_: Any) -> PatternTokenizer:
        """Read :meth:`to_disk`."""
        return self.from_bytes(Path(path).read_bytes())


@util.registry.tokenizers("reportminer_tokenizer")  # type: ignore[untyped-decorator]  # spaCy registries are untyped
def create_tokenizer(code: str) -> Callable[[Language], PatternTokenizer]:
    """The tokenizer of a language for spaCy's config: ``@tokenizers = "reportminer_tokenizer"``, ``code = "de"``."""

    def build(nlp: Language) -> PatternTokenizer:
        return PatternTokenizer(nlp.vocab, code)

    return build
