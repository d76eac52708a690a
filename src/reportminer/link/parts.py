"""Parts and wholes: shares of plans, who bears a part, ``davon`` and ``trong đó``, units that are not said again."""

from __future__ import annotations

from reportminer.lang.pack import setting
from reportminer.link.linked import Linked
from reportminer.link.scene import Scene


def shares_of_plans(scene: Scene, linked: list[Linked]) -> list[Linked]:
    """``1.432 Mitglieder und damit 79,5 % des Jahresplans``, ``96 % des Plans und 129 % gegenüber``: what was planned."""
    for index in range(1, len(linked)):
        item, before = linked[index], linked[index - 1]
        if item.figure.kind != "percent" or not before.figure.counted or item.has_own_noun:
            continue
        gap = scene.text[before.quantity.end : item.quantity.start]
        again = before.figure.kind == "percent" and before.figure.base == "plan" and _plan_again(item, before, gap)
        if again or (item.figure.base == "plan" and setting(scene.pack.code, "cues", "thereby").search(gap)):
            linked[index] = item.with_noun_of(before)
    return linked


def _plan_again(item: Linked, before: Linked, gap: str) -> bool:
    span = item.figure.counted_span
    return (
        span is not None and span.start >= before.quantity.end and len(gap) < _NEAR and not any(map(str.isdigit, gap))
    )


_NEAR = 60


def borne_parts(scene: Scene, linked: list[Linked]) -> list[Linked]:
    """``Mehrkosten 9,7 Mio. €, davon trug das Land 6,1 Mio. €``: who bears a part is not what is counted."""
    for index in range(1, len(linked)):
        item, before = linked[index], linked[index - 1]
        if item.figure.role != "part" or item.figure.kind != "money" or before.figure.kind != "money":
            continue
        gap = scene.text[before.quantity.end : item.quantity.start]
        if before.figure.counted and not item.has_own_noun and setting(scene.pack.code, "cues", "bears").search(gap):
            linked[index] = item.with_noun_of(before)
    return linked


def _is_next_part(scene: Scene, before: Linked, item: Linked) -> bool:
    """``davon 12 Schulen, 8 Kitas und 3 Hallen``: the next of a list of parts."""
    if before.figure.role != "part" or item.figure.role or item.figure.kind != before.figure.kind:
        return False
    gap = setting(scene.pack.code, "cues", "next_part")
    return gap.fullmatch(scene.text, before.quantity.end, item.quantity.start) is not None


def parts_of_wholes(scene: Scene, linked: list[Linked]) -> list[Linked]:
    """``davon``, ``trong đó``: part of the figure before it in this sentence or the last."""
    for index in range(1, len(linked)):
        if _is_next_part(scene, linked[index - 1], linked[index]):
            linked[index] = linked[index].changed(role="part")
        item = linked[index]
        if item.figure.role != "part":
            continue
        whole = next(
            (
                other
                for other in range(index - 1, -1, -1)
                if linked[other].figure.role not in ("part", "scope") or other == 0
            ),
            None,
        )
        if (
            whole is not None
            and scene.sentence_index(item.quantity.start) - scene.sentence_index(linked[whole].quantity.start) <= 1
        ):
            linked[index] = item.changed(
                part_of=f"f{whole + 1}", modality=_as_meant(scene, item, linked[whole]), **_as_money(item, linked[whole])
            )
    return linked


def _as_money(part: Linked, whole: Linked) -> dict[str, str]:
    """``120 Millionen Euro, von denen erst 47 Millionen abgerufen sind``: the part is money as its whole is."""
    return {"kind": "money", "unit": whole.figure.unit} if _is_bare(part) and whole.figure.kind == "money" else {}


def _is_bare(item: Linked) -> bool:
    return item.figure.kind == "count" and item.quantity.scale > 1 and not item.has_own_noun


def elided_units(scene: Scene, linked: list[Linked]) -> list[Linked]:
    """``83 Millionen Kubikmeter, 2,9 Millionen mehr als 2020``: the unit is not said again."""
    for index in range(1, len(linked)):
        item, before = linked[index], linked[index - 1]
        same = scene.sentence_index(item.quantity.start) == scene.sentence_index(before.quantity.start)
        if same and item.figure.change and _is_bare(item) and before.figure.kind in ("money", "measure"):
            linked[index] = item.changed(kind=before.figure.kind, unit=before.figure.unit)
    return linked


def _as_meant(scene: Scene, part: Linked, whole: Linked) -> str:
    """The parts of what is planned are planned, as far as the same sentence tells them."""
    same = scene.sentence_index(part.quantity.start) == scene.sentence_index(whole.quantity.start)
    return whole.figure.modality if same and part.figure.modality == "actual" else part.figure.modality
