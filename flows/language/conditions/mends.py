"""What to tell an author whose condition has a part of the wrong type. It only words things."""

from collections.abc import Mapping

from flows.language.conditions.names import Type

_USUAL = ("Hãy so sánh hai thứ cùng loại.", "Compare things of one type.")
_MENDS: Mapping[Type, tuple[str, str]] = {
    Type.SET: (
        "Hãy viết: 'mã' in {found}, 'mã' not in {found} hoặc count({found}) >= 2.",
        "Write: 'value' in {found}, 'value' not in {found} or count({found}) >= 2.",
    ),
    Type.NUMBERS: (
        "Hãy gộp lại: min({found}), max({found}), mean({found}) hoặc any({found} <= 2).",
        "Sum it up: min({found}), max({found}), mean({found}) or any({found} <= 2).",
    ),
    Type.FREE_TEXT: (
        "Hãy viết: answered({found}) hoặc length({found}) >= 20.",
        "Write: answered({found}) or length({found}) >= 20.",
    ),
    Type.DATE: (
        "Hãy viết: {found} >= '2026-07-01' hoặc days({found}, '2026-07-01') > 3.",
        "Write: {found} >= '2026-07-01' or days({found}, '2026-07-01') > 3.",
    ),
    Type.TIME: ("Hãy viết: {found} >= '08:30'.", "Write: {found} >= '08:30'."),
    Type.WORDS: ("Với danh sách, hãy viết: cau in [1, 2].", "With a list write: name in [1, 2]."),
}
_WANTED: Mapping[Type, tuple[str, str]] = {
    Type.DATE: ("Hãy viết ngày trong dấu nháy: '2026-07-01'.", "Quote a date: '2026-07-01'."),
    Type.TIME: ("Hãy viết giờ trong dấu nháy: '08:30'.", "Quote a time: '08:30'."),
}


def mistyped(shown: str, type_: Type, wanted: tuple[Type, ...]) -> Mapping[str, object]:
    """The fields of F035 for a part written `shown`."""
    (type_vi, type_en), (vi, en) = type_.value, _MENDS.get(type_) or _WANTED.get(wanted[0], _USUAL)
    wanted_vi, wanted_en = zip(*(each.value for each in wanted), strict=True)
    return {
        "found": shown,
        "type": type_vi,
        "type_en": type_en,
        "wanted": " hoặc ".join(wanted_vi),
        "wanted_en": " or ".join(wanted_en),
        "mend": vi.format(found=shown),
        "mend_en": en.format(found=shown),
    }
