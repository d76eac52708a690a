"""The one path from a text or a file to a report."""

from __future__ import annotations

import pickle
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from reportminer import Miner
from reportminer.config import Config
from reportminer.errors import ConfigError
from reportminer.schema import TABLES
from reportminer.types import Report

GERMAN = """Hannover, den 15. Juli 2024

Im Jahr 2023 gab es in der Provinz 725 Gemeinden, davon 31 neue. Die Ausgaben stiegen um 12 % auf 3,4 Mio. Euro.
Am 10. Juni wurde der Bericht beschlossen.
"""
VIETNAMESE = """Hạ Long, ngày 15 tháng 7 năm 2024

Năm 2023, toàn tỉnh có 4.925 hộ nghèo, trong đó 31 hộ mới. Chi ngân sách đạt 10.950 tỷ đồng, tăng 12% so với cùng kỳ.
Ngày 10/6, báo cáo đã được thông qua.
"""
FRENCH = "Le conseil municipal a adopté en 2023 un budget de 12 millions d'euros pour les écoles de la commune."


@pytest.fixture(scope="module")
def miner() -> Miner:
    return Miner(Config(models=False))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "de.txt").write_text(GERMAN, "utf-8")
    (tmp_path / "vi.txt").write_text(VIETNAMESE, "utf-8")
    (tmp_path / "leer.txt").write_text("", "utf-8")
    return tmp_path


def quotes_its_text(report: Report) -> bool:
    text = report.document.text
    rows = (*report.figures, *report.dates, *report.resolutions, *report.entities)
    return all(row.text == text[row.start : row.end] for row in rows)


# --- texts -------------------------------------------------------------------------------------------------------


def test_a_german_text(miner: Miner) -> None:
    report = miner.mine_text(GERMAN)
    assert report.document.language == "de"
    assert [(row.text, row.kind) for row in report.figures] == [
        ("725", "count"), ("31", "count"), ("12 %", "percent"), ("3,4 Mio. Euro", "money"),
    ]  # fmt: skip
    assert [row.text for row in report.dates] == ["15. Juli 2024", "Jahr 2023", "10. Juni"]
    assert quotes_its_text(report)
    assert report.problems == ()


def test_a_vietnamese_text(miner: Miner) -> None:
    report = miner.mine_text(VIETNAMESE)
    assert report.document.language == "vi"
    assert [(row.text, row.kind) for row in report.figures] == [
        ("4.925", "count"), ("31", "count"), ("10.950 tỷ đồng", "money"), ("12%", "percent"),
    ]  # fmt: skip
    assert [row.text for row in report.dates][:2] == ["ngày 15 tháng 7 năm 2024", "Năm 2023"]
    assert quotes_its_text(report)


def test_the_examples_of_the_types_module_hold(miner: Miner) -> None:
    report = miner.mine_text("Ende 2023 gab es 4.925 Parteizellen.")
    assert [(str(row.value), row.counted) for row in report.figures] == [("4925", "Parteizellen")]


def test_a_mixed_text_is_mined_in_both_languages_with_offsets_into_the_whole(miner: Miner) -> None:
    report = miner.mine_text(f"{GERMAN * 3}\n\n{VIETNAMESE * 3}")
    border = report.document.text.index("Năm 2023")
    assert report.document.language == "mixed"
    german, vietnamese = ([row for row in report.figures if (row.start < border) == side] for side in (True, False))
    assert {"725", "3,4 Mio. Euro"} <= {row.text for row in german}
    assert {"4.925", "10.950 tỷ đồng"} <= {row.text for row in vietnamese}
    assert {row.rule.split(".")[0] for row in vietnamese} == {"vi"}
    assert {row.text for row in report.dates if row.start > border} >= {"Năm 2023"}
    assert quotes_its_text(report)


@pytest.mark.xfail(strict=True, reason="a short paragraph between two languages goes with the one before it")
def test_the_first_lines_of_the_second_language_belong_to_it(miner: Miner) -> None:
    report = miner.mine_text(f"{GERMAN * 3}\n\n{VIETNAMESE * 3}")
    border = report.document.text.index("Hạ Long")
    assert {row.rule.split(".")[0] for row in report.figures if row.start < border} == {"de"}
    assert {row.rule.split(".")[0] for row in report.figures if row.start > border} == {"vi"}
    assert next(row.text for row in report.dates if row.start > border) == "ngày 15 tháng 7 năm 2024"


