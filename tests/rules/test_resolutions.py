"""Citations in sentences: gold marked inside the text, look-alikes beside it, and what must always hold."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportminer.goldmark import parse
from reportminer.lang import Pack, load
from reportminer.rules import citekeys
from reportminer.rules.citerules import rules_for
from reportminer.rules.citewrap import join
from reportminer.rules.resolutions import find
from reportminer.types import Resolution


@cache
def pack(code: str) -> Pack:
    return load(code)


def rows(text: str, code: str, home: str = "") -> list[Resolution]:
    return [row for row in find(text, pack(code), home_place=home) if row.mention != "anaphor"]


def check(marked: str, code: str, home: str = "") -> None:
    """Every marked citation is found with its fields, and nothing else."""
    text, gold = parse(marked)
    found = rows(text, code, home)
    assert [(row.start, row.end, row.text) for row in found] == [
        (item["start"], item["end"], item["text"]) for item in gold["resolutions"]
    ]
    for row, item in zip(found, gold["resolutions"], strict=True):
        for name in item.keys() - {"start", "end", "text"}:
            assert str(getattr(row, name) or "") == item[name], (row.text, name)


VIETNAMESE = [
    "theo ⟦r:Kết luận số 93-KL/TWcủa Bộ Chính trị|symbol=93-KL/TW⟧ và ⟦r:Thông tư 38/2018/TT-BTCngày 3/5/2018|key=vn:tt-btc:2018:38⟧",
    "xem https://vbpl.vn/TW/x.aspx?Keyword= 05/2020/TT-BL%C4%90TBXH và ⟦r:Thông tư 39/2018/TT-BTC|number=39⟧.",
    "Theo ⟦r:Kế hoạch số 1012/KH-UBND ngày 22/11/2024 của UBND tỉnh|key=vn:kh-ubnd:d2024:1012⟧. Năm 2025 sẽ tiếp tục.",
    "Sở Y tế tỉnh Đồng Nai có ⟦r:Báo cáo số 42/BC-SYT ngày 3/3/2025|key=vn:bc-syt@dong_nai:d2025:42⟧.",
    "Thực hiện ⟦r:Nghị quyết số 21-NQ/TW ngày 16/6/2022 của Ban Chấp hành Trung ương khóa XIII"
    "|key=vn:nq-tw:k13:21|type=resolution|number=21|issuer=TW|symbol=21-NQ/TW|date=2022-06-16|term=k13⟧ về công tác Đảng.",
    "Các ⟦r:Nghị quyết số 18|key=vn:nq-tw:k12:18|mention=list_item⟧, ⟦r:19-NQ/TW ngày 25/10/2017|key=vn:nq-tw:k12:19⟧ được triển khai.",
    "các ⟦r:Nghị định số 30/2020/NĐ-CP|mention=list_item|list_group=l1⟧, ⟦r:31/2020/NĐ-CP|list_group=l1⟧ và "
    "⟦r:32/2020/NĐ-CP của Chính phủ|list_group=l1⟧ được sửa đổi.",
    "Căn cứ ⟦r:Luật Tổ chức chính quyền địa phương số 72/2025/QH15|key=vn:qh15:2025:72|type=law|issuer=QH15⟧;",
    "Theo ⟦r:Luật Ban hành văn bản quy phạm pháp luật số 64/2025/QH15|key=vn:qh15:2025:64⟧.",
    "theo ⟦r:Luật Luật sư số 65/2006/QH11|key=vn:qh11:2006:65⟧ và pháp luật đất đai",
    "⟦r:Báo cáo số 87/BC-BCH ngày 12/9/2024 của Ban Chỉ huy Phòng chống thiên tai tỉnh Lào Cai"
    "|key=vn:bc-bch@lao_cai:d2024:87|key_status=full|type=report⟧ nêu rõ thiệt hại.",
    "Ban Chỉ huy Phòng thủ dân sự tỉnh Quảng Ninh gửi ⟦r:Báo cáo số 5/BC-BCH ngày 2/9/2025|key=vn:bc-bch@quang_ninh:d2025:5⟧.",
    "⟦r:Báo cáo số 12/BC-BCH ngày 2/9/2025|key=vn:bc-bch:d2025:12|key_status=partial⟧ chưa rõ của cấp nào.",
    "tận dụng ⟦r:Hiệp định Đối tác kinh tế toàn diện khu vực (RCEP)|key=int:treaty:rcep|type=treaty⟧ và "
    "⟦r:Hiệp định CPTPP|key=int:treaty:cptpp⟧ (hiệp định thế hệ mới), các hiệp định thương mại khác",
    "Căn cứ ⟦r:Luật Tổ chức Chính phủ ngày 18 tháng 02 năm 2025|key=vn:qh15:2025:63|date=2025-02-18⟧;",
    "quy định tại ⟦r:điểm b khoản 2 Điều 5 và khoản 3 Điều 7 Luật số 45/2019/QH14"
    "|section=điểm b khoản 2 Điều 5 và khoản 3 Điều 7|key=vn:qh14:2019:45⟧, có hiệu lực",
    "⟦r:khoản 1 Điều 9 của Luật Đất đai năm 2024|key=vn:qh15:2024:31|key_status=alias|symbol=Luật Đất đai 2024⟧ quy định",
    "theo ⟦r:Điều 134 Bộ luật Hình sự|key=vn:code:hinh-su|type=code⟧ và ⟦r:Luật bảo hiểm y tế|key=vn:law:bao-hiem-y-te⟧",
    "⟦r:Thông tư số 38/2018/TT-\nBLĐTBXH ngày 28 tháng 12 năm 2018|key=vn:tt-bldtbxh:2018:38|symbol=38/2018/TT-BLĐTBXH⟧ quy định",
    "⟦r:Thông tư liên tịch số 05/2018/TTLT-VKSNDTC- TANDTC-BCA-BQP|key=vn:ttlt-vksndtc-tandtc-bca-bqp:2018:5|type=joint_circular⟧ nêu",
    "⟦r:Công văn số 5527/BTC-ĐT ngày 06/5/2013 của Bộ Tài chính|key=vn:btc-dt:d2013:5527|type=official_letter⟧ được gửi, mã hồ sơ 5527/BTC-ĐT",
    "⟦r:Công điện hỏa tốc số 12/CĐ-TTg ngày 3/5/2024|key=vn:cd-ttg:d2024:12⟧ và ⟦r:Quyết định số 25/QĐ-TTg cùng ngày|key=vn:qd-ttg:d2024:25⟧",
    "(⟦r:Quyết định sô28l1999lQĐ-TTg ngày23l2l1999 của Thủ tướng Chính phủ|key=vn:qd-ttg:1999:28|key_status=repaired|date=1999-02-23⟧)",
    "⟦r:Nghị định số 50/CP ngày 26 tháng 7 năm 1995 của Chính phủ|key=vn:nd-cp:d1995:50⟧; ⟦r:Thông tư số 21/2014/BGD&ĐT|key=vn:tt-bgddt:2014:21⟧",
    "⟦r:Nghi quyet so 21-NQ/TW ngay 16/6/2022|key=vn:nq-tw:k13:21⟧ duoc trien khai",
    "⟦r:Nghị quyết Trung ương 4 khóa XI|key=vn:nq-hntw:k11:4⟧, ⟦r:XII|key=vn:nq-hntw:k12:4⟧ và ⟦r:Kết luận số 21-KL/TW|key=vn:kl-tw:?:21⟧",
    "⟦r:Nghị quyết Đại hội XIII của Đảng|key=vn:nq-dh:k13⟧ và ⟦r:Nghị quyết Đại hội Đảng bộ tỉnh Quảng Ninh lần thứ XV|key=vn:nq-dh@quang_ninh:k15⟧",
    "HĐND tỉnh Thanh Hóa thông qua ⟦r:Nghị quyết số 18/2025/NQ-HĐND|key=vn:nq-hdnd@thanh_hoa:2025:18|key_status=full⟧.",
    "⟦r:Nghị quyết số 5/2025 của Chính phủ|key=vn:nq-cp:2025:5|key_status=tail_inferred|mention=short⟧ có hiệu lực",
    "theo ⟦r:Nghị định 168|key=vn:nd-cp:?:168⟧ và ⟦r:Đề án 06|key=vn:qd-ttg:d2022:6|key_status=alias⟧",
    "theo ⟦r:Chỉ thị của Ban Bí thư về tăng cường công tác dân vận|mention=title_only|type=directive⟧, các cấp ủy",
    "⟦r:Quy định (EU) 2016/679|key=eu:reg:2016:679⟧ và ⟦r:Nghị quyết 1325 (2000) của Hội đồng Bảo an Liên hợp quốc|key=un:sc:1325⟧",
    "Căn cứ ⟦r:Hiến pháp năm 2013|key=vn:constitution:2013|type=constitution⟧; sống theo Hiến pháp và pháp luật",
    "⟦r:Công ước Liên hợp quốc về Luật Biển năm 1982|key=int:treaty:unclos|type=treaty⟧ được tôn trọng",
    "tuyên tại ⟦r:Bản án số 12/2020/HS-ST|key=vn:ba-hs-st:2020:12|type=judgment⟧",
]

GERMAN = [
    "nach ⟦r:Punkt a, Klausel 2, Artikel 7 des Dekrets Nr. 62/2021/ND-CP|section=Punkt a, Klausel 2, Artikel 7|key=vn:nd-cp:2021:62⟧ gilt",
    "folgte auf das ⟦r:Telegramm Nr. 88/CD-TTg vom 9. September 2024|key=vn:cd-ttg:d2024:88⟧ die "
    "⟦r:Eildepesche Nr. 89/CD-TTg vom selben Tag|key=vn:cd-ttg:d2024:89|date=2024-09-09⟧",
    "VOLKSKOMITEE DER PROVINZ THANH HOA\n⟦r:Nr. 268/BC-UBND|key=vn:bc-ubnd@thanh_hoa:d2023:268|date=2023-12-08|mention=own_heading⟧\n"
    "Thanh Hoa, den 8. Dezember 2023\n\nBERICHT",
    "In Umsetzung der ⟦r:Resolution Nr. 21-NQ/TW (vom 16. Juni 2022) des 13. Zentralkomitees der Partei"
    "|key=vn:nq-tw:k13:21|date=2022-06-16|term=k13|issuer=TW⟧ zur Stärkung der Zellen wurde beraten.",
    "Zu den Resolutionen ⟦r:Nr. 18-|key=vn:nq-tw:k12:18⟧ und ⟦r:19-NQ/TW vom 25. Oktober 2017|key=vn:nq-tw:k12:19⟧ liegt etwas vor.",
    "Die ⟦r:Zentralen Resolutionen 4|key=vn:nq-hntw:k13:4⟧, ⟦r:5|key=vn:nq-hntw:k13:5⟧ und ⟦r:8 (13. Legislaturperiode)|key=vn:nq-hntw:k13:8⟧ gelten.",
    "im ⟦r:Beschluss Nr. 4 des Zentralkomitees der 12. Amtsperiode|key=vn:nq-hntw:k12:4|key_status=partial⟧ festgelegt",
    "die offiziellen Depeschen ⟦r:Nr. 226/CD-TTg vom 21. November 2025|list_group=l1⟧, ⟦r:Nr. 225/CD-TTg vom 20. November 2025|list_group=l1⟧ "
    "und das ⟦r:Schreiben Nr. 219/CD-TTg vom 17. November 2025|key=vn:cd-ttg:d2025:219|type=telegram|flags=('type_conflict',)⟧.",
    "Geändert wurden Artikel des ⟦r:Dekrets Nr. geändert und ergänzt werden. 56/2013/ND-CP|key=vn:nd-cp:2013:56|symbol=56/2013/NĐ-CP⟧.",
    "nach ⟦r:Absatz 2, Artikel 2 des Dekrets Nr. 178/2024/ND-CP|section=Absatz 2, Artikel 2|key=vn:nd-cp:2024:178⟧ gilt",
    "⟦r:AUFLÖSUNG Nr. 1683/NQ-UBTVQH15|type=resolution⟧: Nach der Auflösung von zwei Bezirken bleibt nichts.",
    "Die ⟦r:Verordnung 144/QD/TW|type=regulation|symbol=144-QĐ/TW⟧ und die ⟦r:Schlussfolgerung 127-Kl/TW|symbol=127-KL/TW⟧ gelten.",
    "Die ⟦r:Verordnungen (EU) Nr. 1093/2010|key=eu:reg:2010:1093⟧ und ⟦r:(EU) Nr. 648/2012|key=eu:reg:2012:648⟧ sowie die "
    "⟦r:Richtlinie 2010/75/EU|key=eu:dir:2010:75|type=eu_directive⟧ und die ⟦r:Verordnung (EG) Nr. 715/2007|key=eu:reg:2007:715⟧",
    "Die ⟦r:Resolution 1325 (2000) des Sicherheitsrats|key=un:sc:1325|year=2000⟧ und ⟦r:A/RES/70/1|key=un:ga:70:1⟧ gelten.",
    "auf ⟦r:Bundestagsdrucksache 20/11500|key=de:bt-drs:20:11500|symbol=20/11500|type=printed_paper⟧, ⟦r:BR-Drs. 123/22|key=de:br-drs:2022:123⟧ "
    "und ⟦r:Drucksache 16 / 338|key=de:bt-drs:16:338⟧",
    "(⟦r:Drucksachen 17/10744|list_group=l1⟧, ⟦r:17/10797|key=de:bt-drs:17:10797|list_group=l1⟧)",
    "Nach ⟦r:§ 8a Abs. 1 Satz 2 Nr. 3 SGB VIII|key=de:law:sgb-viii|symbol=SGB VIII|section=§ 8a Abs. 1 Satz 2 Nr. 3|type=law⟧ in der Fassung "
    "vom 3. Juni 2021 (⟦r:BGBl. I S. 1444|key=de:bgbl-i:2021:1444|type=gazette⟧) gilt § 12 nicht.",
    "nach ⟦r:§§ 3, 5 bis 7 des Finanzausgleichsgesetzes (FAG)|symbol=FAG|key=de:law:fag|section=§§ 3, 5 bis 7⟧ und ⟦r:Art. 16a GG|type=constitution⟧",
    "das ⟦r:Bundesnaturschutzgesetz|key=de:law:bnatschg⟧, das ⟦r:Haushaltsgesetz 2020|key=de:law:haushaltsgesetz-2020⟧ und ⟦r:§§ 50, 50a EStG⟧",
    "⟦r:§ 31 GO|key=de:law:go-bt⟧ und ⟦r:§ 15 Abs. 2 LBauO|key=de:law:lbauo⟧, aber nicht § 5 Abs. 2 oder § 3 CDU",
    "des ⟦r:Sechsten Buches Sozialgesetzbuch|key=de:law:sgb-vi⟧ und im ⟦r:SGB II|key=de:law:sgb-ii⟧, nicht SGB-II-Leistungen",
    "⟦r:Zweites Gesetz zur Änderung des ⟦r:Atomgesetzes|key=de:law:atg⟧|type=law⟧ und ⟦r:Gesetz vom 23. Juli 1969|date=1969-07-23⟧",
    "⟦r:Beschluss der Kultusministerkonferenz vom 08.03.2012 i. d. F. vom 07.10.2021|key=de:kmk:2012-03-08⟧ und das Urteil des OLG Köln "
    "(⟦r:Az. 15 U 85/17|key=de:az:olg-koeln:15-u-85-17|type=judgment⟧)",
    "⟦r:Genfer Flüchtlingskonvention|type=treaty⟧, ⟦r:Vertrag von Lissabon|type=treaty⟧ und ⟦r:Art. 5 Abs. 1 DSGVO|key=eu:reg:2016:679⟧",
    "Die ⟦r:Anweisung der Zentrale zur Stärkung der Führung beim Schutz der Grenzen|mention=title_only|type=directive⟧ wird weiterhin umgesetzt.",
]


@pytest.mark.parametrize("marked", VIETNAMESE)
def test_vietnamese(marked: str) -> None:
    check(marked, "vi")


@pytest.mark.parametrize("marked", GERMAN)
def test_german(marked: str) -> None:
    check(marked, "de")


@pytest.mark.parametrize(
    "text",
    [
        "khoản 2 Điều 5, tỷ lệ 21/25, ngày 12/03/2023, trực 24/7, biển số 51G-123.45",
        "206/113 vụ, 19 vụ/20 đối tượng, 1,2/3,4 và 7.582/1 ca, năm 2023/24",
        "Kế hoạch 5 năm 2021-2025 và chương trình 3 điểm; quyết định 15 tỷ đồng; Quyết định 3 vấn đề",
        "Nghị quyết này có hiệu lực; thông qua 4 luật và 5 nghị quyết",
        "sống và làm việc theo Hiến pháp và pháp luật; luật sư Nguyễn Văn A; pháp luật đất đai",
        "Điện thoại 024/3825.1234, Quốc lộ 1A, Covid-19, Km84+600, QNg 95010",
        "Nghị quyết Đại hội đồng cổ đông và Số:      /QĐ-UBND ngày ... tháng ... năm ...",
    ],
)
def test_vietnamese_look_alikes(text: str) -> None:
    assert rows(text, "vi") == []


@pytest.mark.parametrize(
    "text",
    [
        "Die Nationalversammlung verabschiedete 4 Gesetze und 5 Resolutionen.",
        "Einzelplan 20, BKA-Nr. 21/2023, Tel. 0228/12345, 24/7, A/B-Test 3/4",
        "Nach § 12 und Artikel 5 gilt das Gesetz; der Beschluss fiel mit 21/25 Stimmen am 12/03/2023.",
        "Nach der Auflösung von zwei Bezirken wurde der Plan 2021-2025 erfüllt.",
        "Die Rechtsverordnung und das Rahmengesetz, die Drucksachennummer und der Resolutionsentwurf",
        "100 km/h, 7.582/1, ein Bericht 2023/24 und die Richtlinie 20/25",
    ],
)
def test_german_look_alikes(text: str) -> None:
    assert rows(text, "de") == []


@pytest.mark.parametrize(
    ("code", "rule"),
    [(code, rule) for code in ("de", "vi") for rule in rules_for(code).rules],
    ids=lambda value: getattr(value, "id", value),
)
def test_rules_keep_their_own_examples(code: str, rule: object) -> None:
    for example in rule.examples:  # type: ignore[attr-defined]
        text, _, key = example.partition(" => ")
        assert key in [row.key for row in find(text, pack(code))], example
    for text in rule.counterexamples:  # type: ignore[attr-defined]
        assert not [row for row in find(text, pack(code)) if row.rule == rule.id], text  # type: ignore[attr-defined]


# --- inside one document ---------------------------------------------------------------------------------------------


def test_short_forms_and_anaphora_resolve_to_the_last_full_citation() -> None:
    text = "Bộ Chính trị ban hành Nghị quyết số 57-NQ/TW; để thực hiện Nghị quyết 57, tỉnh giao việc. Nghị quyết này quan trọng."
    full, short, anaphor = find(text, pack("vi"))
    assert (full.mention, short.mention, anaphor.mention) == ("full", "short", "anaphor")
    assert short.antecedent == anaphor.antecedent == "r1"
    assert full.key == short.key == anaphor.key == "vn:nq-tw:?:57"


def test_german_short_forms_of_any_type_word() -> None:
    text = "Beschluss des Politbüros Nr. 68-NQ/TW vom 4. Mai 2025; Resolution 68; Beschluss Nr. 68 und diese Resolution"
    found = find(text, pack("de"))
    assert [row.key for row in found] == ["vn:nq-tw:k13:68"] * 4
    assert [row.antecedent for row in found] == ["", "r1", "r1", "r1"]


def test_a_name_means_the_law_cited_in_full() -> None:
    text = "Căn cứ Luật Hải quan số 54/2014/QH13; theo Luật Hải quan và Luật Đất đai"
    assert [(row.key, row.mention) for row in rows(text, "vi")] == [
        ("vn:qh13:2014:54", "full"),
        ("vn:qh13:2014:54", "short"),
        ("vn:law:dat-dai", "full"),
    ]


def test_a_type_number_of_another_issuer_is_not_the_antecedent() -> None:
    text = "Nghị quyết số 10/NQ-CP ngày 1/2/2020; Nghị quyết 10 của Tỉnh ủy"
    assert [row.key for row in rows(text, "vi", "quang_ninh")] == ["vn:nq-cp:d2020:10", "vn:nq-tu@quang_ninh:?:10"]


def test_own_heading_takes_the_date_line() -> None:
    text = "CHÍNH PHỦ\n-------\n\nSố: 113/NQ-CP\n\nHà Nội, ngày 24 tháng 4 năm 2026\n\nNGHỊ QUYẾT\n\nNghị quyết này có hiệu lực."
    own, anaphor = find(text, pack("vi"))
    assert (own.text, own.mention, own.key) == ("Số: 113/NQ-CP", "own_heading", "vn:nq-cp:d2026:113")
    assert anaphor.antecedent == "r1"


def test_the_home_place_completes_local_symbols() -> None:
    (row,) = rows("HĐND tỉnh ban hành Nghị quyết số 16/NQ-HĐND ngày 16/7/2021.", "vi", "Quảng Ninh")
    assert (row.key, row.key_status) == ("vn:nq-hdnd@quang_ninh:d2021:16", "issuer_inferred")
    (bare,) = rows("HĐND tỉnh ban hành Nghị quyết số 16/NQ-HĐND ngày 16/7/2021.", "vi")
    assert (bare.key, bare.key_status) == ("vn:nq-hdnd:d2021:16", "partial")


def test_german_and_vietnamese_meet_under_one_key() -> None:
    german = rows("Beschluss Nr. 202/2025/QH15 der Nationalversammlung; Bodengesetz 2024 in Vietnam", "de")
    vietnamese = rows("Nghị quyết số 202/2025/QH15 của Quốc hội; Luật Đất đai 2024", "vi")
    assert [row.key for row in german] == [row.key for row in vietnamese]


# --- what always holds -----------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "Nghị quyết số ", "21-NQ/TW", "30/2020/NĐ-CP", " ngày 16/6/2022", " của Chính phủ", ", ", "18, ", " và ", "Luật Đất đai", " năm 2024",
        "khoản 2 Điều 5 ", "Resolution Nr. ", "§ 8a Abs. 1 ", "SGB VIII", "Drucksache 17/1", ", 17/2", "\n", "Số: ", "Bundeshaushaltsgesetz",
        "(EU) 2016/679", "Verordnung ", " vom 16. Juni 2022", " des 13. Zentralkomitees", "Nghị quyết Trung ương 4 khóa XI, XII", "(", ")",
        "Nghị quyết này", "diese Resolution", "57", "/", "-", "TT-\nBTC", "Công văn số 12/BTC-ĐT", "12/2020/", "Đề án 06", "1 BvR 2656/18", "ß", "𝄞",
    ]
)  # fmt: skip


def check_properties(text: str, code: str) -> None:
    found = find(text, pack(code))
    end = 0
    for row in found:
        assert row.text == text[row.start : row.end] != ""
        assert row.start >= end
        assert row.key.isascii()
        assert row.key == row.key.lower()
        end = row.end
        if row.mention == "full" and row.symbol and row.key.startswith("vn:") and row.rule.endswith("symbol"):
            again = citekeys.key_for_symbol(row.symbol, date=row.date)
            assert again is None or again.symbol == row.symbol
    assert all(1 <= int(row.antecedent[1:]) <= len(found) for row in found if row.antecedent)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join), st.sampled_from(["de", "vi"]))
def test_properties(text: str, code: str) -> None:
    check_properties(text, code)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.sampled_from(["de", "vi"]))
def test_properties_of_any_text(text: str, code: str) -> None:
    check_properties(text, code)


@pytest.mark.parametrize("piece", ["1/", "12-", "§ 1, ", "Luật A ", "21-NQ/TW, ", " ", "khoản 1, "])
@pytest.mark.parametrize("code", ["de", "vi"])
def test_hostile_text_takes_linear_time(piece: str, code: str) -> None:
    import time

    def seconds(size: int) -> float:
        start = time.process_time()
        find(piece * (size // len(piece)), pack(code))
        return time.process_time() - start

    seconds(1000)
    assert seconds(80_000) < 8 * seconds(20_000) + 0.2


@pytest.mark.parametrize(
    "home, text, key, status",
    [
        ("", "HESSISCHER LANDTAG Drucksache 21/1187", "de:lt-drs:hessen:21:1187", "full"),
        ("", "Landtag Nordrhein-Westfalen\nDrucksache 18/3454", "de:lt-drs:nordrhein-westfalen:18:3454", "full"),
        ("", "Sitzung des Sächsischen Landtags\nDrucksache 8/112", "de:lt-drs:sachsen:8:112", "full"),
        ("thueringen", "Der Bericht (Drucksache 7/9317) liegt vor.", "de:lt-drs:thueringen:7:9317", "full"),
        ("schleswig_holstein", "laut LT-Drs. 20/310", "de:lt-drs:schleswig-holstein:20:310", "full"),
        ("hessen", "Der Bericht (Drucksache 20/9317) liegt vor.", "de:bt-drs:20:9317", "full"),
        ("thueringen", "Deutscher Bundestag\nDrucksache 7/9317", "de:bt-drs:7:9317", "full"),
        ("", "laut LT-Drs. 18/3454", "de:lt-drs:?:18:3454", "partial"),
        ("quang_ninh", "laut LT-Drs. 18/3454", "de:lt-drs:?:18:3454", "partial"),
    ],
)
def test_printed_papers_of_states(home: str, text: str, key: str, status: str) -> None:
    rows = find(text, pack("de"), home_place=home)
    assert [(row.key, row.key_status) for row in rows] == [(key, status)]


TITLES = [
    "– ⟦r:Achtes Gesetz zur Änderung des ⟦r:Weingesetzes|key=de:law:weing⟧|key=de:law:achtes-gesetz-zur-aenderung-des-weingesetzes⟧\n– Sonstiges",
    "mit dem ⟦r:Dritten Gesetz zur Änderung des ⟦r:Waffengesetzes|key=de:law:waffg⟧|key=de:law:drittes-gesetz-zur-aenderung-des-waffengesetzes⟧ wird",
    "Das ⟦r:3. Gesetz zur Änderung des ⟦r:Waffengesetzes|key=de:law:waffg⟧|key=de:law:drittes-gesetz-zur-aenderung-des-waffengesetzes⟧ gilt.",
    "das ⟦r:Gesetz zur Änderung weinrechtlicher und weiterer Vorschriften|type=law⟧ nicht aus der Richtlinie folgt",
    "Entwurf eines ⟦r:Gesetzes zu dem ⟦r:Abkommen vom 4. März 2013|type=treaty|key=int:treaty:abkommen-2013-03-04⟧ zwischen der Bundesrepublik "
    "Deutschland und der Republik Chile zur Vermeidung der Doppelbesteuerung"
    "|key=de:law:gesetz-zu-dem-abkommen-vom-4-maerz-2013|type=law⟧ (Drucksache liegt vor)",
    "– ⟦r:Gesetz zur Umsetzung der ⟦r:Richtlinie 2010/40/EU|key=eu:dir:2010:40⟧ über Verkehrssysteme|type=law⟧\n– Ende",
    "– ⟦r:Gesetz zur Änderung des ⟦r:§ 40 der Zivilprozessordnung|key=de:law:zpo⟧|key=de:law:gesetz-zur-aenderung-des-40-der-zivilprozessordnung⟧\n",
    "des ⟦r:Gesetzes zur Förderung der Häfen (Hafenförderungsgesetz – HfFG)|key=de:law:hffg|symbol=HfFG⟧ beschlossen",
    "– ⟦r:Drittes Gesetz zur Änderung wohnungsrecht-licher Vorschriften|key=de:law:drittes-gesetz-zur-aenderung-wohnungsrechtlicher-vorschriften⟧\n",
    "Entwurf eines ⟦r:Gesetzes zur Änderung wege- und mautrechtlicher Vorschriften|key=de:law:gesetz-zur-aenderung-wege-und-mautrechtlicher-vorschriften⟧;",
    "– ⟦r:Gesetz über die Feststellung des Haushaltsplans (Haushaltsgesetz 2015)|key=de:law:haushaltsgesetz-2015⟧\n",
]


@pytest.mark.parametrize("marked", TITLES)
def test_a_title_is_one_citation_and_what_it_amends_another(marked: str) -> None:
    text, gold = parse(marked)
    found = rows(text, "de")
    wanted = sorted(gold["resolutions"], key=lambda item: (item["start"], -item["end"]))
    assert [(row.start, row.text) for row in found] == [(item["start"], item["text"]) for item in wanted]
    for row, item in zip(found, wanted, strict=True):
        for name in item.keys() - {"start", "end", "text"}:
            assert str(getattr(row, name) or "") == item[name], (row.text, name)


@pytest.mark.parametrize(
    "text",
    [
        "Wir brauchen ein Gesetz zur Förderung der Häfen.",
        "Kein Gesetz zum Schutz der Wälder hilft hier.",
        "Das Gesetz hat sich bewährt, über die Zusammenarbeit reden wir noch.",
        "Der Vertrag vom 3. Mai 2021 mit der Baufirma läuft aus.",
        "Laut Protokoll vom 3. Mai 2021 war er da.",
        "Der Staatsvertrag ist alt.",
        "Entwurf eines Gesetzes zur Änderung (noch offen).",
        "Die KOM (2011) tagte.",
    ],
)
def test_what_only_looks_like_a_title_or_a_treaty(text: str) -> None:
    assert rows(text, "de") == []


GERMAN_NAMES = [
    "nach ⟦r:§ 10 Abs. 1 Einkommensteuergesetz, EStG|key=de:law:estg|section=§ 10 Abs. 1⟧, der",
    "(⟦r:§ 23 Absatz 1 oder Absatz 2 des Aufenthaltsgesetzes – AufenthG|key=de:law:aufenthg⟧)",
    "nach dem ⟦r:Sozialgerichtsgesetz|key=de:law:sgg⟧ und ⟦r:§ 4 SGG|key=de:law:sgg⟧",
    "das ⟦r:Bundeselterngeld- und Elternzeitgesetz|key=de:law:beeg⟧, ⟦r:§ 2 BEEG|key=de:law:beeg⟧",
    "⟦r:§ 57 Thüringer Schulgesetz (ThürSchulG)|key=de:law:thuerschulg⟧ und ⟦r:§ 3 des Sächsischen Schulgesetzes"
    "|key=de:law:saechsisches-schulgesetz|jurisdiction=de_land⟧",
    "die ⟦r:Verordnung (EU) Nr. 648/2012 des Europäischen Parlaments und des Rates|key=eu:reg:2012:648|issuer=EU-EP-RAT⟧ gilt",
    "der CLP-⟦r:Verordnung (EG) 1272/2008|key=eu:reg:2008:1272|type=eu_regulation⟧ zufolge",
    "⟦r:KOM(2011) 367 endg.|key=eu:com:2011:367|issuer=EU-KOM⟧; ⟦r:Ratsdok. 12111/11|key=eu:council:2011:12111⟧",
    "(⟦r:§ 11 Nr. 1 Buchstabe d Doppelbuchstabe aa InhKontrollV|key=de:law:inhkontrollv⟧)",
    "(⟦r:§ 36 Abs.1 u. 2 IfSG|key=de:law:ifsg⟧) und ⟦r:§ 10a Absatz 2 in Verbindung mit Absatz 3 KWG|key=de:law:kwg⟧",
    "der ⟦r:ZDF-Staatsvertrag|type=treaty|key=int:treaty:zdf-staatsvertrag⟧ regelt",
    "nach dem ⟦r:Haager Übereinkommen vom 30. Juni 2005|key=int:treaty:uebereinkommen-2005-06-30|date=2005-06-30⟧ gilt",
    "⟦r:Resolutionen 2071 (2012)|key=un:sc:2071⟧ und ⟦r:2085 (2012) des Sicherheitsrates der Vereinten Nationen|key=un:sc:2085⟧",
    "das ⟦r:Übereinkommen über die Rechte des Kindes vom 20. November 1989|key=int:treaty:krk|date=1989-11-20⟧ und die "
    "⟦r:UN-Kinderrechtskonvention, KRK|key=int:treaty:krk|symbol=KRK⟧, sagt er",
    "das ⟦r:Bürgerliche\nGesetzbuch|key=de:law:bgb⟧ und das ⟦r:Gesetz\u00a0gegen\u00a0Wettbewerbsbeschränkungen|key=de:law:gwb⟧",
    "nach ⟦r:1\nBvR 2656 / 18|key=de:az:bverfg:1-bvr-2656-18⟧, ⟦r:Rs. C-311 / 18|key=eu:ecj:c-311-18⟧, ⟦r:Ratsdok. 12111 / 11|key=eu:council:2011:12111⟧",
    "⟦r:VERORDNUNG (EU) 2016/679|key=eu:reg:2016:679⟧ DES EUROPÄISCHEN PARLAMENTS",
    "Bayerischer VGH, Beschluss vom 8. Juli 2011 – ⟦r:Az. 10 ZB 10.3028|date=2011-07-08|key=de:az:bayerischer-vgh:10-zb-10-3028⟧",
    "das ⟦r:Freizügigkeitsgesetz/EU|key=de:law:freizuegg-eu⟧ und das ⟦r:Gerichts- und Notarkosten-gesetz|key=de:law:gnotkg⟧",
]


@pytest.mark.parametrize("marked", GERMAN_NAMES)
def test_german_names_and_european_papers(marked: str) -> None:
    check(marked, "de")


TORN = [
    "der ⟦r:Richt-\nlinie 2009/22/EG|key=eu:dir:2009:22⟧ und nach ⟦r:§ 10a Ab-\nsatz 1 Strafge-\nsetzbuch|key=de:law:stgb|section=§ 10a Absatz 1⟧.",
    "(⟦r:§ 48 Absatz 8 des Vier-\n   ten Buches Sozialge-\nsetzbuch|key=de:law:sgb-iv⟧) gilt",
    "das ⟦r:Gesetz zur Förderung der Ver-\nkehrswege in den Städten|key=de:law:gesetz-zur-foerderung-der-verkehrswege-in-den-staedten⟧.",
    "nach Bundes-\nund Landesrecht, ⟦r:§ 5 Abfallverbrin-\ngungsgesetz|key=de:law:abfallverbringungsgesetz⟧; ⟦r:§ 4 GG|key=de:law:gg⟧",
]


@pytest.mark.parametrize("marked", TORN)
def test_words_torn_at_the_end_of_a_line(marked: str) -> None:
    check(marked, "de")


@given(st.text(alphabet="ab-\n Ä).§1", max_size=60))
def test_a_joined_text_keeps_its_length_and_its_words(text: str) -> None:
    joined = join(text)
    assert len(joined.text) == len(text)
    for begin, end, way in joined.rests:
        assert text[joined.start(begin) : joined.end(end)] == joined.text[begin:end]
        assert joined.text[end : end + way].strip() == ""
