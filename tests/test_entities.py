"""Entities: gold inside sentences, negatives beside positives, one id per thing across spellings and languages."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportminer import entity_rules, goldmark
from reportminer.entities import as_persons, find, home_place, place_id, places_in, slug
from reportminer.gazetteer import old_tones
from reportminer.name_ends import trimmed
from reportminer.places import places
from reportminer.types import EntityMention

WORDS = ["tỉnh", "Quảng", "Ninh", "UBND", "xã", ",", "và", "Bộ", "Y", "tế", "ông", "Nguyễn", "Văn", "An", "\n"]
WORDS += ["Provinz", "Frau", "Dr.", "Anna", "Van", "Don", "EU", "-", "(", ")", "13.", "Zentralkomitees", "GmbH"]

GERMAN = """
Das ⟦e:Bundesamt für Seeschifffahrt und Hydrographie|ORG⟧ in ⟦e:Hamburg|LOC⟧ warnt; die ⟦e:Staatskapelle Weimar|ORG⟧ spielt in ⟦e:Weimar|LOC⟧.
Das ⟦e:Volkskomitee der Provinz Quang Ninh⟦|ORG⟧ tagte in ⟦e:Hanoi|LOC⟧ und ⟦e:Ho-Chi-Minh-Stadt|LOC⟧.
Resolution Nr. 21-NQ/TW des ⟦e:13. Zentralkomitees der Partei|ORG⟧ gilt für 48 Dörfer, Weiler und Stadtteile.
Laut dem Vorsitzenden des ⟦e:Organisationskomitees des Provinzparteikomitees|ORG⟧ hat das Provinzparteikomitee das Ziel erreicht.
Das ⟦e:Bundesministerium der Finanzen|ORG⟧ und das ⟦e:Statistische Bundesamt|ORG⟧ berichten dem ⟦e:Deutschen Bundestag|ORG⟧.
Frau Kollegin ⟦e:Wernicke-Thal|PER⟧ dankt Herrn Dr. ⟦e:Holger Zschieschang|PER⟧ und ⟦e:Annegret Löschau|PER⟧.
Genosse ⟦e:Le Khac Toan|PER⟧ aus dem Bezirk ⟦e:Van Don|LOC⟧ sprach vor ⟦e:Tran Quoc Vinh|PER⟧.
Herr Präsident, meine Damen und Herren, der Sekretär der Partei und der Minister kamen im Mai nach ⟦e:Essen|LOC⟧ zum Essen.
Im Landkreis ⟦e:Prignitz|LOC⟧ und in den Gemeinden ⟦e:Xin Cai|LOC⟧, ⟦e:Thuong Phung|LOC⟧ und ⟦e:Lung Cu|LOC⟧ sank die Zahl.
Das ⟦e:OLG Köln|ORG⟧, der ⟦e:Thüringer Landtag|ORG⟧ und die ⟦e:SPD-Fraktion|ORG⟧ lehnten die EU-Richtlinie ab, nicht aber die Verordnung (EU) 2016/679.
""".replace("⟦|", "|")

VIETNAMESE = """
⟦e:Trường Đại học Quảng Nam|ORG⟧ xin chuyển cơ sở; ⟦e:Ngân hàng Phát triển Việt Nam|ORG⟧ hứa giải ngân, Bệnh viện cũng vậy.
⟦e:UBND tỉnh Quảng Ninh|ORG⟧ và ⟦e:Sở Y tế Đồng Nai|ORG⟧ trình ⟦e:Bộ Chính trị|ORG⟧, ⟦e:Chính phủ|ORG⟧.
⟦e:Ban Chấp hành Trung ương|ORG⟧ khóa XIII và ⟦e:Ban Tổ chức Tỉnh ủy|ORG⟧ báo cáo Tổng Bí thư.
Các huyện ⟦e:Mèo Vạc|LOC⟧, ⟦e:Đồng Văn|LOC⟧ và thị xã ⟦e:Quảng Yên|LOC⟧ thuộc chủ nghĩa xã hội của nhân dân.
Đồng chí ⟦e:Nguyễn Hữu Trà|PER⟧, Bí thư Huyện ủy; ông ⟦e:Y Khăm Niê Siêng|PER⟧; đồng chí Chủ tịch.
Theo Luật Kiểm toán nhà nước, ⟦e:Bộ Giáo dục và Đào tạo|ORG⟧ ban hành bộ chỉ số; công an các địa phương, đường Lê Hồng Phong không tính.
""".replace("Bí thư Huyện ủy", "Bí thư ⟦e:Huyện ủy|ORG⟧").replace("đường Lê Hồng Phong", "đường ⟦e:Lê Hồng Phong|LOC⟧")


def lines(block: str, code: str) -> list[tuple[str, str]]:
    return [(code, line) for line in block.strip().splitlines()]


@pytest.mark.parametrize("code, marked", lines(GERMAN, "de") + lines(VIETNAMESE, "vi"))
def test_gold_sentences(code: str, marked: str) -> None:
    text, gold = goldmark.parse(marked)
    assert [(row.text, row.label) for row in find(text, code)] == [
        (row["text"], row["label"]) for row in gold["entities"]
    ]


@pytest.mark.parametrize("code", ["de", "vi"])
def test_every_rule_finds_its_examples_and_no_counterexample(code: str) -> None:
    for rule in entity_rules.rules(code):
        for marked in rule.examples:
            wanted = set(re.findall("⟦(.*?)⟧", marked))
            assert wanted <= found_by(rule, re.sub("[⟦⟧]", "", marked), code), (rule.id, marked)
        for text in rule.counterexamples:
            assert not found_by(rule, text, code), (rule.id, text)


def found_by(rule: entity_rules.EntityRule, text: str, code: str) -> set[str]:
    hits = [hit for hit in entity_rules.find(old_tones(text), code) if hit.rule is rule]
    named = "name" in rule.pattern.groupindex
    return {
        text[start:end] for hit in hits for start, end in (hit.match.spans("name") if named else [(hit.start, hit.end)])
    }


@pytest.mark.parametrize(
    "code, text, identity",
    [
        ("vi", "tỉnh Quảng Ninh", "vn:prov:quang_ninh"),
        ("de", "die Provinz Quang Ninh", "vn:prov:quang_ninh"),
        ("de", "in Thua Thien-Hue", "vn:prov:hue"),
        ("vi", "TP. Hồ Chí Minh", "vn:prov:ho_chi_minh"),
        ("vi", "TP.HCM", "vn:prov:ho_chi_minh"),
        ("vi", "tỉnh Khánh Hoà", "vn:prov:khanh_hoa"),
        ("de", "Thüringens Landrat", "de:land:thueringen"),
        ("vi", "huyện Vân Đồn", "vn:district:van_don@quang_ninh"),
        ("de", "der Bezirk Van Don", "vn:district:van_don@quang_ninh"),
        ("vi", "xã Tân Thanh", ""),
        ("vi", "xã Tân Thanh, huyện Văn Lãng, tỉnh Lạng Sơn", "vn:commune:tan_thanh@lang_son"),
        ("vi", "Bộ Y tế", "vn:org:min_health"),
        ("vi", "Bộ Công an", "vn:org:min_police"),
        ("vi", "Công an tỉnh Lào Cai", "vn:org:police@lao_cai"),
        ("vi", "Văn phòng Chính phủ", "vn:org:government_office"),
        ("de", "das Politbüro", "vn:org:politburo"),
        ("vi", "Bộ Chính trị", "vn:org:politburo"),
        ("de", "der Weltgesundheitsorganisation", "org:who"),
        ("vi", "UBND tỉnh", ""),
    ],
)
def test_one_id_for_one_thing(code: str, text: str, identity: str) -> None:
    assert find(text, code)[0].entity_id == identity


@pytest.mark.parametrize(
    "text", ["Ủy ban nhân dân tỉnh, thành phố trực thuộc", "Công an xã, phường", "hợp tác xã", "bà S. và bác sĩ Y khoa"]
)
def test_generic_vietnamese_is_no_entity(text: str) -> None:
    assert find(text, "vi") == []


def test_the_home_place_completes_ids() -> None:
    rows = find("UBND tỉnh họp tại xã Tân Thanh", "vi", home_place="lang_son")
    assert [row.entity_id for row in rows] == ["vn:org:people_committee@lang_son", "vn:commune:tan_thanh@lang_son"]
    assert place_id("lang_son") == "vn:prov:lang_son"
    assert place_id("hessen") == "de:land:hessen"


@pytest.mark.parametrize(
    ("lang", "head", "home"),
    [
        ("de", "Deutscher Bundestag\nStenografischer Bericht\nBerlin, Freitag, den 13. Mai 2011", ""),
        ("de", "Abgeordnetenhaus Berlin\nDrucksache 19/100\nDer Senat von Berlin und das Bundesministerium", "berlin"),
        ("de", "Das Zentralkomitee beriet in Hanoi über die Lage.", ""),
        ("de", "Das Volkskomitee der Stadt Hanoi berichtet dem Zentralkomitee. Hanoi, den 3. Mai", "ha_noi"),
        ("de", "In Berlin gab es 300 Betriebe.", "berlin"),
        ("vi", "BỘ TÀI CHÍNH\nHà Nội, ngày 3 tháng 5 năm 2024", ""),
        ("vi", "QUỐC HỘI\nLuật số: 12/2024/QH15\nHà Nội, ngày 3 tháng 5 năm 2024", ""),
        ("vi", "ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI\nHà Nội, ngày 3 tháng 5\nCăn cứ Nghị định của Chính phủ", "ha_noi"),
        ("vi", "BỘ NỘI VỤ\nV/v tỉnh Lạng Sơn và tỉnh Lạng Sơn\nHà Nội, ngày 3 tháng 5 năm 2024", "lang_son"),
    ],
)
def test_the_capital_is_the_seat_of_national_bodies_not_their_home_place(lang: str, head: str, home: str) -> None:
    assert home_place(head, lang) == home


def test_home_place_is_the_province_that_the_head_names_most() -> None:
    assert home_place("TỈNH ỦY QUẢNG NINH\nHạ Long, ngày 15 tháng 7 năm 2024", "vi") == "quang_ninh"
    assert home_place("Kein Ort.", "de") == ""


def test_a_surname_joins_the_person_named_before() -> None:
    rows = find("Frau Annegret Löschau kam. Später sprach Löschau. Dann Frau Löschau.", "de")
    assert {(row.entity_id, row.name) for row in rows} == {("per:annegret_loeschau", "Annegret Löschau")}


def test_a_surname_named_before_is_no_place_of_the_model() -> None:
    person = EntityMention(0, 13, "Jürgen Ebeling", "de.per.full", "PER", "Jürgen Ebeling", source="rule")
    place = EntityMention(20, 27, "Ebeling", "model.ner", "LOC", "Ebeling", source="model", score=0.9)
    surname = EntityMention(20, 27, "Ebeling", "de.per.later", "PER", "Ebeling", source="rule")
    assert as_persons([person, place], [surname]) == [person, surname]


def test_two_bearers_of_a_surname_stay_apart() -> None:
    rows = find("Anna Köster und Peter Köster kamen. Herr Köster sprach.", "de")
    assert [row.entity_id for row in rows] == ["per:anna_koester", "per:peter_koester", "per:koester"]


def test_names_are_nominative() -> None:
    rows = find("Der Bericht des Ständigen Ausschusses der Nationalversammlung und des Deutschen Bundestages", "de")
    assert [row.name for row in rows] == ["Ständiger Ausschuss der Nationalversammlung", "Deutscher Bundestag"]


def test_places_in_keeps_what_a_figure_can_belong_to() -> None:
    rows = find("Quốc lộ 1A qua Quảng Ninh, Bộ Y tế, sông Ngàn Sâu", "vi")
    assert [row.text for row in places_in(rows)] == ["Quảng Ninh"]


def test_the_gazetteer_holds_63_old_and_34_new_provinces() -> None:
    provinces = [place for place in places().values() if place.level == "province"]
    assert len(provinces) == 63
    assert sum(not place.until for place in provinces) == 34
    assert all(place.into in places() for place in provinces if place.until)


@pytest.mark.parametrize(
    "name, expected", [("Đắk Lắk", "dak_lak"), ("Thüringen", "thueringen"), ("Bà Rịa - Vũng Tàu", "ba_ria_vung_tau")]
)
def test_slug(name: str, expected: str) -> None:
    assert slug(name) == expected


@pytest.mark.parametrize("code", ["de", "vi"])
@given(words=st.lists(st.sampled_from(WORDS), max_size=25))
def test_mentions_are_ordered_disjoint_and_true_to_the_text(code: str, words: list[str]) -> None:
    text = " ".join(words)
    rows = find(text, code)
    assert all(row.text == text[row.start : row.end] for row in rows)
    assert all(before.end <= after.start for before, after in pairwise(rows))


@pytest.mark.parametrize(
    "text, name, identity",
    [
        ("Giao Bộ Nông \nnghiệp và Môi trường chủ trì", "Bộ Nông nghiệp và Môi trường", "vn:org:min_agriculture_environment"),
        ("của Bộ Lao động -\nThương binh và Xã hội;", "Bộ Lao động - Thương binh và Xã hội", "vn:org:min_labour"),
        ("của Bộ Lao động Thương binh và Xã \nhội;", "Bộ Lao động Thương binh và Xã hội", "vn:org:min_labour"),
        ("của Bộ Văn hóa - Thể thao và Du lịch,", "Bộ Văn hóa - Thể thao và Du lịch", "vn:org:min_culture"),
    ],
)
def test_names_broken_at_any_word_and_joined_in_any_way_have_one_id(text: str, name: str, identity: str) -> None:
    assert [(row.name, row.entity_id) for row in find(text, "vi")] == [(name, identity)]


def test_names_do_not_end_inside_a_word() -> None:
    text = "Có mặt: Cục Quản lý Y tế, Viện Khoa học Xã hội và Tập đoàn Viễn thông Quân đội."
    assert [row.text for row in find(text, "vi")] == [
        "Cục Quản lý Y tế",
        "Viện Khoa học Xã hội",
        "Tập đoàn Viễn thông Quân đội",
    ]
    assert [row.text for row in find("Đã ký:\nLê Văn Thanh\nPhụ lục I", "vi")] == ["Lê Văn Thanh"]
    assert trimmed("Ủy ban Chứng khoán Nhà nước cấp", 0, 31, "vi") == 27
    assert trimmed("cấp", 0, 3, "vi") == 3


def test_beginnings_of_other_names_are_no_places() -> None:
    text = "Nộp tại Cổng Dịch vụ công, tại Luật Quản lý thuế, tại Làng Văn hóa hoặc tại Kỳ Sơn."
    assert [row.text for row in find(text, "vi")] == ["Kỳ Sơn"]


def test_a_role_with_an_article_is_nobody() -> None:
    text = "Herr Redner, danke. Der Redner geht. Herr Koordinator, als Koordinator wissen Sie das. Herr Lindemann kam."
    assert [row.text for row in find(text, "de")] == ["Lindemann"]


def test_the_police_of_a_german_state_is_german() -> None:
    assert [row.entity_id for row in find("Die Polizei des Landes Hessen half.", "de")] == ["de:org:police@hessen"]
