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
