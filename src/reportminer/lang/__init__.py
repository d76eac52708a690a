"""Language packs: words in TSV, patterns in TOML, one folder per language.  ``load("de")`` gives the pack."""

from reportminer.lang.pack import Pack, PatternRule, available, load

__all__ = ["Pack", "PatternRule", "available", "load"]
