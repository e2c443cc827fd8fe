"""The words of a survey for one language, one by one, as a translator gets them.

A `Word` is a text of the survey; an `Entry` is what a translator's file says of one. They are
matched by key, whatever their kind. It reads and writes no file.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flows.language.translation.translations import Key, Translations

_ROOTS: Mapping[str, str] = {
    "title": "Tên phiếu",
    "notice": "Lời mời, tối đa 60 chữ",
    "thanks": "Lời cuối",
    "scales": "Mức của thang đo",
    "choices": "Lựa chọn dùng chung",
    "index": "Tên trong chỉ số",
}
_STEPS: Mapping[str, str] = {
    "text": "Câu hỏi",
    "chat": "Lời riêng trong Zalo",
    "page": "Lời riêng trên trang",
    "hint": "Giải thích",
    "error": "Lời báo lỗi",
    "choices": "Lựa chọn",
    "labels": "Nút trả lời",
    "poles": "Hai đầu thang",
    "statements": "Nhận định",
    "unit": "Đơn vị",
}
"""What a translator reads for the steps of a key; a step that is not here is shown as it is."""

_PLACE = re.compile(r"\{\{|\}\}|\{([a-z][a-z_.]*)(\|[^{}|]+)?\}")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a translator's file says of one text; `line` is the file's line, or a sheet's row."""

    line: int
    code: str
    vi: str
    words: str
    fuzzy: bool = False
    notes: tuple[str, ...] = ()
    unreadable: bool = False  # a formula, a date: no words


@dataclass(frozen=True, slots=True)
class Word:
    """One text: in Vietnamese, what the language has of it ("" = nothing), and where it stands."""

    key: Key
    vi: str
    there: str
    reference: str  # what is shown meanwhile in a language other than Vietnamese: "en: …"
    context: str

    @property
    def code(self) -> str:
        """The key on one line."""
        return "/".join(self.key)

    def entry(self) -> Entry:
        """The same, as a translator's file has it."""
        return Entry(0, self.code, self.vi, self.there, notes=tuple(self.hints))

    @property
    def hints(self) -> list[str]:
        """What helps to translate it: where it stands, what to leave as it is, other words."""
        kept = " ".join(places(self.vi))
        return [self.context, *([f"Giữ nguyên / keep: {kept}"] if kept else []),
                *([self.reference] if self.reference else [])]  # fmt: skip


@dataclass(frozen=True, slots=True)
class WordFile:
    """What a translator's file says, and of which language it says to be ("" = nothing)."""

    language: str
    entries: tuple[Entry, ...]


def word_list(
    translations: Translations, sections: Collection[str], language: str
) -> tuple[Word, ...]:
    """Every text of a survey for one language, in the order of the survey's file.

    `sections` are the ids that are sections' titles, so that the translator is told them.
    """
    own, asked = translations.own(language), translations.asked
    title = ""
    found = []
    for key in translations.wanted(language):
        if key[0] == "questions" and key[1] in sections:
            title = asked[key]
            context = "Tên mục"
        else:
            context = _context(key, asked, title)
        stands, words = translations.stand_in(language, *key)
        reference = "" if stands in ("vi", language) else f"{stands}: {words}"
        found.append(Word(key, asked[key], own.get(key, ""), reference, context))
    return tuple(found)


def places(text: str) -> list[str]:
    """The placeholders of a text, each once: {agency.name}, or {case.procedure|…} with words."""
    found = [place for place in _PLACE.finditer(text) if place[1]]
    return list(dict.fromkeys(f"{{{p[1]}|…}}" if p[2] else f"{{{p[1]}}}" for p in found))


def lacking(vi: str, words: str) -> list[str]:
    """The placeholders of the Vietnamese that `words` has lost; words for a gap may be added."""
    there = places(words)
    return [p for p in places(vi) if p not in there and f"{p[:-1]}|…}}" not in there]


def _context(key: Key, asked: Mapping[Key, str], title: str) -> str:
    if key[0] != "questions" or len(key) < 3:
        return ": ".join([_ROOTS.get(key[0], key[0]), *([" ".join(key[1:])] if key[1:] else [])])
    name, step = key[1], key[2]
    kind = _STEPS.get(step, step)
    if step != "text":
        kind = f"{kind} của câu “{asked.get(('questions', name, 'text'), name)}”"
    return f"Mục “{title}”. {kind}" if title else kind
