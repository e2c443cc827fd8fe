"""What Telex, VNI and VIQR keyboards leave behind when the input method was off.

Each decoder turns one typed word into the Vietnamese word that was meant, or None where it is not
written in that way. Whether the outcome is a word that we know is for the caller to say.
Sources: the keyboard tables of the input methods (VIQR: RFC 1456 §2).
"""

import re
import unicodedata

_VOWELS = "aeiouy"
_TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_VIQR_TONES = {"'": "\u0301", "`": "\u0300", "?": "\u0309", "~": "\u0303", ".": "\u0323"}
_HAT, _HORN, _BREVE = "\u0302", "\u031b", "\u0306"
_VNI_MARKS = {"6": dict.fromkeys("aeo", _HAT), "7": dict.fromkeys("ou", _HORN), "8": {"a": _BREVE}}
_VIQR_MARKS = {"^": dict.fromkeys("aeo", _HAT), "+": dict.fromkeys("ou", _HORN), "(": {"a": _BREVE}}
_TELEX = re.compile(r"[a-z]{2,9}")
_VNI = re.compile(r"[a-z]+[1-9][a-z0-9]*")
_VIQR = re.compile(r"[a-z]+[\^+('`?~.d][a-z\^+('`?~.]*")


def decodings(word: str) -> list[str]:
    """What a word of ASCII may have meant, NFC, in order of likelihood."""
    found = (_telex(word), _vni(word), _viqr(word))
    return [unicodedata.normalize("NFC", text) for text in found if text]


def _telex(word: str) -> str | None:
    if not _TELEX.fullmatch(word):
        return None
    text, tone = "", ""
    for sign in word:
        if sign in _TELEX_TONES and any(v in text for v in _VOWELS):
            tone = _TELEX_TONES[sign]
        elif sign == "w" and any(v in text for v in "aou"):
            text = _horned(text)
        elif sign == "d" and text[:1] == "d":
            text = "đ" + text[1:]
        elif sign in "aeo" and _hatted(text, sign):
            text = text.replace(sign, sign + _HAT)
        else:
            text += sign
    return _toned(text, tone) if tone or text != word else None


def _hatted(text: str, vowel: str) -> bool:
    """Whether this vowel, typed once more, puts a hat on the one before it."""
    return text.count(vowel) == 1 and vowel + _HAT not in text


def _horned(text: str) -> str:
    if "uo" in text:
        return text.replace("uo", f"u{_HORN}o{_HORN}")
    for vowel in "uo":
        if vowel in text and vowel + _HORN not in text:
            return text.replace(vowel, vowel + _HORN)
    return text.replace("a", "a" + _BREVE)


def _vni(word: str) -> str | None:
    if not _VNI.fullmatch(word):
        return None
    return _signed(word.replace("d9", "đ"), _VNI_MARKS, _VNI_TONES)


def _viqr(word: str) -> str | None:
    if not _VIQR.fullmatch(word):
        return None
    return _signed(word.replace("dd", "đ"), _VIQR_MARKS, _VIQR_TONES)


def _signed(word: str, marks: dict[str, dict[str, str]], tones: dict[str, str]) -> str | None:
    """A method that writes a sign after the vowel, or after the word, for each mark."""
    text, tone = "", ""
    for sign in word:
        if sign in tones:
            tone = tones[sign]
        elif sign in marks:
            at = max(text.rfind(vowel) for vowel in marks[sign])
            if at < 0:
                return None
            text = text[: at + 1] + marks[sign][text[at]] + text[at + 1 :]
            if sign in "7+" and "uo" + _HORN in text:
                text = text.replace("uo", f"u{_HORN}o")
        else:
            text += sign
    return _toned(text, tone)


def _toned(text: str, tone: str) -> str:
    """Put the tone behind a vowel; which one does not matter to `marks.syllable`."""
    at = max((text.rfind(vowel) for vowel in _VOWELS), default=-1)
    return text if at < 0 else text[: at + 1] + tone + text[at + 1 :]
