"""Figures that hang together: shared units, from/to pairs, ``bzw.`` and ``lần lượt``, ellipsis, nouns that go on."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from reportminer.lang.pack import setting
from reportminer.link.linked import Linked, indicator_of
from reportminer.link.scene import Scene
from reportminer.types import Span


def from_to(scene: Scene, linked: list[Linked]) -> list[Linked]:
    """``von A auf B``, ``từ A lên B``: two figures of one noun with the roles from and to."""
    code = scene.pack.code
    for index in range(len(linked) - 1):
        left, right = linked[index], linked[index + 1]
        if (
            scene.sentence_index(left.quantity.start) != scene.sentence_index(right.quantity.start)
            or right.quantity.start - left.quantity.end > 90
        ):
            continue
        lead = setting(code, "quantity", "from_lead").search(
            scene.text, max(0, left.quantity.start - 24), left.quantity.start
        )
        if lead is None or not setting(code, "quantity", "from_to").fullmatch(
            scene.text, left.quantity.end, right.quantity.start
        ):
            continue
        noun = (
            right.figure.counted
            if right.figure.counted_span and right.figure.counted_span.start >= right.quantity.end
            else left.figure.counted or right.figure.counted
        )
        before = left.figure.modality
        was = "actual" if before in ("target", "planned") else before
        linked[index] = left.changed(
            role="from", change="", modality=was, counted=noun, indicator=indicator_of(scene, noun)
        )
        linked[index + 1] = right.changed(role="to", change="", counted=noun, indicator=indicator_of(scene, noun))
    return linked


def shared_units(linked: list[Linked]) -> list[Linked]:
    """``48, 31 bzw. 64 % der Bäume``: numbers that take their unit from the next take its noun too."""
    for index in range(len(linked) - 2, -1, -1):
        item, following = linked[index], linked[index + 1]
        span = following.figure.counted_span
        if "unit_shared" in item.quantity.flags and span is not None and span.start >= following.quantity.end:
            linked[index] = item.changed(
                counted=following.figure.counted, indicator=following.figure.indicator, counted_span=span
            )
    return linked


_ECHO = regex.compile(r"[^\d.;]{0,30}?(?:\s\(|\sbzw\.\s|\soder\s|\s\(tức\s|\stương đương\s)(?:\p{L}+\s){0,2}")


def echoed_changes(scene: Scene, linked: list[Linked]) -> list[Linked]:
    """``um 43 (11,5 %)``, ``ein Plus von 812 Fällen bzw. 38,27 %``: the same change said twice."""
    for index in range(1, len(linked)):
        item, before = linked[index], linked[index - 1]
        if (
            item.figure.change
            or not before.figure.change
            or before.figure.change == "merged"
            or item.figure.kind not in ("percent", "count")
        ):
            continue
        if item.figure.kind != before.figure.kind and _ECHO.fullmatch(
            scene.text, before.quantity.end, item.quantity.start
        ):
            linked[index] = item.changed(
                change=before.figure.change, role="delta", counted=item.figure.counted or before.figure.counted
            )
    return linked


def echoes_before(scene: Scene, linked: list[Linked]) -> list[Linked]:
    """``6,3 Mio. Euro oder 13,1 % mehr als``: the word behind the second speaks of the first as well."""
    for index in range(len(linked) - 2, -1, -1):
        item, after = linked[index], linked[index + 1]
        if item.figure.change or after.figure.change not in ("increase", "decrease"):
            continue
        if item.figure.kind != after.figure.kind and _OR.fullmatch(scene.text, item.quantity.end, after.quantity.start):
            linked[index] = item.changed(change=after.figure.change, role="delta")
    return linked


_OR = regex.compile(r"\s(?:oder|bzw\.|hay|tức)\s(?:\p{L}+\s)?")


def distributed_lists(scene: Scene, linked: list[Linked]) -> list[Linked]:
    """``668 bzw. 4.803``, ``lần lượt 5,7%, 7,0%``: figures of one list, in the order of the list before it."""
    list_word = setting(scene.pack.code, "cues", "lists")
    group = 0
    for first, last in _sentence_runs(scene, linked):
        span = scene.sentence(linked[first].quantity.start)
        mark = list_word.search(scene.text, span.start, span.end)
        if mark is None:
            continue
        members = _list_members(scene, linked[first:last], mark)
        if len(members) < 2:
            continue
        group += 1
        for offset in members:
            linked[first + offset] = linked[first + offset].changed(list_group=f"l{group}")
        _share_change(linked, first, members)
        _share_noun(linked, first, members)
        _distribute(scene, linked, first, members)
    return linked


def _sentence_runs(scene: Scene, linked: Sequence[Linked]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    start = 0
    for index in range(1, len(linked) + 1):
        if index == len(linked) or scene.sentence_index(linked[index].quantity.start) != scene.sentence_index(
            linked[start].quantity.start
        ):
            runs.append((start, index))
            start = index
    return runs


_BETWEEN = regex.compile(r"[\s,;]*(?:und|và|bzw\.|beziehungsweise|respektive|sowie|\s)*\s*")


def _list_members(scene: Scene, items: Sequence[Linked], mark: regex.Match[str]) -> list[int]:
    """The run of neighbouring numbers around (or after) the list word, separated by commas and conjunctions only."""
    start = next((i for i, item in enumerate(items) if item.quantity.start >= mark.end()), None)
    if start is None:
        return []
    members = [start]
    while members[0] > 0 and _BETWEEN.fullmatch(
        scene.text, items[members[0] - 1].quantity.end, items[members[0]].quantity.start
    ):
        members.insert(0, members[0] - 1)
    while members[-1] + 1 < len(items) and _BETWEEN.fullmatch(
        scene.text, items[members[-1]].quantity.end, items[members[-1] + 1].quantity.start
    ):
        members.append(members[-1] + 1)
    return members


def _share_change(linked: list[Linked], first: int, members: list[int]) -> None:
    """``tăng lần lượt 5% và 7%``: the verb before the list is everybody's."""
    lead = linked[first + members[0]].figure
    for offset in members[1:]:
        item = linked[first + offset]
        if lead.change and not item.figure.change and item.figure.kind == lead.kind:
            linked[first + offset] = item.changed(change=lead.change, role=lead.role)


