"""Text of the years before Unicode: TCVN3 (ABC fonts) and VNI-Win, made into Unicode.

Such text looks like "hµi lßng" or "haøi loøng" also inside Unicode files, since only the font
made it Vietnamese. Which spelling a text has is told by counting well-formed syllables; where
two do equally well, Unicode stands. It never guesses at a single cell, only at a whole file.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Literal

from ground.text import clean

Spelling = Literal["unicode", "tcvn3", "vni"]

# TCVN 5712:1993, third set (the ABC fonts); its bytes are seen as the Latin-1 signs they share.
_TCVN3_BYTES = bytes.fromhex(
    "a1a2a3a4a5a6a7 a8a9aaabacadae b5b6b7b8b9 bbbcbdbec6 c7c8c9cacb cccecfd0d1 d2d3d4d5d6"
    "d7d8dcddde dfe1e2e3e4 e5e6e7e8e9 eaebecedee eff1f2f3f4 f5f6f7f8f9 fafbfcfdfe"
)
_TCVN3 = str.maketrans(
    _TCVN3_BYTES.decode("latin-1"),
    "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
)
# VNI-Win: a vowel is followed by the sign of its marks, in the case of the vowel.
_BREVE, _ROOF = "\u0306", "\u0302"
_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_VNI_AFTER = {
    "ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT,
    "â": _ROOF, "á": _ROOF + _ACUTE, "à": _ROOF + _GRAVE, "å": _ROOF + _HOOK,
    "ã": _ROOF + _TILDE, "ä": _ROOF + _DOT,
    "ê": _BREVE, "é": _BREVE + _ACUTE, "è": _BREVE + _GRAVE, "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE, "ë": _BREVE + _DOT,
}  # fmt: skip
_VNI_ALONE = str.maketrans("ôöíìæóòîñÔÖÍÌÆÓÒÎÑ", "ơưíìỉĩịỵđƠƯÍÌỈĨỊỴĐ")
_VNI_PAIR = re.compile(f"([aeouyôö])([{''.join(_VNI_AFTER)}])|([ôöíìæóòîñ])", re.IGNORECASE)
_CAPITALS = re.compile(r"\w+")
_TONES = dict.fromkeys(map(ord, (_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT)))
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|gh|gi|kh|th|tr|ch|ph|qu|[bcdđghklmnprstvx])?"
    "(?:uyê[nt]|uâ[nyt]|uô[cmnit]|uôi|ươ[cmnptiu]|ươi|ươu|uơ|ương|uông|iê[cmnptu]|iêng|yê[mntu]|yêng"
    "|oa[cimnopty]?|oang|oanh|oach|oă[cmnt]|oăng|oe[not]?|oong|oo[cn]|uê|uêch|uênh|uy[tapu]?|uya|uynh"
    "|uych|uân|uâng|uăng|a[cimnoptuy]?|ang|anh|ach|ă[cmnpt]|ăng|â[cmnptuy]|âng|e[cmnopt]?|eng|ê[mnptu]?"
    "|ênh|êch|i[amnptu]?|inh|ich|o[cimnpt]?|ong|ô[cimnpt]?|ông|ơ[imnpt]?|u[acimnpt]?|ung|ư[aicmntu]?"
    "|ưng|y[at]?)"
)
_WORD = re.compile(r"[^\W\d_]+|[\u00a1-\u00bf]+")
_TONE_OFF_VOWEL = re.compile(f"[^aeiouy{_BREVE}{_ROOF}\u031b][{''.join(map(chr, _TONES))}]")
_SAMPLE_SIGNS = 20_000
_LAST_OLD_SIGN = "\u00ff"


def from_tcvn3(text: str) -> str:
    """ABC-font text to Unicode; a word in capitals keeps them in its accented letters too."""
    plain = text.translate(_TCVN3)
    if plain == text:
        return text
    return _CAPITALS.sub(lambda word: _capital(word[0]), plain)


def _capital(word: str) -> str:
    bare = [sign for sign in word if sign.isascii()]
    return word.upper() if len(bare) > 1 and all(sign.isupper() for sign in bare) else word


def from_vni(text: str) -> str:
    """VNI-Win text to Unicode."""
    return unicodedata.normalize("NFC", _VNI_PAIR.sub(_vni_sign, text))


def _vni_sign(match: re.Match[str]) -> str:
    if match[3]:
        return match[3].translate(_VNI_ALONE)
    return match[1].translate(_VNI_ALONE) + _VNI_AFTER[match[2].lower()]


_CONVERT: dict[Spelling, Callable[[str], str]] = {
    "unicode": clean,
    "tcvn3": from_tcvn3,
    "vni": from_vni,
}


def score(text: str) -> float:
    """Well-formed Vietnamese syllables among the words that have a sign beyond ASCII: -1 to 1."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    good = sum(_well_formed(word) for word in words)
    return (2 * good - len(words)) / len(words) if words else 1.0


def _well_formed(word: str) -> bool:
    parts = unicodedata.normalize("NFD", word.lower())
    if sum(ord(sign) in _TONES for sign in parts) > 1 or _TONE_OFF_VOWEL.search(parts):
        return False
    bare = unicodedata.normalize("NFC", parts.translate(_TONES))
    return _SYLLABLE.fullmatch(bare) is not None


def spelling(texts: Iterable[str]) -> Spelling:
    """How a file's text is spelled, told from a sample of its cells."""
    sample = " ".join(text for text in texts if not text.isascii())[:_SAMPLE_SIGNS]
    best: Spelling = "unicode"
    top = score(clean(sample))
    for name in ("tcvn3", "vni"):
        found = score(_CONVERT[name](sample))
        if found > top:
            best, top = name, found
    return best


def to_unicode(text: str, found: Spelling) -> str:
    """A cell of a file of that spelling.

    It stays where it has a letter that the old fonts could not hold, or reads better as it is.
    """
    if found == "unicode" or text.isascii() or max(text) > _LAST_OLD_SIGN:
        return text
    changed = _CONVERT[found](text)
    return changed if score(changed) >= score(clean(text)) else text
