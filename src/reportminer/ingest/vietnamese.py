"""Vietnamese before Unicode: TCVN 5712 (ABC fonts), VNI and VISCII, and a grammar that tells their texts apart.

All three put Vietnamese letters on the bytes of Western letters, so a file in TCVN3 is valid cp1252 (``®Çu`` for
``đầu``).  Which one it is shows only over a whole document: the reading that yields Vietnamese syllables wins.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# TCVN 5712 part 3 (ABC fonts).  Bytes 80-9F and B0-B4 keep their Western signs: the fonts draw quotes and dashes there.
_TCVN3_A1 = "ĂÂÊÔƠƯĐăâêôơưđẰ"
_TCVN3_B5 = "àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"

# RFC 1456, bytes 80-FF; six capitals stand on control characters.
_VISCII_80 = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư"
    "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_VISCII_LOW = {0x02: "Ẳ", 0x05: "Ẵ", 0x06: "Ẫ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ"}

# VNI: a letter, then a mark that stands for quality and tone together.
_VNI_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_CIRCUMFLEX = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_VNI_BREVE = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_SINGLE = {"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ", "ô": "ơ", "ö": "ư"}


def _from_byte(first: int, letters: str) -> dict[int, str]:
    return {ord(bytes([first + i]).decode("cp1252")): letter for i, letter in enumerate(letters)}


def _vni_pairs() -> dict[str, str]:
    pairs: dict[str, str] = {}
    for letter in "aeiouyôö":
        base = _VNI_SINGLE.get(letter, letter)
        pairs |= {letter + mark: base + tone for mark, tone in _VNI_TONES.items()}
    for letter in "aeo":
        pairs |= {letter + mark: letter + "\u0302" + tone for mark, tone in _VNI_CIRCUMFLEX.items()}
    pairs |= {"a" + mark: "a\u0306" + tone for mark, tone in _VNI_BREVE.items()}
    return pairs | _VNI_SINGLE


def _with_capitals(pairs: dict[str, str]) -> dict[str, str]:
    cased: dict[str, str] = {}
    for source, target in pairs.items():
        composed = unicodedata.normalize("NFC", target)
        for mark in {source[1:], source[1:].upper()}:
            cased[source[0] + mark] = composed
            cased[source[0].upper() + mark] = composed.upper()
    return cased


_TCVN3 = _from_byte(0xA1, _TCVN3_A1) | _from_byte(0xB5, _TCVN3_B5)
_VNI = _with_capitals(_vni_pairs())
_VNI_PATTERN = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_VISCII = dict(enumerate(_VISCII_80, 0x80)) | _VISCII_LOW


def from_tcvn3(text: str) -> str:
    """Read text that was taken for cp1252 as TCVN3.

    >>> from_tcvn3("®Çu n¨m")
    'đầu năm'
    """
    return text.translate(_TCVN3)


def from_vni(text: str) -> str:
    """Read text that was taken for cp1252 as VNI.

    >>> from_vni("ñaàu naêm")
    'đầu năm'
    """
    return _VNI_PATTERN.sub(lambda match: _VNI[match[0]], text)


def from_viscii(data: bytes) -> str:
    """Decode VISCII (RFC 1456)."""
    return data.decode("latin-1").translate(_VISCII)


_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx])?"
    "(?:iêu|yêu|uôi|ươi|ươu|oai|oay|oeo|uây|uyu|ai|ao|au|ay|âu|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu|uya|uơ|ia|ya|ua|ưa"
    "|(?:uyê|iê|yê|uô|ươ|uâ|uê|uy|oa|oă|oe|oo|[aăâeêioôơuưy])(?:ch|ng|nh|[cmnpt])?)"
)
_GERMAN = re.compile("[A-ZÄÖÜ]?[a-zäöüß]+|[A-ZÄÖÜß]+")
_WESTERN = re.compile("[^\\W\\d_]+")
_OTHER_CAPITAL = re.compile("[a-zß-ÿ][A-ZÀ-Þ]")
_GAPS = re.compile(r"[\s\-/()\[\]{}.,;:!?\"'„“”‚‘’»«–—…•%&+*=<>|0-9]+")
_MAX_TOKENS = 2_000


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """True where the word has the shape of one Vietnamese syllable.

    >>> is_syllable("nghiệp"), is_syllable("für")
    (True, False)
    """
    parts = unicodedata.normalize("NFD", word.lower())
    bare, tones = _TONES.subn("", parts)
    return tones <= 1 and _SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)) is not None


@lru_cache(maxsize=20_000)
def _worth(word: str) -> float:
    if _GERMAN.fullmatch(word) or is_syllable(word):
        return 1.0
    if _WESTERN.fullmatch(word) and not _OTHER_CAPITAL.search(word):
        return 0.2
    return -1.0


def plausibility(text: str) -> tuple[float, int]:
    """Mean worth (-1 to 1) of the words that hold a non-ASCII character, and how many of them were looked at."""
    words: list[str] = []
    for line in text.splitlines():
        if not line.isascii():
            words += (word for word in _GAPS.split(line.replace("\u00ad", "")) if not word.isascii())
        if len(words) >= _MAX_TOKENS:
            break
    if not words:
        return 0.0, 0
    return sum(_worth(unicodedata.normalize("NFC", word)) for word in words) / len(words), len(words)


# The letter đ, without which no Vietnamese page gets by, and how each encoding shows it to a Western reader.
_READINGS = (("tcvn3", "®", from_tcvn3), ("vni", "ñ", from_vni))
_MIN_SIGNS = 3
_MIN_GAIN = 0.5
_MIN_WORTH = 0.6
_BEYOND_LATIN = re.compile("[\u0100-\u02ff\u0370-\u1fff]")


def legacy_encoding(texts: tuple[str, ...]) -> str:
    """Name the legacy encoding whose letters stand in these texts as Western signs, or return ``""``."""
    for name, sign, convert in _READINGS:
        if sum(text.count(sign) for text in texts) < _MIN_SIGNS:
            continue
        sample = "\n".join(_suspicious_lines(texts))
        read = plausibility(convert(sample))[0]
        if read >= _MIN_WORTH and read - plausibility(sample)[0] >= _MIN_GAIN:
            return name
    return ""


def _suspicious_lines(texts: tuple[str, ...]) -> list[str]:
    lines = (line for text in texts for line in text.splitlines())
    return [line for line in lines if not line.isascii() and not _BEYOND_LATIN.search(line)]


# Signs that no line of German holds: where one stands, the line need not be weighed.
_SURE = {"tcvn3": re.compile("[®¸µ¶¹¨¬]"), "vni": re.compile("ñ|[aeouy][ùøûõï]")}


def repair_legacy(text: str, encoding: str) -> str:
    """Convert the lines that are in ``encoding``; lines in real Unicode or in German stay (documents mix them)."""
    convert = from_tcvn3 if encoding == "tcvn3" else from_vni
    return "\n".join(_repaired(line, convert(line), _SURE[encoding]) for line in text.split("\n"))


def _repaired(line: str, converted: str, sure: re.Pattern[str]) -> str:
    if line == converted or _BEYOND_LATIN.search(line):
        return line
    if sure.search(line) or plausibility(converted)[0] > plausibility(line)[0]:
        return converted
    return line