def _share_noun(linked: list[Linked], first: int, members: list[int]) -> None:
    """``lần lượt kết nạp 17, 14 và 12 đảng viên``: the noun after the last number is everybody's."""
    last = linked[first + members[-1]]
    span = last.figure.counted_span
    if span is None or span.start < last.quantity.end or last.figure.kind != "count":
        return
    for offset in members[:-1]:
        item = linked[first + offset]
        own = item.figure.counted_span is not None and item.figure.counted_span.start >= item.quantity.end
        if item.figure.kind == "count" and not own:
            linked[first + offset] = item.changed(counted=last.figure.counted, indicator=last.figure.indicator)


def _distribute(scene: Scene, linked: list[Linked], first: int, members: list[int]) -> None:
    """Give each member the counted noun of the figure at the same place in the list before (same kind, same length)."""
    earlier = [linked[first + i] for i in range(members[0])]
    if len(earlier) < len(members):
        return
    source = earlier[-len(members) :]
    kinds = {item.figure.kind for item in source}, {linked[first + offset].figure.kind for offset in members}
    if len(kinds[0]) > 1 or (kinds[0] != kinds[1] and kinds[1] != {"percent"}):
        return
    for item, offset in zip(source, members, strict=True):
        target = linked[first + offset]
        own = target.figure.counted_span is not None and target.figure.counted_span.start >= target.quantity.end
        if not own and item.figure.counted:
            linked[first + offset] = target.changed(counted=item.figure.counted, indicator=item.figure.indicator)


def instead_of(scene: Scene, linked: list[Linked]) -> list[Linked]:
    """``22 statt bisher 12 Plätze``, ``45 ambulante und 12 stationäre Fälle``: both count what stands behind the second."""
    for index in range(len(linked) - 1):
        item, following = linked[index], linked[index + 1]
        if item.has_own_noun or item.figure.kind != following.figure.kind or not following.has_own_noun:
            continue
        gap = scene.text[item.quantity.end : following.quantity.start]
        shares = setting(scene.pack.code, "cues", "shared_head").fullmatch(gap) is not None
        if shares or (not item.figure.counted and setting(scene.pack.code, "cues", "instead").fullmatch(gap)):
            linked[index] = item.with_noun_of(following)
    return linked


def inherited_nouns(scene: Scene, linked: list[Linked]) -> list[Linked]:
    """A number without a noun of its own takes the noun of a figure before it (``zwölf sind abgeschlossen``)."""
    for index in range(1, len(linked)):
        item = linked[index]
        where = _is_only_where(scene, item)
        known = item.figure.counted and not where
        if known or item.figure.kind in ("duration", "age") or _is_an_object(scene, item):
            continue
        donor = _donor(scene, linked, index)
        if donor is not None:
            linked[index] = item.changed(counted=donor.figure.counted, indicator=donor.figure.indicator)
        elif where:
            linked[index] = item.changed(counted="", indicator="")
    return linked


