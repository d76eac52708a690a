"""Turn the match of a citation rule into drafts: the handlers named in ``citations.toml``."""

from __future__ import annotations

from collections.abc import Mapping

from reportminer.lang import PatternRule
from reportminer.rules import citegerman, citeinternational, citetitles, citevietnamese
from reportminer.rules.citecontext import Context, Handler, Match
from reportminer.rules.citedrafts import Draft

_HANDLERS: Mapping[str, Handler] = {
    **citevietnamese.HANDLERS,
    **citegerman.HANDLERS,
    **citetitles.HANDLERS,
    **citeinternational.HANDLERS,
}


def handle(match: Match, rule: PatternRule, context: Context) -> list[Draft]:
    """The drafts of one match, in text order; none where the match turns out to be no citation."""
    return list(_HANDLERS[rule.value](match, rule, context))
