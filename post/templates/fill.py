"""From the facts of a case to a template's parameters, and to the words that are read. Pure."""

import re
from collections.abc import Mapping

from flows.language.placeholders import FIELDS
from ground.text import clean
from post.templates.model import Param, Template

TOKEN, CODE = "token", "code"
FACTS: Mapping[str, str] = {
    **{name: longest for name, longest in FIELDS.items() if name != "case.procedure"},
    CODE: "7K2M9PQR",
    TOKEN: "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MA",
}
"""What may fill a parameter, with the longest value that is realistic.

Neither the case's code nor its procedure: a template goes to a phone that a family may share.
"""
NAME = "[a-z][a-z0-9_]{0,29}"
PLACE = re.compile(f"<({NAME})>")


class Unfit(ValueError):
    """A parameter without a value, or with one that the platform would refuse."""

    def __init__(self, name: str) -> None:
        super().__init__(f"parameter {name}")
        self.name = name


def values(template: Template, facts: Mapping[str, object]) -> dict[str, str]:
    """The value of each parameter from the facts (and "code", "token"), NFC. Raises Unfit."""
    return {param.name: value(param, facts) for param in template.params}


def value(param: Param, facts: Mapping[str, object]) -> str:
    """The value of one parameter. Raises Unfit."""
    found = clean(str(facts.get(param.source) or ""))
    if not 0 < len(found) <= param.most:
        raise Unfit(param.name)
    return found


def samples(template: Template) -> dict[str, str]:
    """The value of each parameter as its author gave a sample."""
    return {param.name: param.sample for param in template.params}


def worded(text: str, given: Mapping[str, str]) -> str:
    """`text` with its blanks filled; one without a value stays as it is written."""
    return PLACE.sub(lambda place: given.get(place[1], place[0]), text)