def _is_only_where(scene: Scene, item: Linked) -> bool:
    """``doanh thu giảm 5%: Huế giảm 8%``, ``690 ca (Hà Nam: 521, Huế: 73)``: places have the noun of the figure before."""
    span = item.figure.counted_span
    if item.figure.kind not in ("percent", "count") or span is None or span.start >= item.quantity.start:
        return False
    near = scene.places_in(Span(max(0, span.start - 24), span.end))
    return any(place.start <= span.start and place.end >= span.end - 1 for place in near)


def _is_an_object(scene: Scene, item: Linked) -> bool:
    """``phải hoàn trả 2 tỷ đồng``: money that somebody pays is of nothing but itself."""
    if item.figure.kind not in ("money", "rate") or item.figure.role == "part":
        return False
    verbs = setting(scene.pack.code, "cues", "paid")
    return verbs.search(scene.text, max(0, item.quantity.start - 40), item.quantity.start) is not None


_DONORS = 6
_DONOR_REACH = 220
_SENTENCE_REACH = 420


def _donor(scene: Scene, linked: Sequence[Linked], index: int) -> Linked | None:
    """The figure whose noun goes on: of this sentence, or of the last one where the text goes on about it.

    What only tells where or of what (``in 45 Schulen``) gives its noun last; across a sentence border a part gives way
    to its whole.
    """
    item = linked[index]
    here = scene.sentence_index(item.quantity.start)
    second: Linked | None = None
    for other in reversed(linked[max(0, index - _DONORS) : index]):
        steps = here - scene.sentence_index(other.quantity.start)
        reach = _DONOR_REACH if steps else _SENTENCE_REACH
        if steps > 1 or item.quantity.start - other.quantity.end >= reach or (second is not None and steps):
            break
        if not other.figure.counted or other.figure.kind in ("duration", "age"):
            continue
        if steps == 1 and not _goes_on(scene, item, other):
            break
        if other.figure.base == "plan" and other.has_own_noun and (item.figure.change or item.figure.kind != "percent"):
            continue  # `103 % des Voranschlags, 12 % mehr als im Vorjahr`: of what was planned speaks the share only
        if not _same_thing(scene, item, other):
            if other.figure.role == "part":
                continue
            break
        if other.figure.role == "scope" and item.figure.kind not in _COUNTS and not _is_gloss(scene, item, other):
            continue  # `In 18 Ländern liegt sie über 20 Prozent`: where, not what
        whole = item.figure.role == "part" and other is linked[index - 1]
        if (_oblique(scene, other) and not whole) or (steps == 1 and other.figure.role == "part"):
            second = second or other
            continue
        return other
    return second


_COUNTS = {"count", "ratio", "fraction"}
_AMOUNTS = {"money", "measure", "rate"}
_ADJACENT = regex.compile(r"[^.;\d]{0,40}[(=]\s?[^.;\d()]{0,24}")


def _same_thing(scene: Scene, item: Linked, other: Linked) -> bool:
    """Money and measures go on about money and measures; about counts only in brackets right after them."""
    if item.figure.kind not in _AMOUNTS or other.figure.kind in _AMOUNTS:
        return True
    return _is_gloss(scene, item, other)


def _is_gloss(scene: Scene, item: Linked, other: Linked) -> bool:
    """``In 137 Fällen (das sind 33,3 %)``: the second number tells the first again."""
    return _ADJACENT.fullmatch(scene.text, other.quantity.end, item.quantity.start) is not None


def _oblique(scene: Scene, other: Linked) -> bool:
    """True behind a preposition or an article in the genitive: that noun is not what the sentence speaks of."""
    if other.figure.role == "scope":
        return True
    before = setting(scene.pack.code, "cues", "oblique")
    return (
        other.figure.kind in _COUNTS
        and before.search(scene.text, max(0, other.quantity.start - 24), other.quantity.start) is not None
    )


def _goes_on(scene: Scene, item: Linked, before: Linked) -> bool:
    """Across a sentence border a pronoun goes on about the same thing, a number of the same sort, or one at the head."""
    start = scene.sentence(item.quantity.start).start
    cues = setting(scene.pack.code, "cues", "goes_on"), setting(scene.pack.code, "cues", "anaphor")
    if cues[0].match(scene.text, start) or cues[1].match(scene.text, item.quantity.end):
        return True
    if item.figure.kind in _COUNTS or (item.figure.kind == "percent" and item.quantity.start - start < 12):
        return before.figure.kind in _COUNTS or before.figure.kind == item.figure.kind
    return item.figure.kind == before.figure.kind and item.figure.unit == before.figure.unit
