"""The bot's own words: the same keys and blanks in each language, none unused, none impolite."""

import re
from pathlib import Path

import pytest

from bot.phrasebook import phrase
from ground.yamlfile import read

ROOM = Path(__file__).parents[2] / "bot"
BOOKS = {path.stem: read(path).value for path in sorted((ROOM / "phrases").glob("*.yaml"))}
KINDS = ROOM.parent / "flows" / "language" / "kinds"
CODE = "\n".join(
    path.read_text(encoding="utf-8") for room in (ROOM, KINDS) for path in room.glob("*.py")
)


def blanks(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_vietnamese_and_english_are_there() -> None:
    assert {"vi", "en"} <= set(BOOKS)


@pytest.mark.parametrize("language", sorted(set(BOOKS) - {"vi"}))
def test_each_language_has_the_keys_and_blanks_of_vietnamese(language: str) -> None:
    vietnamese, other = BOOKS["vi"], BOOKS[language]
    assert list(other) == list(vietnamese)
    assert {key: blanks(text) for key, text in other.items()} == {
        key: blanks(text) for key, text in vietnamese.items()
    }


@pytest.mark.parametrize("key", BOOKS["vi"])
def test_no_phrase_is_left_over(key: str) -> None:
    assert f'"{key}"' in CODE or (key.startswith("what_") and 'f"what_{' in CODE)


@pytest.mark.parametrize("language", BOOKS)
def test_blanks_are_filled_and_all_else_stays(language: str) -> None:
    for key, text in BOOKS[language].items():
        given = {blank: f"<{blank}>" for blank in blanks(text)}
        expected = text
        for blank in given:
            expected = expected.replace("{" + blank + "}", f"<{blank}>")
        assert phrase(language, key, **given) == expected


def test_what_can_be_sent_has_a_name() -> None:
    for what in ("image", "voice", "sticker", "other"):
        assert phrase("vi", f"what_{what}")


@pytest.mark.parametrize("key", BOOKS["vi"])
def test_the_citizen_is_never_addressed_otherwise(key: str) -> None:
    said = BOOKS["vi"][key].casefold()
    assert not re.search(r"\b(bạn|mày|anh/chị|quý khách)\b", said)


def test_a_blank_that_is_not_given_is_refused() -> None:
    with pytest.raises(KeyError):
        phrase("vi", "understood")
    with pytest.raises(KeyError):
        phrase("vi", "no_such_phrase")
