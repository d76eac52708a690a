"""Where a figure holds: a place named in its clause or sentence, one carried from before, the document's."""

from __future__ import annotations

from reportminer.link.scene import Scene
from reportminer.rules.quantities import Quantity
from reportminer.types import EntityMention, Span

_CARRY_SENTENCES = 2


def place_of(scene: Scene, quantity: Quantity, clause: Span) -> tuple[str, str, str]:
    """(place id, its words, source) of a quantity; source is clause, sentence, carried or document."""
    sentence = scene.sentence(quantity.start)
    for span, source in ((clause, "clause"), (sentence, "sentence")):
        found = _nearest(scene.regions_in(span), quantity)
        if found is not None:
            return found.entity_id, found.text, source
    carried = _carried(scene, quantity)
    if carried is not None:
        return carried.entity_id, carried.text, "carried"
    return (scene.home_place, "", "document") if scene.home_place else ("", "", "")


def _nearest(places: list[EntityMention], quantity: Quantity) -> EntityMention | None:
    before = [place for place in places if place.end <= quantity.start]
    after = [place for place in places if place.start >= quantity.end]
    return before[-1] if before else after[0] if after else None


def _carried(scene: Scene, quantity: Quantity) -> EntityMention | None:
    index = scene.sentence_index(quantity.start)
    first = scene.paragraph_start(quantity.start)
    if index and scene.ends_paragraph(scene.sentences[index - 1]):
        return None
    for earlier in range(index - 1, max(-1, index - 1 - _CARRY_SENTENCES), -1):
        span = scene.sentences[earlier]
        if span.start < first:
            return None
        places = scene.regions_in(span)
        if places:
            return places[-1] if _one_unit(places) else None
        if earlier and scene.ends_paragraph(scene.sentences[earlier - 1]):
            return None
    return None


def _one_unit(places: list[EntityMention]) -> bool:
    """One administrative unit alone governs what follows; a country or a continent is only mentioned."""
    return len({place.entity_id for place in places}) == 1 and places[0].entity_id.startswith(("vn:", "de:"))
