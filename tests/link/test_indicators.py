"""Which counted phrases share an indicator, and which only look as if they did."""

from __future__ import annotations

import pytest

from reportminer.link.indicators import lexicon


@pytest.mark.parametrize(
    ("lang", "phrase", "kind", "indicator"),
    [
        ("de", "Wertpapiere des Anlagevermögens", "money", ""),
        ("de", "Erträge", "money", ""),
        ("de", "Arbeitsvertrag", "count", ""),
        ("de", "Deutschland", "count", ""),
        ("de", "Aktienkurs", "count", ""),
        ("de", "Tag der Geburt", "count", ""),
        ("de", "CO2-Zertifikate auf jeden Fall", "count", ""),
        ("de", "Regierungsmitglieder", "count", ""),
        ("de", "Menschen in unserem Land", "count", "person"),
        ("de", "Rauschgiftdelikte", "count", "drug_case"),
        ("de", "neue Parteimitglieder", "count", "new_party_member"),
        ("de", "Neue Betriebe", "count", "enterprise"),
        ("de", "Zahl der Schulen", "count", "school"),
        ("de", "öffentliche Grundschulen", "count", "school"),
        ("de", "Parteizellen der Provinz", "count", "party_cell"),
        ("de", "Städte und Gemeinden", "count", ""),
        ("de", "arme Haushalte", "count", "poor_household"),
        ("de", "Basisparteiorganisationen", "count", "grassroots_party_organisation"),
        ("de", "Mehrausgaben", "money", "budget_expenditure"),
        ("de", "Menschen mit Behinderungen", "count", "person_with_disability"),
        ("de", "Geburten", "count", "birth"),
        ("de", "beschädigte Häuser", "count", "house_damaged"),
        ("de", "sozialversicherungspflichtig Beschäftigte", "count", "employee"),
        ("vi", "dịch vụ", "count", ""),
        ("vi", "nhà đầu tư", "count", ""),
        ("vi", "yêu cầu cụ thể", "count", ""),
        ("vi", "trường hợp", "count", ""),
        ("vi", "tỷ lệ sở hữu", "percent", ""),
        ("vi", "trường tiểu học", "count", "school"),
        ("vi", "trường", "count", "school"),
        ("vi", "tổng số hộ nghèo", "count", "poor_household"),
        ("vi", "tốc độ tăng trưởng GRDP", "percent", "grdp"),
        ("vi", "bộ hồ sơ đề nghị", "count", "dossier"),
        ("vi", "dự án khu dân cư", "count", "project"),
        ("vi", "đảng viên nữ", "count", "woman"),
        ("vi", "đảng viên", "count", "party_member"),
        ("vi", "chi bộ trực thuộc", "count", "party_cell"),
        ("vi", "nhà bị hư hỏng", "count", "house_damaged"),
        ("vi", "tỷ lệ hộ nghèo", "percent", "poverty_rate"),
        ("vi", "lượt người", "count", "person"),
        ("vi", "vụ tai nạn giao thông", "count", "traffic_accident"),
        ("vi", "tổng điện năng tiêu thụ", "measure", "electricity"),
        ("vi", "xã biên giới", "count", "border_commune"),
        ("vi", "học sinh lớp 12", "count", "pupil"),
        ("vi", "nhà được xây mới", "count", "house"),
        ("vi", "xã hội hóa", "money", ""),
        ("vi", "người nghèo", "count", "person"),
        ("vi", "hộ nông dân", "count", "household"),
        ("vi", "xã vùng cao", "count", "commune"),
    ],
)
def test_indicators_name_the_head_of_a_phrase(lang: str, phrase: str, kind: str, indicator: str) -> None:
    assert lexicon(lang).lookup(phrase, kind) == indicator


def test_what_a_phrase_is_about_may_stand_anywhere_in_it() -> None:
    assert lexicon("de").mentioned("Beschwerdefälle") == "case"
    assert lexicon("de").mentioned("weitere Angaben") == ""
