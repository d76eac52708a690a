"""Who wins where tables, patterns and the model speak of the same words."""

from collections.abc import Callable, Iterator

import pytest

from reportminer import entities
from reportminer.model_entities import is_name
from reportminer.models import model_path, recognizer
from reportminer.ner.recognizer import Entity

Found = list[tuple[str, str, str]]


class Fake:
    """A model that finds what it is told."""

    def __init__(self, *names: tuple[str, str, float]) -> None:
        self.names = names

    def find(self, text: str) -> Iterator[Entity]:
        for name, label, score in self.names:
            start = text.index(name)
            yield Entity(start, start + len(name), label, score)


@pytest.fixture
def find(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Found]:
    def run(text: str, code: str, *names: tuple[str, str, float]) -> Found:
        monkeypatch.setattr("reportminer.model_entities.recognizer", lambda code: Fake(*names))
        return [(row.text, row.label, row.source) for row in entities.find(text, code, models=True)]

    return run


def test_the_model_fills_what_is_left_open(find: Callable[..., Found]) -> None:
    text = "Siemens baut in Hanoi."
    assert find(text, "de", ("Siemens", "ORG", 0.9), ("Hanoi", "ORG", 0.9)) == [
        ("Siemens", "ORG", "model"),
        ("Hanoi", "LOC", "gazetteer"),
    ]


def test_a_pattern_keeps_its_whole_name(find: Callable[..., Found]) -> None:
    text = "Das Volkskomitee der Provinz Quang Ninh tagte."
    assert find(text, "de", ("Quang Ninh", "LOC", 0.99), ("Volkskomitee", "ORG", 0.99)) == [
        ("Volkskomitee der Provinz Quang Ninh", "ORG", "rule")
    ]


def test_a_sure_name_swallows_the_place_in_it(find: Callable[..., Found]) -> None:
    text = "Die Freunde der Stadt Hamburg trafen sich."
    assert find(text, "de", ("Freunde der Stadt Hamburg", "ORG", 0.95))[0][2] == "model"
    assert find(text, "de", ("Freunde der Stadt Hamburg", "ORG", 0.7)) == [("Hamburg", "LOC", "rule")]
    assert find(text, "de", ("Stadt Hamburg", "LOC", 0.99)) == [("Hamburg", "LOC", "rule")]


def test_what_the_model_doubts_is_left_out(find: Callable[..., Found]) -> None:
    assert find("Xyz baut.", "de", ("Xyz", "ORG", 0.4)) == []


def test_titles_and_class_nouns_are_no_part_of_a_name(find: Callable[..., Found]) -> None:
    assert find("Về huyện Xa Lạ và ông Trần Kha.", "vi", ("huyện Xa Lạ", "LOC", 0.9))[0][0] == "Xa Lạ"


def test_citations_headings_and_parts_of_compounds_are_no_names(find: Callable[..., Found]) -> None:
    assert find("Theo Công điện số 191/CĐ-TTg.", "vi", ("Công điện số 191", "ORG", 0.9)) == []
    assert find("KẾ HOẠCH\nThôn Mới họp.", "vi", ("HOẠCH\nThôn Mới", "ORG", 0.9)) == []
    assert find("Das Xyz-Gesetz gilt.", "de", ("Xyz", "ORG", 0.9)) == []


@pytest.mark.parametrize("code, word", [
    ("de", "Weiler"), ("de", "Resolution"), ("de", "Bundesministerium"), ("de", "Herr Präsident"), ("de", "S1"),
    ("vi", "Tổng Bí thư"), ("vi", "Nghị quyết"), ("vi", "Phó Chủ tịch"), ("vi", "đại hội"), ("vi", "A"),
])  # fmt: skip
def test_never_a_name(code: str, word: str) -> None:
    assert not is_name(word, code)


@pytest.mark.parametrize("code, word", [("de", "Weiler am See"), ("de", "Bund Deutscher Gärtner"), ("vi", "Sở Tư pháp")])
def test_a_name(code: str, word: str) -> None:
    assert is_name(word, code)


SHIPPED = [
    ("de", "Anschließend sprach Wolfgang Thierse mit Vertretern von Greenpeace in Lissabon.",
     [("Wolfgang Thierse", "PER"), ("Greenpeace", "ORG"), ("Lissabon", "LOC")]),
    ("vi", "Ông Nguyễn Văn Hùng đến thăm tập đoàn Samsung tại Hàn Quốc.",
     [("Nguyễn Văn Hùng", "PER"), ("Samsung", "ORG"), ("Hàn Quốc", "LOC")]),
]  # fmt: skip


@pytest.mark.parametrize("code, text, wanted", SHIPPED)
def test_the_shipped_models_find_names(code: str, text: str, wanted: list[tuple[str, str]]) -> None:
    if model_path(code) is None:
        pytest.skip("no trained model in this checkout")
    model = recognizer(code)
    assert model is not None
    found = {(text[row.start : row.end], row.label) for row in model.find(text)}
    assert {name for name, _ in wanted} <= {name.removeprefix("tập đoàn ") for name, _ in found}
    assert {label for _, label in found} == {label for _, label in wanted}


@pytest.mark.parametrize("code", ["de", "vi"])
def test_the_shipped_models_are_small(code: str) -> None:
    folder = model_path(code)
    if folder is None:
        pytest.skip("no trained model in this checkout")
    assert sum(file.stat().st_size for file in folder.iterdir()) < 40_000_000
    assert {"README.md", "scores.json", "model.json", "model.npz"} <= {file.name for file in folder.iterdir()}


def test_a_name_cut_off_in_its_list_is_left_out(find: Callable[..., Found]) -> None:
    assert find("Hội Xa Lạ và các hội khác.", "vi", ("Hội Xa Lạ và", "ORG", 0.99)) == []
    assert find("Hội Xa Lạ và các hội khác.", "vi", ("Hội Xa Lạ", "ORG", 0.99)) == [("Hội Xa Lạ", "ORG", "model")]
