"""The bot's own words, by language and key. No sentence is built in code."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from flows.model import Borrowed
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
    own = _book(language).get(key)
    text = own or _book("vi")[key]
    ready = _BLANK.sub(r"{\1}", text.replace("{", "{{").replace("}", "}}"))
    return ready if own else Borrowed(ready, "vi")


def phrase(language: str, key: str, **blanks: object) -> str:
    """The phrase `key` in `language`, with its blanks filled; Vietnamese and `Borrowed` where it is
    missing.

    Raises KeyError for an unknown key or a blank that was not given.
    """
    template = _template(language, key)
    said = template.format_map(blanks)
    return Borrowed(said, template.lang) if isinstance(template, Borrowed) else said
