"""The page's own words: the same keys and blanks in each language, none unused, none impolite."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.phrasebook import phrase
from channels.web.kinds import Kind
from channels.web.render import words
from ground.yamlfile import read

ROOM = Path(__file__).parents[2] / "channels" / "web"
BOOKS: Mapping[str, Mapping[str, str]] = {
    path.stem: read(path).value for path in sorted((ROOM / "words").glob("*.yaml"))
}
WHOLE = sorted(set(BOOKS) - {"vi", "cjm"})  # of Cham there is only the name
SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for path in sorted((*ROOM.rglob("templates/**/*.html"), *ROOM.glob("*.py")))
)


def blanks(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


@pytest.mark.parametrize("language", WHOLE)
def test_each_language_has_the_keys_and_blanks_of_vietnamese(language: str) -> None:
    vietnamese, other = BOOKS["vi"], BOOKS[language]
    assert list(other) == list(vietnamese)
    assert {key: blanks(text) for key, text in other.items()} == {
        key: blanks(text) for key, text in vietnamese.items()
    }


@pytest.mark.parametrize("language", ["en", "km"])
def test_each_kind_page_says_the_same_in_each_language(language: str) -> None:
    vietnamese, other = (read(ROOM / "kind_words" / f"{code}.yaml").value for code in
                         ("vi", language))  # fmt: skip
    assert set(vietnamese) == {*Kind, "hotline"}
    assert {key: set(text) for key, text in other.items() if key != "hotline"} == {
        key: set(text) for key, text in vietnamese.items() if key != "hotline"
    }


@pytest.mark.parametrize("language", sorted(BOOKS))
def test_no_word_is_empty_or_mistaken_for_a_method(language: str) -> None:
    for key, text in BOOKS[language].items():
        assert isinstance(text, str), key
        assert text.strip() == text != "", key
        assert not hasattr({}, key), f"t.{key} would be the mapping's own"


def test_every_word_that_the_page_asks_for_is_written_and_no_other() -> None:
    asked = set(re.findall(r"\bt\.(\w+)", SOURCES)) | set(re.findall(r'"(\w+)"', SOURCES))
    named = {key for key in BOOKS["vi"] if key in asked}
    assert set(BOOKS["vi"]) - named == set()
    assert set(re.findall(r"\bt\.(\w+)", SOURCES)) - named == set()


@pytest.mark.parametrize("key", BOOKS["vi"])
def test_the_citizen_is_never_addressed_otherwise(key: str) -> None:
    assert not re.search(r"\b(bạn|mày|anh/chị|quý khách)\b", BOOKS["vi"][key].casefold())


def test_what_a_language_lacks_is_said_in_vietnamese() -> None:
    assert words("cjm") == {**BOOKS["vi"], "name": "Akhar Cham"}
    assert words("xx") == BOOKS["vi"]
    assert words("en")["next"] == "Next"


@pytest.mark.parametrize("language", ["vi", *WHOLE])
def test_the_chat_names_the_refusal_as_the_page_does(language: str) -> None:
    assert f"“{words(language)['refuse']}”" in phrase(language, "stranger_stop")


@pytest.mark.parametrize("file", ["channels/web/words", "channels/web/kind_words", "bot/phrases"])
def test_khmer_says_in_its_first_line_that_nobody_has_reviewed_it(file: str) -> None:
    first = (ROOM.parents[1] / file / "km.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# chưa được người nói tiếng Khmer rà soát / not yet reviewed by")
