"""What files, officers and citizens wrote, made fit to stand in a mail. Pure.

A text part has lines that end with CRLF and no other control signs (RFC 2046 §4.1.1, RFC 5198
§2), and nothing in a name may turn round the words beside it. It changes no letter: composed
(NFC) and decomposed ones look alike, and mail programs draw the former better.
"""

import re
import unicodedata
from collections.abc import Mapping

LINES = "text"
"""The one value of a body that has lines of its own: an officer's answer."""
_BREAK = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_TURN = re.compile(r"[\u202a-\u202e\u2066-\u2069]")  # UAX #9: embeddings, overrides, isolates


def one_line(text: str) -> str:
    """The text in one line, without control signs."""
    return unicodedata.normalize("NFC", _TURN.sub("", _BREAK.sub(" ", text)))


def lines(text: str) -> str:
    """The text in its lines, each ended by CRLF but the last."""
    return "\r\n".join(one_line(line) for line in text.splitlines())


def tidy(body: Mapping[str, object]) -> dict[str, object]:
    """A body with all of its texts so; the officer's words keep their lines."""
    return {
        name: lines(value) if name == LINES and isinstance(value, str) else _tidied(value)
        for name, value in body.items()
    }


def _tidied(value: object) -> object:
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, Mapping):
        return {name: _tidied(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_tidied(inner) for inner in value]
    return value
