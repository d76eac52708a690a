"""Scores: what counts as right, what is left alone, and what an evaluation refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_miner import FakeMiner, make_fake
from reportminer.errors import GoldError
from reportminer.evaluate import GoldText, Scores, evaluate, load_gold, mine_gold
from reportminer.evaluate_fields import counted_exact, counted_same, head, match
from reportminer.evaluate_gold import GoldRow, edtf_bounds, lay_over
from reportminer.goldbuild import build
from reportminer.goldmark import parse
from reportminer.types import Bounds, DateExpression, Document, EntityMention, Figure, Report, Resolution


def gold_text(folder: Path, marked: str, lang: str = "de", **known: Any) -> GoldText:
    text, tables = parse(marked)
    file = folder / "gold.json"
    file.write_text(json.dumps({"id": "t", "lang": lang, "text": text, **tables, **known}), encoding="utf-8")
    return load_gold(file)[0]


def scores(gold: GoldText, errors: int = 0, **tables: Any) -> Scores:
    rows = {name: tuple(values) for name, values in tables.items()}
    return evaluate([gold], lambda _: Report(Document(text=gold.text), **rows), errors=errors)


def figure(gold: GoldText, text: str, value: str, **known: Any) -> Figure:
    start = gold.text.index(text)
    return Figure(start, start + len(text), text, known.pop("rule", "r"), Decimal(value), **known)


def counts(result: Scores, table: str, field: str) -> tuple[int, int, int]:
    tally = result.get(table, field)
    return tally.tp, tally.fp, tally.fn


MARKED = "In ⟦f:91,7 %|v=91.7|k=percent|u=percent|c=Einheiten der Stadt|t=2024-01-01/2024-12-31⟧ der Einheiten, 5 neu."


def test_a_right_figure_is_right_in_every_field(tmp_path: Path) -> None:
    gold = gold_text(tmp_path, MARKED)
    time = {"time_start": date(2024, 1, 1), "time_end": date(2024, 12, 31)}
    known = {"kind": "percent", "unit": "percent", "counted": "Einheiten", **time}
    result = scores(gold, figures=[figure(gold, "91,7 %", "91.70", **known)])
    for field in ("span", "value", "kind", "comparator", "unit", "counted", "time"):
        assert counts(result, "figures", field) == (1, 0, 0), field
    assert counts(result, "figures", "counted_exact") == (0, 1, 1)
    assert result.get("figures", "value").f1 == 1


def test_a_wrong_value_takes_its_fields_with_it(tmp_path: Path) -> None:
    gold = gold_text(tmp_path, MARKED)
    result = scores(gold, figures=[figure(gold, "91,7", "917", kind="percent")])
    assert counts(result, "figures", "value") == (0, 1, 1)
    assert counts(result, "figures", "kind") == (0, 1, 1)
    assert result.get("figures", "kind").accuracy is None
    assert result.rules["figures", "r"].fp == 1


def test_a_spurious_figure_costs_only_what_it_claims(tmp_path: Path) -> None:
    gold = gold_text(tmp_path, MARKED)
    result = scores(gold, figures=[figure(gold, "5", "5", change="increase")])
    assert counts(result, "figures", "value") == (0, 1, 1)
    assert counts(result, "figures", "change") == (0, 1, 0)
    assert counts(result, "figures", "modality") == (0, 0, 0)


def test_a_false_time_is_a_false_positive(tmp_path: Path) -> None:
    gold = gold_text(tmp_path, "Es gab ⟦f:5|v=5⟧ Dörfer.")
    result = scores(gold, figures=[figure(gold, "5", "5", time_start=date(2020, 1, 1))])
    assert counts(result, "figures", "time") == (0, 1, 0)


def test_ranges_and_ratios_need_both_numbers(tmp_path: Path) -> None:
    gold = gold_text(tmp_path, "⟦f:7 bis 8|v=7|h=8|cmp=range⟧ und ⟦f:21/25|v=21|denominator=25|k=ratio⟧.")
    low, ratio = figure(gold, "7 bis 8", "7"), figure(gold, "21/25", "21", denominator=Decimal(25))
    assert counts(scores(gold, figures=[low, ratio]), "figures", "value") == (1, 1, 1)
    both = replace(low, value_high=Decimal(8))
    assert counts(scores(gold, figures=[both, ratio]), "figures", "value") == (2, 0, 0)


def test_a_rate_is_judged_by_unit_and_per_together(tmp_path: Path) -> None:
    gold = gold_text(tmp_path, "⟦f:3 Euro|v=3|k=rate|u=EUR/person/year⟧ je Kopf.")
    right = figure(gold, "3 Euro", "3", unit="EUR", per="person/year")
    assert counts(scores(gold, figures=[right]), "figures", "unit") == (1, 0, 0)
    assert counts(scores(gold, figures=[replace(right, per="")]), "figures", "unit") == (0, 1, 1)


def test_doubtful_rows_count_neither_for_nor_against(tmp_path: Path) -> None:
    gold = gold_text(tmp_path, "Etwa ⟦f:5|v=5|doubt⟧ Dörfer.")
    assert counts(scores(gold, figures=[figure(gold, "5", "7")]), "figures", "value") == (0, 0, 0)
    assert counts(scores(gold), "figures", "value") == (0, 0, 0)


def test_what_gold_does_not_annotate_is_not_scored(tmp_path: Path) -> None:
    rows = [{"start": 0, "end": 1, "text": "5", "value": "5", "kind": "permille"}]
    gold = gold_text(tmp_path, "5 Dörfer", figures=rows)
    result = scores(gold, figures=[figure(gold, "5", "5", counted="Dörfer", kind="other")])
    assert counts(result, "figures", "counted") == (0, 0, 0)
    assert counts(result, "figures", "kind") == (0, 0, 0)
    assert "counted" not in result.table()


def test_a_table_without_a_key_is_not_scored(tmp_path: Path) -> None:
    file = tmp_path / "gold.json"
    file.write_text('{"id": "t", "lang": "de", "text": "Hue", "figures": []}', encoding="utf-8")
    entity = EntityMention(0, 3, "Hue", "r", "LOC", "Huế")
    assert counts(scores(load_gold(file)[0], entities=[entity]), "entities", "span") == (0, 0, 0)


def test_older_names_are_understood(tmp_path: Path) -> None:
    row = {"start": 0, "end": 4, "text": "Nr.5", "family": "decree", "key": "k", "symbol": "5/ND - CP"}
    file = tmp_path / "gold.jsonl"
    file.write_text(json.dumps({"id": "t", "lang": "vi", "text": "Nr.5", "citations": [row]}) + "\n")
    found = Resolution(0, 4, "Nr.5", "r", "decree", key="k", symbol="5/ND-CP", date=date(2020, 1, 1))
    result = scores(load_gold(file)[0], resolutions=[found])
    for field in ("span", "span_exact", "key", "type", "symbol"):
        assert counts(result, "resolutions", field) == (1, 0, 0), field
    assert counts(result, "resolutions", "date") == (0, 1, 0)


def cited(gold: GoldText, text: str, key: str, type_: str = "law") -> Resolution:
    start = gold.text.index(text)
    return Resolution(start, start + len(text), text, "r", type_, key=key)


LAWS = "Nach ⟦r:§ 5 AltG|type=law|key=de:law:altg⟧ und ⟦r:§ 7 NeuG|type=law|key=de:law:neug⟧ gilt das."


def test_a_citation_is_identified_when_a_row_on_it_has_its_key(tmp_path: Path) -> None:
    gold = gold_text(tmp_path, LAWS)
    rows = [cited(gold, "§ 5 AltG und", "de:law:altg"), cited(gold, "NeuG", "de:law:neug", "regulation")]
    result = scores(gold, resolutions=rows)
    assert counts(result, "resolutions", "identity") == (2, 0, 0)
    assert result.get("resolutions", "type").accuracy == 0.5
    assert " identity " in result.table()
    assert result.as_dict()["scores"]["resolutions"]["de"]["identity"]["f1"] == 1


def test_a_wrong_a_missed_and_a_spurious_key_cost_identity(tmp_path: Path) -> None:
    gold = gold_text(tmp_path, LAWS)
    wrong = [cited(gold, "§ 5 AltG", "de:law:alg"), cited(gold, "§ 7 NeuG", "de:law:neug")]
    assert counts(scores(gold, resolutions=wrong), "resolutions", "identity") == (1, 1, 1)
    assert counts(scores(gold, resolutions=wrong[1:]), "resolutions", "identity") == (1, 0, 1)
    spurious = [*wrong[1:], cited(gold, "§ 7 NeuG", "de:law:neug"), cited(gold, "gilt", "de:law:gilt")]
    assert counts(scores(gold, resolutions=spurious), "resolutions", "identity") == (1, 2, 1)


def test_the_row_with_the_right_key_identifies_although_another_covers_more(tmp_path: Path) -> None:
    gold = gold_text(tmp_path, LAWS)
    rows = [cited(gold, "§ 5 AltG", "de:law:neug"), cited(gold, "AltG", "de:law:altg")]
    assert counts(scores(gold, resolutions=rows), "resolutions", "identity") == (1, 1, 1)


def test_identity_leaves_doubtful_and_keyless_gold_alone(tmp_path: Path) -> None:
    gold = gold_text(tmp_path, "⟦r:§ 5 AltG|type=law|key=de:law:altg|doubt=short⟧, ⟦r:die Satzung|type=statute⟧")
    rows = [cited(gold, "§ 5 AltG", "x"), cited(gold, "die Satzung", "y", "statute")]
    assert counts(scores(gold, resolutions=rows), "resolutions", "identity") == (0, 0, 0)


def test_only_the_tables_that_gold_names_are_scored(tmp_path: Path) -> None:
    gold = gold_text(tmp_path, "⟦r:§ 5 AltG|type=law|key=de:law:altg⟧ 12", tables=["resolutions"])
    result = scores(gold, figures=[figure(gold, "12", "12")])
    assert counts(result, "figures", "span") == (0, 0, 0)
    assert counts(result, "resolutions", "span") == (0, 0, 1)


def test_a_named_table_without_rows_is_scored_as_empty(tmp_path: Path) -> None:
    file = tmp_path / "gold.json"
    file.write_text('{"id": "t", "lang": "de", "text": "Nr. 5", "tables": ["resolutions"]}', encoding="utf-8")
    gold = load_gold(file)[0]
    assert counts(scores(gold, resolutions=[cited(gold, "Nr. 5", "k")]), "resolutions", "span") == (0, 1, 0)


def test_an_unknown_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="unknown table 'citations'"):
        gold_text(tmp_path, "x", tables=["citations"])


def test_anaphors_count_only_where_gold_has_some(tmp_path: Path) -> None:
    gold = gold_text(tmp_path, "⟦r:Beschluss 5|type=resolution|number=5⟧. Dieser Beschluss.")
    start = gold.text.index("Dieser")
    anaphor = Resolution(start, start + 16, "Dieser Beschluss", "r", "resolution", mention="anaphor")
    assert counts(scores(gold, resolutions=[anaphor]), "resolutions", "span") == (0, 0, 1)
    assert counts(scores(gold, resolutions=[replace(anaphor, mention="short")]), "resolutions", "span") == (0, 1, 1)


@pytest.mark.parametrize(
    ("marked", "bounds", "value", "right"),
    [
        ("⟦d:im Jahr 2024|v=2024|k=year⟧", ("2024-01-01", "2024-12-31"), "2024/2024", True),
        ("⟦d:ab 2024|v=2024/..|b=2024-01-01/|k=open_range⟧", ("2024-01-01", None), "x", True),
        ("⟦d:ab 2024|v=2024/..|b=2024-01-01/|k=open_range⟧", ("2024-01-01", "2024-12-31"), "2024/..", False),
        ("⟦d:9. September|v=XXXX-09-09|k=date⟧", (None, None), "XXXX-09-09", True),
        ("⟦d:9. September|v=XXXX-09-09|k=date⟧", (None, None), "XXXX-09-10", False),
        ("⟦d:Vorjahr|k=relative⟧", (None, None), "PREVIOUS_YEAR", True),
        ("⟦d:Vorjahr|k=relative⟧", ("2023-01-01", "2023-12-31"), "2023", False),
    ],
)
def test_dates_are_judged_by_their_bounds(
    tmp_path: Path, marked: str, bounds: tuple[str | None, str | None], value: str, right: bool
) -> None:
    gold = gold_text(tmp_path, marked)
    start, end = (date.fromisoformat(bound) if bound else None for bound in bounds)
    found = DateExpression(0, len(gold.text), gold.text, "r", "year", value, start, end)
    assert counts(scores(gold, dates=[found]), "dates", "value") == ((1, 0, 0) if right else (0, 1, 1))


def test_entities_are_judged_by_exact_span_and_label(tmp_path: Path) -> None:
    gold = gold_text(tmp_path, "⟦e:Quang Ninh|LOC⟧ und ⟦e:Mai|PER⟧ und ⟦e:Tet|MISC⟧")
    found = [
        EntityMention(0, 10, "Quang Ninh", "r", "ORG", "x"),
        EntityMention(15, 18, "Mai", "r", "PER", "x"),
        EntityMention(23, 26, "Tet", "r", "MISC", "x"),
    ]
    result = scores(gold, entities=found)
    assert counts(result, "entities", "span") == (2, 0, 0)
    assert counts(result, "entities", "label") == (1, 1, 1)
    assert [counts(result, "entities", label) for label in ("PER", "ORG", "LOC")] == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]


@pytest.mark.parametrize(
    ("gold", "predicted", "lang", "right"),
    [
        ("Parteizellen unter Basisparteikomitees", "Parteizellen", "de", True),
        ("öffentliche Dienstleistungseinheiten", "Dienstleistungseinheiten", "de", True),
        ("Öffentliche Einheiten", "Einheiten", "de", True),
        ("„gute Zellen“", "Gute  Zellen", "de", True),
        ("Dörfer, Weiler und Stadtteile", "Dörfer", "de", True),
        ("Dörfer, Weiler und Stadtteile", "Weiler", "de", False),
        ("Einheiten der Parteizellen", "Parteizellen", "de", False),
        ("hộ nghèo", "hộ", "vi", True),
        ("hộ nghèo", "nghèo", "vi", False),
        ("tổ chức cơ sở đảng", "tổ chức đảng", "vi", True),
        (None, "", "de", True),
        ("Dörfer", "", "de", False),
    ],
)
def test_counted_phrases_meet_at_their_head(gold: str | None, predicted: str, lang: str, right: bool) -> None:
    assert counted_same(gold, predicted, lang) is right


@given(st.text(), st.sampled_from(["de", "vi"]))
def test_a_counted_phrase_is_the_same_as_itself(phrase: str, lang: str) -> None:
    assert counted_same(phrase, phrase, lang)
    assert counted_exact(phrase, phrase, lang)
    head(phrase, lang)


spans = st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(spans), st.lists(spans))
def test_matching_is_one_to_one_and_loses_nothing(gold_spans: list[Any], predicted_spans: list[Any]) -> None:
    gold = [GoldRow(start, end, "", False, {}) for start, end in gold_spans]
    predicted = [EntityMention(start, end, "", str(n), "LOC", "") for n, (start, end) in enumerate(predicted_spans)]
    settled = match(gold, predicted)
    assert len(settled.pairs) + len(settled.missed) == len(gold)
    assert len(settled.pairs) + len(settled.spurious) == len(predicted)
    assert all(row.start < other.end and other.start < row.end for row, other in settled.pairs)
    assert len({other.rule for _, other in settled.pairs}) == len(settled.pairs)


def test_the_best_overlap_wins() -> None:
    gold = [GoldRow(0, 10, "", False, {}), GoldRow(2, 4, "", False, {})]
    inner = EntityMention(2, 4, "", "r", "LOC", "")
    settled = match(gold, [inner])
    assert settled.pairs == ((gold[1], inner),)
    assert settled.missed == (gold[0],)


@given(st.text(alphabet="ab \n\t", min_size=1), st.data())
def test_gold_lies_over_a_text_that_differs_in_blanks(text: str, data: st.DataObject) -> None:
    visible = [index for index, char in enumerate(text) if not char.isspace()]
    if not visible:
        return
    at = data.draw(st.sampled_from(visible))
    gold = GoldText("t", "de", text, {"entities": (GoldRow(at, at + 1, text[at], False, {}),)})
    moved = lay_over(gold, "  ".join(text.split()))
    assert moved.tables["entities"][0].text == text[at]


def test_gold_of_another_text_is_refused_with_the_first_difference() -> None:
    gold = GoldText("t", "de", "Es gab 5 Dörfer.", {})
    with pytest.raises(GoldError, match=r"t: .*gab 5 D.*gab 6 D"):
        lay_over(gold, "Es  gab 6 Dörfer.")
    with pytest.raises(GoldError, match="at 16"):
        lay_over(gold, "Es gab 5 Dörfer. Mehr.")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "not valid JSON"),
        ("[5]", "not a JSON object"),
        ('{"id": "x", "lang": "de"}', "neither `text` nor `file`"),
        ('{"text": "ab", "figures": [{"start": 0, "end": 1, "text": "b"}]}', "says 'b', the text says 'a'"),
        ('{"text": "ab", "figures": [{"start": 0, "end": 1}]}', "has no 'text'"),
        ('{"text": "a", "figures": [{"start": 0, "end": 1, "text": "a", "value": "viel"}]}', "not a decimal"),
        ('{"text": "a", "dates": [{"start": 0, "end": 1, "text": "a", "start_date": "2020"}]}', "not a date"),
        ('{"file": "report.pdf"}', "needs its plain `text`"),
        ('{"file": "missing.txt"}', "cannot read"),
    ],
)
def test_bad_gold_is_named(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "gold.json").write_text(content, encoding="utf-8")
    with pytest.raises(GoldError, match=message):
        load_gold(tmp_path)


def test_missing_and_empty_gold_is_named(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no gold"):
        load_gold(tmp_path / "nowhere")
    with pytest.raises(GoldError, match="holds no gold"):
        load_gold(tmp_path)


def test_a_report_beside_the_gold_is_found(tmp_path: Path) -> None:
    (tmp_path / "report.de.txt").write_text("5 Dörfer", encoding="utf-8")
    (tmp_path / "gold.json").write_text('{"id": "seed", "lang": "de", "figures": []}', encoding="utf-8")
    assert load_gold(tmp_path)[0].text == "5 Dörfer"


@pytest.mark.parametrize(
    ("value", "bounds"),
    [
        ("2024", ("2024-01-01", "2024-12-31")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2024-02-03", ("2024-02-03", "2024-02-03")),
        ("2025-Q3", ("2025-07-01", "2025-09-30")),
        ("2025-H1", ("2025-01-01", "2025-06-30")),
        ("2021/2025", ("2021-01-01", "2025-12-31")),
        ("2019/..", ("2019-01-01", None)),
        ("../2030", (None, "2030-12-31")),
    ],
)
def test_simple_edtf_values_have_bounds(value: str, bounds: tuple[str | None, str | None]) -> None:
    assert edtf_bounds(value) == Bounds(*(date.fromisoformat(bound) if bound else None for bound in bounds))


@pytest.mark.parametrize("value", ["", "XXXX-09-09", "2024-13", "2024-Q7", "199X", "k13", "../.."])
def test_other_values_have_none(value: str) -> None:
    assert edtf_bounds(value) is None


def test_errors_show_sentence_gold_and_prediction(tmp_path: Path) -> None:
    gold = gold_text(tmp_path, "Es gab ⟦f:5|v=5⟧ Dörfer und ⟦f:6|v=6⟧ Weiler und 7 Tage.")
    result = scores(gold, errors=3, figures=[figure(gold, "5", "50"), figure(gold, "7", "7", rule="bad")])
    told = result.errors()
    assert "de:t figures.value wrong: gold 5 '5' | predicted 50 '5' (rule r)\n    Es gab [5] Dörfer" in told
    assert "missed: gold 6 '6'" in told
    assert "spurious: predicted 7 '7' (rule bad)" in told
    assert "bad" in result.rule_table()


def test_errors_are_limited_per_field(tmp_path: Path) -> None:
    gold = gold_text(tmp_path, "⟦f:5|v=5⟧ ⟦f:6|v=6⟧ ⟦f:7|v=7⟧")
    assert len(scores(gold, errors=2).misses) == 2


def test_scores_are_printed_and_dumped(tmp_path: Path) -> None:
    marked = "Es gab ⟦f:5|v=5⟧ Dörfer."
    german = gold_text(tmp_path, marked)
    result = evaluate([german, replace(german, lang="vi")], lambda gold: FakeMiner().mine_text(gold.text))
    assert any(line.split()[:4] == ["figures", "all", "value", "1.000"] for line in result.table().splitlines())
    dumped = json.loads(result.to_json())
    assert dumped["scores"]["figures"]["vi"]["value"]["tp"] == 1
    assert dumped["rules"] == [{"table": "figures", "rule": "fake.number", "tp": 2, "fp": 0}]


def write_marked(folder: Path, name: str, content: str) -> Path:
    file = folder / "marked" / "dev" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
    return file


def test_marked_sources_become_reports_and_gold(tmp_path: Path) -> None:
    header = "#! lang=de\n#! ref_date=2024-09-10\n"
    files = [
        write_marked(tmp_path, "b.mark", f"{header}\nEs gab ⟦f:5|v=5⟧ Dörfer."),
        write_marked(tmp_path, "a.mark", f"{header}#! format=html\n\nEs gab\n⟦f:6|v=6⟧ Dörfer."),
    ]
    render = {"html": lambda text, target: target.write_text(" ".join(text.split()), encoding="utf-8")}
    build(files, tmp_path, render)
    assert (tmp_path / "reports/dev/b.txt").read_text(encoding="utf-8") == "Es gab 5 Dörfer.\n"
    gold = load_gold(tmp_path / "gold")
    assert [(text.id, text.reference_date) for text in gold] == [("a", date(2024, 9, 10)), ("b", date(2024, 9, 10))]
    assert evaluate(gold, mine_gold(make_fake)).get("figures", "value").f1 == 1


def test_what_a_source_leaves_unmarked_is_not_scored(tmp_path: Path) -> None:
    header = "#! lang=de\n#! tables=figures\n#! without=counted comparator\n"
    build([write_marked(tmp_path, "a.mark", f"{header}\nEs gab ⟦f:5|v=5⟧ Dörfer in Hanoi.")], tmp_path)
    gold = load_gold(tmp_path / "gold")
    assert set(gold[0].tables) == {"figures"}
    scores = evaluate(gold, mine_gold(make_fake))
    assert not scores.get("figures", "counted").asked
    assert scores.get("figures", "value").f1 == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("#! lang=en\nx", "lang=de"),
        ("#! lang=de\n#! colour=red\nx", "unknown header 'colour'"),
        ("#! lang=de\n⟦f:5", "never closed"),
        ("#! lang=de\n#! format=pdf\nx", "no renderer"),
    ],
)
def test_bad_marked_sources_are_named(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(GoldError, match=message):
        build([write_marked(tmp_path, "a.mark", content)], tmp_path)


def test_two_sources_with_one_id_are_refused(tmp_path: Path) -> None:
    files = [write_marked(tmp_path, name, "#! lang=de\n#! id=x\nx") for name in ("a.mark", "b.mark")]
    with pytest.raises(GoldError, match="have the id 'x'"):
        build(files, tmp_path)
