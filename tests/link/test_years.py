"""Years told from the year before them (``ein Jahr später``): each figure has its own."""

from __future__ import annotations

import pytest

from reportminer.config import Config
from reportminer.miner import Miner


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Ende 2022 beschäftigte die Verwaltung 640 Personen, ein Jahr später 655 Personen.", ["2022", "2023"]),
        ("Im Jahr 2020 zählte der Kreis 310 Betriebe, ein Jahr danach noch 290 Betriebe.", ["2020", "2021"]),
        ("Im Jahr 2020 zählte der Kreis 310 Betriebe, ein Jahr zuvor 325 Betriebe.", ["2020", "2019"]),
        ("Im Jahr 2020 zählte der Kreis 310 Betriebe, später 290 Betriebe.", ["2020", "2020"]),
    ],
)
def test_a_year_told_from_the_one_before(text: str, years: list[str]) -> None:
    figures = Miner(Config(models=False)).mine_text(text).figures
    assert [str(figure.time_end)[:4] for figure in figures] == years


REPORT = """Geschäftsbericht 2023 der Stadtwerke

Der Stromabsatz ging auf 612 GWh zurück. 2022 hatten wir noch 640 GWh verkauft. Im ersten Halbjahr lag der Gasabsatz
bei 410 GWh. Bis Ende September wurden 1.240 Anschlüsse saniert.

Bis 2030 sollen 40 Prozent der Wärme erneuerbar sein; derzeit sind es 18 Prozent.

Im Vorjahr waren es 90 Fahrzeuge. Die Zahl der Busse liegt bei 64.

Am 14. März streikten 120 Fahrer. Die Investitionen belaufen sich auf 7 Mio. Euro.
"""


def test_the_year_in_the_title_of_a_report_completes_its_dates() -> None:
    figures = {figure.text: figure for figure in Miner(Config(models=False)).mine_text(REPORT).figures}
    bounds = {text: (str(figure.time_start or ""), str(figure.time_end or "")) for text, figure in figures.items()}
    assert bounds["640 GWh"] == ("2022-01-01", "2022-12-31")
    assert bounds["410 GWh"] == ("2023-01-01", "2023-06-30")
    assert bounds["1.240"][1] == "2023-09-30"
    assert bounds["120"] == ("2023-03-14", "2023-03-14")


def test_no_time_is_carried_into_a_clause_of_now_from_a_comparison_or_from_an_event_to_a_state() -> None:
    figures = {figure.text: figure for figure in Miner(Config(models=False)).mine_text(REPORT).figures}
    assert [figures[text].time_end for text in ("18 Prozent", "64", "7 Mio. Euro")] == [None, None, None]


@pytest.mark.parametrize(
    "head",
    ["Der Verein wurde im Jahr 2015 gegründet.", "Die Halle von 2015", "Ein Bericht erschien 2015."],
)
def test_a_year_that_only_stands_at_the_beginning_completes_nothing(head: str) -> None:
    text = f"{head}\n\nAm 14. März streikten 120 Fahrer."
    assert Miner(Config(models=False)).mine_text(text).figures[0].time_end is None


def test_a_school_year_governs_what_is_of_schools() -> None:
    text = (
        "Kết quả của huyện\n\nNăm học 2022 - 2023, toàn huyện có 54 trường. Tỷ lệ tốt nghiệp THPT đạt 99,1%. "
        "Giải quyết chế độ cho 63 hộ."
    )
    figures = Miner(Config(models=False, language="vi")).mine_text(text).figures
    assert [str(figure.time_end or "")[:4] for figure in figures] == ["2023", "2023", ""]


def test_a_title_of_nine_months_resolves_the_last_nine_months_and_quarters() -> None:
    text = (
        "Ergebnisse der Parteiarbeit in den ersten neun Monaten 2024\n\n"
        "In den vergangenen neun Monaten nahm die Provinz 1.432 Mitglieder auf.\n\n"
        "Im vierten Quartal sind 370 Mitglieder aufzunehmen. In den vergangenen fünf Jahren waren es 9.000 Mitglieder."
    )
    figures = Miner(Config(models=False)).mine_text(text).figures
    bounds = [(str(figure.time_start or ""), str(figure.time_end or "")) for figure in figures]
    assert bounds == [("2024-01-01", "2024-09-30"), ("2024-10-01", "2024-12-31"), ("", "")]


def test_the_day_of_the_paper_is_no_time_of_its_figures() -> None:
    figures = (
        Miner(Config(models=False)).mine_text("Bericht\nStand: 22. September 2024\n\n312 Häuser stehen leer.").figures
    )
    assert [figure.time_end for figure in figures] == [None]


def test_a_term_said_again_goes_on_in_the_paragraph() -> None:
    text = (
        "Bericht für die Amtszeit 2020–2025\n\nIn der vergangenen Amtszeit wurden 312 Mitglieder aufgenommen. "
        "Es wurden 45 Zellen gegründet. Im Jahr 2021 waren es 7 Sitzungen."
    )
    figures = Miner(Config(models=False)).mine_text(text).figures
    assert [(str(figure.time_start)[:4], str(figure.time_end)[:4]) for figure in figures] == [
        ("2020", "2025"), ("2020", "2025"), ("2021", "2021"),
    ]  # fmt: skip


def test_the_day_of_a_disaster_is_the_time_of_its_damage_the_day_of_a_paper_is_not() -> None:
    storm = Miner(Config(models=False)).mine_text("Der Taifun vom 7. September 2024 zerstörte 312 Häuser.").figures
    paper = Miner(Config(models=False)).mine_text("Der Beschluss vom 7. September 2024 betrifft 312 Häuser.").figures
    assert [str(figure.time_end) for figure in (*storm, *paper)] == ["2024-09-07", "None"]
