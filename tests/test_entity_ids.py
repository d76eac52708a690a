"""One id per unit and organ: every name of the gazetteers, as texts of both languages spell it, in sentences of our own."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from reportminer.entities import find
from reportminer.gazetteer import slug, spelled_out, table, unaccented
from reportminer.organs import nominative

GOLDEN = Path(__file__).parent / "cases" / "entity_merges.tsv"
"""Lower units that still get the id of a province or city of the same name; REPORTMINER_GOLDEN=1 rewrites the list."""

CARRIERS = {
    "de": {
        "province": ("In der Provinz {} sank die Zahl der Unfälle.", "Die Delegation reiste am Montag nach {}."),
        "land": ("Im Land {} stieg die Zahl der Anträge.", "Die Zahlen aus {} liegen vor."),
        "city": ("Die Stadt {} meldete drei neue Brücken.", "In {} wurde gebaut."),
        "kreis": ("Der Landkreis {} meldete 40 Fälle.", "Im Kreis {} wurde gebaut."),
        "district": ("Der Bezirk {} meldete 40 Fälle.",),
        "country": ("Die Lieferungen aus {} nahmen zu.", "Der Handel mit {} wuchs."),
        "": ("Die Lage in {} blieb ruhig.",),
    },
    "vi": {
        "province": ("Tại tỉnh {}, số vụ tai nạn giảm.", "Đoàn công tác đã đến {} vào hôm qua."),
        "land": ("Đoàn đã đến bang {} của Đức.",),
        "city": ("Tại thành phố {}, số vụ tai nạn giảm.", "Đoàn công tác đã đến {}."),
        "district": ("Tại huyện {}, số hộ nghèo giảm.",),
        "country": ("Hàng nhập khẩu từ nước {} tăng.", "Hội nghị diễn ra tại {} hôm qua."),
        "": ("Tình hình tại {} ổn định.",),
    },
}
_SYLLABLES = re.compile(r"(?:[^\W\d_]+ ){1,3}[^\W\d_]+")


def names(row: dict[str, str], code: str) -> list[str]:
    """The names of a row in a language: Vietnamese and German units have their own everywhere."""
    own = [form.rstrip("!") for form in row.get(code, "").split("|") if form]
    if row["id"].startswith("de:kreis") and code == "vi":
        return []
    return [row["name"], *own] if row["id"].startswith(("vn:", "de:")) or not own else own


def variants(name: str, row: dict[str, str], code: str) -> set[str]:
    """A name with and without marks, with hyphens, with umlauts as two letters."""
    if not row["id"].startswith("vn:"):
        return {name, spelled_out(name)} if code == "de" else {name}
    found = {name, unaccented(name)}
    if _SYLLABLES.fullmatch(name) and all(word[0].isupper() for word in name.split()):
        found |= {form.replace(" ", "-") for form in found}
    return found


def cases(code: str) -> Iterator[tuple[str, str, str]]:
    """Sentence, name, expected id."""
    for row in table("places.tsv"):
        for name in names(row, code):
            for variant in sorted(variants(name, row, code)):
                for carrier in CARRIERS[code].get(row["level"], CARRIERS[code][""]):
                    yield carrier.format(variant), variant, row["id"]


def ids(text: str, name: str, code: str, home: str = "") -> list[str]:
    """The ids of what is found at the name."""
    start = text.index(name)
    end = start + len(name)
    return [row.entity_id for row in find(text, code, home_place=home) if row.start < end and row.end > start]


@pytest.mark.parametrize("code", ["de", "vi"])
def test_every_place_has_its_id_in_every_spelling(code: str) -> None:
    judged = [(wanted in ids(text, name, code), text) for text, name, wanted in cases(code)]
    wrong = [text for right, text in judged if not right]
    assert len(wrong) <= 0.05 * len(judged), (len(wrong), len(judged), wrong[:20])


@pytest.mark.parametrize("code", ["de", "vi"])
def test_no_place_gets_the_id_of_another(code: str) -> None:
    """What is not found is no merge; another id would be one."""
    found = ((text, wanted, [row for row in ids(text, name, code) if row]) for text, name, wanted in cases(code))
    assert [(text, wanted, rows) for text, wanted, rows in found if rows and wanted not in rows] == []


LOWER = {"de": ("Bezirk {}", "Gemeinde {}"), "vi": ("huyện {}", "xã {}", "phường {}")}


def merges() -> list[str]:
    """Districts and communes that get the id of the province or city whose name they bear."""
    rows = [row for row in table("places.tsv") if row["id"].startswith("vn:") and row["level"] in ("province", "city")]
    lines = [
        f"{code}\t{phrase.format(row['name'])}\t{row['id']}"
        for code, phrases in LOWER.items()
        for phrase in phrases
        for row in rows
        if row["id"] in ids(phrase.format(row["name"]) + " tagte.", row["name"], code)
    ]
    return sorted(lines)


def test_the_false_merges_that_are_left_are_listed() -> None:
    found = merges()
    if os.environ.get("REPORTMINER_GOLDEN"):
        GOLDEN.write_text("".join(f"{row}\n" for row in found), encoding="utf-8")
    assert found == GOLDEN.read_text(encoding="utf-8").splitlines()


PROVINCES = sorted(row["name"] for row in table("places.tsv") if row["level"] == "province" and not row["name"].startswith("Thành"))


@pytest.mark.parametrize("name", PROVINCES)
def test_a_district_with_the_name_of_a_province_stays_a_district(name: str) -> None:
    seat = "Quảng Bình" if name != "Quảng Bình" else "Nghệ An"
    assert ids(f"Tại huyện {name}, tỉnh {seat}, số vụ giảm.", name, "vi")[:1] == [
        f"vn:district:{slug(name)}@{slug(seat)}"
    ]


ORGANS = {"de": "Nach Angaben des Berichts hat {} zugestimmt.", "vi": "Theo báo cáo, {} đã thông qua."}


@pytest.mark.parametrize("code", ["de", "vi"])
def test_every_organ_with_a_full_name_has_its_id(code: str) -> None:
    rows = [(row, form) for row in table("organs.tsv") if row["kind"] == "name" for form in row[code].split("|") if form]
    names = [(row["id"], nominative(form.rstrip("!"))) for row, form in rows]
    wrong = [name for wanted, name in names if wanted not in ids(ORGANS[code].format(name), name, code)]
    assert len(wrong) <= 0.05 * len(names), (len(wrong), len(names), wrong[:20])


@pytest.mark.parametrize(
    ("text", "name", "home", "wanted"),
    [
        ("Tại xã Tân Thành, số hộ nghèo giảm.", "Tân Thành", "", ""),
        ("Tại xã Tân Thành, số hộ nghèo giảm.", "Tân Thành", "ca_mau", "vn:commune:tan_thanh@ca_mau"),
        ("Tại xã Tân Thành, số hộ nghèo giảm.", "Tân Thành", "dong_thap", "vn:commune:tan_thanh@dong_thap"),
        ("In der Gemeinde Tan Thanh sank die Zahl.", "Tan Thanh", "ca_mau", "vn:commune:tan_thanh@ca_mau"),
    ],
)
def test_units_of_one_name_stay_apart(text: str, name: str, home: str, wanted: str) -> None:
    assert ids(text, name, "vi" if "xã" in text else "de", home) == [wanted]


def test_a_town_is_the_city_of_the_gazetteer() -> None:
    assert ids("Tại thị xã Kỳ Anh, số vụ giảm.", "Kỳ Anh", "vi") == ["vn:city:ky_anh@ha_tinh"]
    assert ids("Tại huyện Kỳ Anh, tỉnh Hà Tĩnh, số vụ giảm.", "Kỳ Anh", "vi") == ["vn:district:ky_anh@ha_tinh"]


def test_a_person_is_no_province_without_marks() -> None:
    assert ids("Ông Nguyễn Quang Nam phát biểu.", "Quang Nam", "vi") != ["vn:prov:quang_nam"]
    assert ids("Đoàn đã đến Quang Nam hôm qua.", "Quang Nam", "vi") == ["vn:prov:quang_nam"]
