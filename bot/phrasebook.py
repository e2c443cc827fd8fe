"""The bot's own words, by language and key. No sentence is built in code."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ground.yamlfile import read

_FOLDER = Path(__file__).parent / "phrases"
_BLANK = re.compile(r"\{\{(\w+)\}\}")


@cache
def _book(language: str) -> Mapping[str, str]:
    path = _FOLDER / f"{language}.yaml"
    return read(path).value if path.exists() else {}


@cache
def _template(language: str, key: str) -> str:
    """The phrase for `str.format`; a brace that is no blank stays one."""
    text = _book(language).get(key) or _book("vi")[key]
    return _BLANK.sub(r"{\1}", text.replace("{", "{{").replace("}", "}}"))


def phrase(language: str, key: str, **blanks: object) -> str:
    """The phrase `key` in `language` (Vietnamese where it is missing), with its blanks filled.

    Raises KeyError for an unknown key or a blank that was not given.
    """
    return _template(language, key).format_map(blanks)
