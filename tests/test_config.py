"""Settings: defaults, file, flags, and mistakes that are named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reportminer.config import Config, load_config, parse_date, with_flags
from reportminer.errors import ConfigError


def toml(folder: Path, content: str) -> Path:
    file = folder / "settings.toml"
    file.write_text(content, encoding="utf-8")
    return file


def test_defaults_need_no_file() -> None:
    assert load_config(None) == Config()


def test_flags_win_over_the_file(tmp_path: Path) -> None:
    file = toml(tmp_path, 'language = "de"\nworkers = 3\ntimeout = 5\nmodels = false')
    config = load_config(file, language="vi", workers=None)
    assert (config.language, config.workers, config.timeout, config.models) == ("vi", 3, 5, False)
    assert with_flags(config, workers=2, language=None) == load_config(file, language="vi", workers=2)


@pytest.mark.parametrize("written", ["2024-09-10", '"2024-09-10"'])
def test_a_date_may_be_bare_or_quoted(tmp_path: Path, written: str) -> None:
    assert load_config(toml(tmp_path, f"reference_date = {written}")).reference_date == date(2024, 9, 10)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("langauge = 'de'", "unknown key 'langauge'; did you mean 'language'"),
        ("reference-date = 2024-01-01", "did you mean 'reference_date'"),
        ("workers = '2'", "workers must be a whole number, not '2'"),
        ("workers = true", "workers must be a whole number"),
        ("models = 1", "models must be true or false"),
        ("language = 'fr'", "language must be one of de, vi, not 'fr'"),
        ("workers = -1", "workers must be 0"),
        ("timeout = 0", "timeout must be more than 0"),
        ("reference_date = 'gestern'", "'gestern' is not a date"),
        ("reference_date = 2024-01-01T10:00:00", "reference_date must be a date"),
        ("workers = ", "not valid TOML"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        load_config(toml(tmp_path, content))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot read the config file .*nowhere\.toml"):
        load_config(tmp_path / "nowhere.toml")


def test_a_date_has_one_form() -> None:
    with pytest.raises(ConfigError, match="2024-09-10"):
        parse_date("10.9.2024")