def test_the_parts_of_a_mixed_text_refer_to_their_own_figures(miner: Miner) -> None:
    report = miner.mine_text(f"{GERMAN * 3}\n\n{VIETNAMESE * 3}")
    pairs = [(row, report.figures[int(row.part_of[1:]) - 1]) for row in report.figures if row.part_of]
    assert len(pairs) == 6
    assert {(part.text, whole.text) for part, whole in pairs} == {("31", "725"), ("31", "4.925")}
    assert all(0 < part.start - whole.end < 100 for part, whole in pairs)


def test_another_language_gives_a_problem_and_no_rows(miner: Miner) -> None:
    report = miner.mine_text(FRENCH * 3)
    assert [(row.code, row.severity, row.stage) for row in report.problems] == [
        ("unsupported_language", "warning", "extract")
    ]
    assert (report.figures, report.dates, report.resolutions, report.entities) == ((), (), (), ())


def test_a_language_can_be_forced(miner: Miner) -> None:
    report = miner.mine_text("12 Mio. Euro", language="de")
    assert [row.value for row in report.figures] == [Decimal(12_000_000)]
    assert report.document.language_score is None


@pytest.mark.parametrize("text", ["", " ", "\n\n\t", "\ufeff"])
def test_an_empty_text_is_an_empty_report(miner: Miner, text: str) -> None:
    report = miner.mine_text(text)
    assert report.document.status == "empty"
    assert (report.figures, report.dates, report.sentences) == ((), (), ())


def test_offsets_refer_to_the_normalised_text(miner: Miner) -> None:
    report = miner.mine_text(unicodedata.normalize("NFD", VIETNAMESE))
    assert report.document.text == VIETNAMESE
    assert quotes_its_text(report)
    assert report.document.repairs


def test_the_keywords_of_a_text_do_not_stick_to_the_miner(miner: Miner) -> None:
    miner.mine_text("Am 10. Juli war es so.", language="de", reference_date=date(2020, 1, 1), home_place="quang_ninh")
    report = miner.mine_text("Am 10. Juli war es so.", language="de")
    assert (report.document.reference_date, report.document.home_place) == (None, "")


def test_the_callers_mistake_is_a_named_error(miner: Miner) -> None:
    with pytest.raises(ConfigError, match="language"):
        miner.mine_text("Text", language="fr")


# --- reference date ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, given, expected",
    [
        (GERMAN, date(2020, 1, 1), (date(2020, 1, 1), "given")),
        (GERMAN, None, (date(2024, 7, 15), "dateline")),
        (VIETNAMESE, None, (date(2024, 7, 15), "dateline")),
        (
            "Das Amt tagte am 3. Mai 2021 und am 4. Mai 2021 im Rathaus der Stadt.",
            None,
            (date(2021, 5, 4), "latest_in_text"),
        ),
        ("Die Stadt baut seit langer Zeit neue Schulen und Straßen.", None, (None, "none")),
    ],
    ids=["given", "dateline", "dateline vi", "latest_in_text", "none"],
)
def test_where_the_reference_date_comes_from(
    miner: Miner, text: str, given: date | None, expected: tuple[date | None, str]
) -> None:
    document = miner.mine_text(text, reference_date=given).document
    assert (document.reference_date, document.reference_date_source) == expected


def test_the_dateline_gives_the_year_of_yearless_dates(miner: Miner) -> None:
    assert [row.value for row in miner.mine_text(GERMAN).dates][-1] == "2024-06-10"
    assert [row.value for row in miner.mine_text(VIETNAMESE).dates][-1] == "2024-06-10"


def test_the_latest_date_of_the_text_resolves_nothing(miner: Miner) -> None:
    report = miner.mine_text("Das Amt wurde am 3. Mai 2021 gegründet.\n\nBis heute zählt es 12 Stellen.", language="de")
    assert report.document.reference_date_source == "latest_in_text"
    (today,) = [row for row in report.dates if row.text == "Bis heute"]
    assert (today.value, today.end_date) == ("../PRESENT", None)


# --- references between rows -------------------------------------------------------------------------------------


def test_part_of_names_an_earlier_figure(miner: Miner) -> None:
    report = miner.mine_text(GERMAN)
    (part,) = [row for row in report.figures if row.part_of]
    assert (part.text, report.figures[int(part.part_of[1:]) - 1].text) == ("31", "725")


