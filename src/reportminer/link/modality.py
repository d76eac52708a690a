"""What is meant to be, planned, estimated: the cue of the sentence, of a table head, of the heading or lead above."""

from __future__ import annotations

from reportminer.lang.pack import setting
from reportminer.link.cues import cues
from reportminer.link.linked import Linked
from reportminer.link.scene import Scene
from reportminer.link.timecarry import LIST_MARK, is_heading
from reportminer.link.times import When
from reportminer.rules.quantities import Quantity
from reportminer.types import Span

_BACK = 40
"""How many sentences back the heading of a section is looked for."""


class Modality:
    """The modality of every quantity of one scene; headings are read once per sentence."""

    def __init__(self, scene: Scene) -> None:
        """Begin before the first figure of ``scene``."""
        self._scene = scene
        self._heads: dict[int, bool] = {}

    def of(self, quantity: Quantity, clause: Span, sentence: Span, when: When) -> str:
        """actual, target, planned, estimate or forecast."""
        scene = self._scene
        finder = cues(scene.pack.code)
        found = finder.modality(scene.text, quantity, clause, sentence)
        if found != "actual":
            return found
        cell = scene.cell(quantity.start)
        heads = [span for span in (cell.column_header, cell.group_header, cell.row_header) if span] if cell else []
        named = next((cue for span in heads if (cue := finder.named(scene.text, span))), "")
        if named:
            return named
        ahead = when.deadline or (cell is None and not quantity.words and self._under_goals(quantity, sentence))
        return "target" if ahead and not self._is_done(quantity, sentence) else "actual"

    def _is_done(self, quantity: Quantity, sentence: Span) -> bool:
        done = setting(self._scene.pack.code, "cues", "done")
        return done.search(self._scene.text, sentence.start, min(sentence.end, quantity.end + 40)) is not None

    def _under_goals(self, quantity: Quantity, sentence: Span) -> bool:
        """True under a heading or a lead that announces goals (``Nhiệm vụ năm 2025:``, ``các chỉ tiêu sau:``)."""
        scene = self._scene
        colon = scene.text.find(":", sentence.start, min(quantity.start, sentence.start + 120))
        goals = setting(scene.pack.code, "cues", "goal_heading")
        if colon > 0 and goals.match(scene.text, sentence.start, colon) is not None:
            return True
        return self._headed(scene.sentence_index(quantity.start))

    def _headed(self, index: int) -> bool:
        if index not in self._heads:
            self._heads[index] = self._find_head(index)
        return self._heads[index]

    def _find_head(self, index: int) -> bool:
        scene = self._scene
        goals = setting(scene.pack.code, "cues", "goal_heading")
        item = LIST_MARK.match(scene.text, scene.sentences[index].start, scene.sentences[index].start + 12) is not None
        for earlier in range(index - 1, max(-1, index - _BACK), -1):
            span = scene.sentences[earlier]
            lead = item and scene.text[span.end - 1] == ":" and not LIST_MARK.match(scene.text, span.start, span.start + 12)
            if lead or is_heading(scene, span):
                return goals.match(scene.text, span.start, span.end) is not None
        return False


def echoed_estimates(scene: Scene, linked: list[Linked]) -> list[Linked]:
    """``ước đạt 57 tỷ đồng, gấp 1,65 lần``, ``ước tăng 8%; trong đó công nghiệp tăng 11%``: the estimate goes on."""
    goes_on = setting(scene.pack.code, "cues", "estimate_goes_on")
    for index in range(1, len(linked)):
        before, item = linked[index - 1], linked[index]
        if before.figure.modality != "estimate" or item.figure.modality != "actual":
            continue
        if goes_on.fullmatch(scene.text, before.quantity.end, item.quantity.start):
            linked[index] = item.changed(modality="estimate")
    return linked
