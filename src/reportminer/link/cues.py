"""Words around a quantity that say how exact, how real and which way: comparator, modality, change, role, base."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import regex

from reportminer.lang.pack import Pack, load, setting
from reportminer.rules.anchors import REACH
from reportminer.rules.quantities import Quantity
from reportminer.types import Span

_LEADS = regex.compile(r"\s+(?:(?:von|in\s+Höhe\s+von|bei)\s+)?(?:(?:rund|etwa|mindestens|höchstens|knapp)\s+)?[\d]")


_MEASURED_BY = regex.compile(r"\b(?:unter|über|hinter|gegenüber|statt|als|an)\s(?:dem|den|der|die|das)\s$")


def _leads(text: str, cue: regex.Match[str]) -> bool:
    """``lag unter der Zielmarke von 4 %``, ``blieb unter dem Ansatz``: a noun of another number, or one compared with."""
    if not text[cue.start()].isupper():
        return False
    compared = _MEASURED_BY.search(text, max(0, cue.start() - 16), cue.start())
    return compared is not None or _LEADS.match(text, cue.end()) is not None


_SIGNED_CHANGES = {"percent", "percentage_point"}
"""A minus before a percentage is a fall; before an amount of money or a temperature it is a level."""


@cache
def cues(code: str) -> Cues:
    """The cue patterns of a language."""
    return Cues(load(code))


@dataclass(frozen=True, eq=False)
class Cues:
    """Compiled cue patterns of one language; every method looks at one quantity in its sentence."""

    pack: Pack

    @cached_property
    def _left_comparator(self) -> regex.Pattern[str]:
        between = self.pack.settings["cues"]["comparator_between"]
        return self.pack.compile(rf"(?<!\w)(?P<word>{{comparator}}){between}$")

    def comparator(self, text: str, quantity: Quantity) -> tuple[str, str]:
        """(comparator, the words) of a quantity; a range keeps ``range``."""
        left = self._left_comparator.search(text, max(0, quantity.start - 40), quantity.start)
        word = left["word"] if left else ""
        if quantity.high is not None:
            return "range", word
        if left is not None and not self._is_of_a_verb(text, left):
            return self.pack.value("comparator", word) or "eq", word
        right = self._cue("comparator_after").match(text, quantity.end, quantity.end + REACH)
        if right is not None:
            return ("ge" if right["ge"] else "le"), (right["ge"] or right["le"])
        return "eq", ""

    def _cue(self, name: str) -> regex.Pattern[str]:
        return setting(self.pack.code, "cues", name)

    def _is_of_a_verb(self, text: str, found: regex.Match[str]) -> bool:
        """``verfügt über 842 Betten``, ``ein Kredit über 3 Mio. Euro``: the word belongs to what stands before."""
        return self._cue("governor").search(text, max(0, found.start("word") - 60), found.end("word")) is not None

    # --- modality --------------------------------------------------------------------------------------------

    @cached_property
    def _modality(self) -> regex.Pattern[str]:
        return self.pack.compile(r"(?<!\w)(?P<word>{modality_cue})(?!\w)")

    def modality(self, text: str, quantity: Quantity, clause: Span, sentence: Span) -> str:
        """actual, target, planned, estimate or forecast: the nearest cue of the clause or the sentence's lead."""
        window = Span(max(self._from_where(text, quantity, clause, sentence), quantity.start - 500), clause.end)
        found = [match for match in self._modality.finditer(text, *window) if self._reaches(text, match, quantity)]
        before = [match for match in found if match.end() <= quantity.start]
        inside = [match for match in found if match.start() >= quantity.end and not self._is_aside(text, match, quantity)]
        inside = [match for match in inside if not self._is_attribute(text, match, inside) and not _leads(text, match)]
        near = before[-1] if before else inside[0] if inside and self.pack.settings["cues"]["verb_last"] else None
        if near is not None:
            return self.pack.value("modality_cue", near["word"]) or "actual"
        end = clause.end if self.pack.settings["cues"]["verb_last"] else quantity.start
        if self._cue("future").search(text, clause.start, end):
            return "planned"
        return "actual"

    def _reaches(self, text: str, match: regex.Match[str], quantity: Quantity) -> bool:
        """A goal governs every number after it, an estimate or a plan only the next one."""
        if self._cue("modality_block").search(text, max(0, match.start() - 24), min(match.end() + 20, len(text))):
            return False
        if self._cue("counted_cue").search(text, max(0, match.start() - 12), match.end() + 1):
            return False  # `21/25 Ziele`, `3 chỉ tiêu`
        after = quantity.start >= match.end()
        if after and self._cue("done").search(text, match.end(), quantity.start):
            return False  # `theo kế hoạch năm 2024, đã kiểm toán 15 bộ`
        if after and self.pack.settings["cues"]["verb_last"] and text[match.end() : match.end() + 1] in (",", ".", ";"):
            return False  # `auf 7.120 geschätzt, ein Anstieg von 13 %`
        if self.pack.value("modality_cue", match["word"]) == "target":
            return True
        if abs(match.start() - quantity.start) > 160:
            return False
        if ";" in text[match.end() : quantity.start]:
            return False  # a plan of the clause before
        between = self._cue("calendar").sub("", text[min(match.end(), quantity.end) : max(match.start(), quantity.start)])
        return not any(char.isdigit() for char in between)

    def _is_attribute(self, text: str, match: regex.Match[str], others: list[regex.Match[str]]) -> bool:
        """``95 % der geplanten Mittel sollen``: an adjective gives way to the verb behind it."""
        noun = self._cue("noun_next").match(text, match.end(), match.end() + REACH)
        return noun is not None and match is not others[-1]

    def _is_aside(self, text: str, match: regex.Match[str], quantity: Quantity) -> bool:
        """``wurden 193 Mio. Euro ermittelt, die verrechnet werden sollen``: the cue of a relative clause behind."""
        return self._cue("relative").search(text, quantity.end, match.start()) is not None

    def _from_where(self, text: str, quantity: Quantity, clause: Span, sentence: Span) -> int:
        """Where the cues for ``quantity`` may stand: what was done in a clause is no goal of the clause before."""
        done = clause.start > sentence.start and self._cue("done").search(text, clause.start, clause.end)
        return clause.start if done else sentence.start

    def named(self, text: str, span: Span) -> str:
        """The modality that a heading or column head names (``Ansatz``, ``Kế hoạch``), or empty."""
        match = self._modality.search(text, span.start, span.end)
        return (self.pack.value("modality_cue", match["word"]) or "") if match else ""

    # --- change ----------------------------------------------------------------------------------------------

    @cached_property
    def _change(self) -> regex.Pattern[str]:
        return self.pack.compile(r"(?<!\w)(?P<word>{change_cue})(?!\w)")

    @cached_property
    def _far(self) -> regex.Pattern[str]:
        return self.pack.compile(r"(?<!\w)(?P<word>{far_verb})(?!\w)")

    def change(self, text: str, quantity: Quantity, clause: Span, sentence: Span) -> str:
        """increase, decrease or merged when the figure itself is the amount of a change; else empty."""
        if "sign" in quantity.flags and (quantity.kind in _SIGNED_CHANGES or quantity.value > 0):
            return "decrease" if quantity.value < 0 else "increase"
        if self._cue("negated").search(text, max(0, quantity.start - 24), quantity.start):
            return ""  # `không thấp hơn 5%`: a limit, no fall
        more = self._cue("more_after").match(text, quantity.end, quantity.end + REACH)
        if more is not None:
            return "increase" if more["inc"] else "decrease"
        if quantity.high is None and self._from.search(text, max(0, quantity.start - 8), quantity.start):
            return ""  # `giảm từ 12,25% xuống`: where it began
        if self._cue("level").search(text, max(clause.start, quantity.start - 40), quantity.start):
            return ""
        delta = self._cue("delta").search(text, max(sentence.start, quantity.start - 60), quantity.start)
        if delta is not None:
            return self._direction(text, quantity, clause, sentence, delta)
        return ""

    def _only_compares(self, text: str, quantity: Quantity, cue: str) -> bool:
        """``mức hưởng thấp hơn 3.500.000 đồng``: a limit, unless something is compared (``so với``)."""
        if quantity.kind not in ("money", "rate", "measure") or self.pack.value("comparator", cue) is None:
            return False
        return self._compares.search(text, quantity.end, min(len(text), quantity.end + 40)) is None

    @cached_property
    def _compares(self) -> regex.Pattern[str]:
        return self.pack.compile(r"(?<!\w){compare_cue}(?!\w)")

    @cached_property
    def _from(self) -> regex.Pattern[str]:
        return self.pack.compile(self.pack.settings["cues"].get("from_word", "(?!)"))

    @cached_property
    def _torn(self) -> regex.Pattern[str]:
        return self.pack.compile(self.pack.settings["cues"].get("torn_verb", "(?!)"))

    def far_change(self, text: str, quantity: Quantity, clause: Span) -> str:
        """A count whose verb says what was done with it at the far end: ``44 Abteilungen ... gestrafft``."""
        if quantity.kind != "count":
            return ""
        match = self._far.search(text, quantity.end, clause.end)
        return (self.pack.value("far_verb", match["word"]) or "") if match else ""

    def _direction(self, text: str, quantity: Quantity, clause: Span, sentence: Span, delta: regex.Match[str]) -> str:
        named = delta.groupdict().get("cue")
        if named and self._only_compares(text, quantity, named):
            return ""
        if named:
            return self.pack.value("change_cue", named) or ""
        for span in (clause, sentence):
            window = Span(max(span.start, quantity.start - 140), min(span.end, quantity.end + 120))
            torn = self._torn.search(text, *window)
            if torn is not None and torn.start() <= quantity.start:
                return "increase" if torn["inc"] else "decrease"
            before = list(self._change.finditer(text, window.start, quantity.start))
            after = self._change.search(text, quantity.end, window.end)
            match = before[-1] if before else after
            if match is not None:
                return self.pack.value("change_cue", match["word"]) or ""
        return ""

    # --- role and base ---------------------------------------------------------------------------------------

    @cached_property
    def _part(self) -> regex.Pattern[str]:
        return self.pack.compile(r"(?<!\w)(?:{part_cue})(?!\w){gap}(?:(?:\p{L}++|(?:19|20)\d\d|\d{1,2}\.){gap}){0,5}$")

    @cached_property
    def _total(self) -> regex.Pattern[str]:
        block = self.pack.settings["cues"].get("total_block", "(?!)")
        return self.pack.compile(rf"(?<!\w)(?:{{total_cue}})(?!\w)(?!{block}){{gap}}(?:\p{{L}}++{{gap}}){{0,2}}$")

    @cached_property
    def _plan(self) -> regex.Pattern[str]:
        return self.pack.compile(r"{gap}(?:so{gap}với{gap}|của{gap})?(?:{plan_cue})(?!\w)")

    def role(self, text: str, quantity: Quantity, sentence: Span) -> str:
        """part, total, scope or empty (from, to and delta are set by the caller)."""
        start = max(sentence.start, quantity.start - 40)
        if self._part.search(text, start, quantity.start):
            return "part"
        if quantity.kind in ("count", "ratio") and self._cue("scope").search(text, start, quantity.start):
            return "scope"
        return "total" if self._total.search(text, start, quantity.start) else ""

    def base(self, text: str, quantity: Quantity, counted_right: bool) -> str:
        """plan for ``103,8 % des Plans``, share for a percentage of something named right after it."""
        if quantity.kind != "percent":
            return ""
        if self._plan.match(text, quantity.end, quantity.end + REACH):
            return "plan"
        return "share" if counted_right else ""