@pytest.mark.parametrize(
    "text, lang",
    [
        ("In Hannover und Bremen gab es 12 bzw. 15 Fälle.", "de"),
        ("Xã A và xã B có lần lượt 12 và 15 hộ nghèo.", "vi"),
    ],
)
def test_a_list_group_holds_at_least_two_rows(miner: Miner, text: str, lang: str) -> None:
    report = miner.mine_text(text, language=lang)
    groups = [row.list_group for row in report.figures]
    assert [row.value for row in report.figures] == [12, 15]
    assert groups[0]
    assert groups[0] == groups[1]


def test_the_list_of_one_citation_is_one_group(miner: Miner) -> None:
    report = miner.mine_text("Theo các Nghị quyết số 18, 19-NQ/TW ngày 25/10/2017, việc này cần thiết.", language="vi")
    assert [row.key.rsplit(":", 1)[-1] for row in report.resolutions] == ["18", "19"]
    assert len({row.list_group for row in report.resolutions} - {""}) == 1


# --- files -------------------------------------------------------------------------------------------------------


def test_a_file_is_mined_like_its_text(miner: Miner, folder: Path) -> None:
    from_file, from_text = miner.mine_file(folder / "de.txt"), miner.mine_text(GERMAN)
    assert from_file.document.text == from_text.document.text
    assert (from_file.figures, from_file.dates) == (from_text.figures, from_text.dates)
    assert len(from_file.document.doc_id) == 16
    assert from_file.document.format == "txt"


def test_a_path_may_be_a_string_and_is_told_relative_to_the_root(miner: Miner, folder: Path) -> None:
    assert miner.mine_file(str(folder / "vi.txt"), root=folder).document.path == "vi.txt"


@pytest.mark.parametrize("name", ["fehlt.txt", "bild.png", "kaputt.pdf", "kaputt.docx"])
def test_a_bad_file_is_a_problem_and_no_exception(miner: Miner, folder: Path, name: str) -> None:
    if name != "fehlt.txt":
        (folder / name).write_bytes(b"\x00\x01 kein Dokument \xff" * 50)
    report = miner.mine_file(folder / name)
    assert report.document.status == "failed"
    assert [row.severity for row in report.problems][:1] == ["error"]
    assert report.figures == ()


def test_files_are_mined_lazily_and_in_order(miner: Miner, folder: Path) -> None:
    reports = miner.mine_files([folder / "vi.txt", folder / "leer.txt", folder / "de.txt"], root=folder)
    assert isinstance(reports, Iterator)
    first, empty, last = reports
    assert [row.document.path for row in (first, empty, last)] == ["vi.txt", "leer.txt", "de.txt"]
    assert (first.document.language, empty.document.status, last.document.language) == ("vi", "empty", "de")


def test_the_config_of_the_miner_reaches_its_files(folder: Path) -> None:
    day = date(2019, 5, 1)
    report = Miner(Config(models=False, language="de", reference_date=day, home_place="quang_ninh")).mine_file(
        folder / "de.txt"
    )
    assert (report.document.language, report.document.reference_date) == ("de", day)
    assert report.document.home_place.endswith("quang_ninh")


# --- reports -----------------------------------------------------------------------------------------------------


def test_a_report_has_every_table_of_the_contract_with_its_columns(miner: Miner) -> None:
    frames = miner.mine_text(GERMAN, doc_id="a" * 16).to_frames()
    assert list(frames) == list(TABLES)
    for name, table in TABLES.items():
        assert list(frames[name].columns) == [column.name for column in table.columns]
    assert len(frames["figures"]) == 4
    assert list(frames["figures"]["text"]) == ["725", "31", "12 %", "3,4 Mio. Euro"]


def test_an_empty_report_has_the_columns_too(miner: Miner) -> None:
    frames = miner.mine_text("").to_frames()
    assert all(
        list(frames[name].columns) == [column.name for column in table.columns] for name, table in TABLES.items()
    )


def test_a_report_travels_between_processes(miner: Miner) -> None:
    report = miner.mine_text(VIETNAMESE)
    assert pickle.loads(pickle.dumps(report)) == report


def test_two_miners_give_the_same_report(miner: Miner) -> None:
    assert Miner(Config(models=False)).mine_text(GERMAN) == miner.mine_text(GERMAN)
