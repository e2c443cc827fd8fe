"""Which language a citizen asks for, by its name in any of them. It knows no survey."""

from ground.text import fold

_NAMES = {
    "vi": ("tiếng Việt", "Vietnamese"),
    "en": ("tiếng Anh", "English"),
    "km": ("Khmer", "Khơ me", "ខ្មែរ"),
}
_FOLDED = {code: [fold(name) for name in names] for code, names in _NAMES.items()}


def named(text: str) -> str | None:
    """The code of the one language that is named; None = none is, or several are."""
    said = fold(text)
    found = [code for code, names in _FOLDED.items() if any(name in said for name in names)]
    return found[0] if len(found) == 1 else None
