"""The JSON Schema (draft-07) of a survey file and of its translations, for editors. Pure.

Made from `keys`, as the checker is, so that both know the same keys and kinds. A schema sees
one file and no other line of it: what takes more (ids, conditions, lengths) stays the checker's.
"""

import json
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from flows.language.choices import MAX_CHOICES, MAX_POINTS, MIN_POINTS
from flows.language.defaults import YES_NO
from flows.language.keys import (
    ABOUT,
    ALERT_RULE,
    CHOICE,
    COMMON_FILE,
    CONSENTS,
    MAX_LENGTH,
    MAX_MINUTES,
    RECORDING,
    SCREENS,
    SECTION,
    THANKS,
    TOP,
    VALID_WHEN,
    Key,
    required,
)
from flows.language.kinds import LISTED, QUESTION, KindEntry, keys_of
from flows.language.kinds.number import MAX_DECIMALS
from flows.language.parts import ID
from flows.language.thanks import ALWAYS
from flows.model import Ending, Level

Schema: TypeAlias = dict[str, object]

_WORDS: Schema = {"type": ["string", "integer"], "minLength": 1}
_ID: Schema = {"type": "string", "pattern": f"^{ID}$"}
_NAME: Schema = {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,79}$"}
_SOME: Schema = {"type": "object", "propertyNames": _ID}


def schema_text() -> str:
    """The schema file as it is kept: JSON with its Vietnamese as written."""
    return json.dumps(flow_schema(), ensure_ascii=False, indent=1) + "\n"


def flow_schema() -> Schema:
    """The schema as plain data."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Phiếu khảo sát Lắng Nghe",
        "description": "Một phiếu hỏi, tệp dùng chung, hoặc bản dịch. / A survey, a shared file, "
        "or a translation.",
        "if": {"type": "object", "required": ["language"]},
        "then": {"$ref": "#/definitions/translation"},
        "else": {
            "if": {"type": "object", "required": ["common"]},
            "then": {"$ref": "#/definitions/common"},
            "else": {"$ref": "#/definitions/survey"},
        },
        "definitions": {
            "survey": _closed(TOP),
            "common": _closed(COMMON_FILE),
            "translation": _translation(),
            "translated": _translated(),
            "entry": _entry(),
            "valid_when": _closed(VALID_WHEN),
            "alert_rule": _closed(ALERT_RULE),
            "thanks_also": _closed(THANKS),
            "section": _closed([*SECTION, *(key for key in QUESTION if key.each)]),
            "inherited": _inherited(),
            **{f"kind_{entry.word}": _kind(entry) for entry in LISTED},
            "choice": {"if": _object(), "then": _closed(CHOICE), "else": _WORDS},
        },
    }


def _closed(keys: Iterable[Key]) -> Schema:
    """An object of these keys and no other."""
    listed = list(keys)
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required(listed)),
        "properties": {key.name: _described(key) for key in listed},
    }


def _described(key: Key) -> Schema:
    return {"description": key.vi, "$comment": key.en, **TAKES[key.takes]}


def _inherited() -> Schema:
    """A question whose kind its section's line says."""
    made = _closed(QUESTION)
    return {**made, "required": []}


def _kind(entry: KindEntry) -> Schema:
    """A question of one kind: `kind` is that or left out; keys of other kinds are refused."""
    made = _closed(keys_of(entry))
    needs = [entry.implied_by] if entry.implied_by else []
    needed = made["required"]
    properties = made["properties"]
    assert isinstance(properties, dict)
    assert isinstance(needed, list)
    properties["kind"] = {**properties["kind"], "enum": [entry.word]}
    return {
        **made,
        "description": entry.vi,
        "$comment": entry.en,
        "required": list(dict.fromkeys([*needed, *needs])),
        "defaultSnippets": [_snippet(entry)],
    }


def _snippet(entry: KindEntry) -> Schema:
    said = f"{entry.vi} / {entry.en}"
    return {"label": entry.word, "description": said, "body": dict(entry.example)}


def _entry() -> Schema:
    """A section, bare words, or a question that its kind tells apart."""
    told = [
        _when(
            {"required": ["kind"], "properties": {"kind": {"const": entry.word}}},
            f"kind_{entry.word}",
        )
        for entry in LISTED
    ]
    implied = [entry for entry in reversed(LISTED) if entry.implied_by]
    said: list[object] = [{"required": ["kind"]}]
    # A key that two kinds have, such as `scale`, implies the one that comes first here.
    for entry in implied:
        others: Schema = {"not": {"anyOf": [*said]}}
        told.append(_when({"required": [entry.implied_by], **others}, f"kind_{entry.word}"))
        said.append({"required": [entry.implied_by]})
    told.append(_when({"not": {"anyOf": said}}, "inherited"))
    question: Schema = {"properties": {"kind": TAKES["kind"]}, "allOf": told}
    return {
        "defaultSnippets": [
            {"label": "section", "description": SECTION[0].vi, "body": {"section": "Tên mục"}},
            *(_snippet(entry) for entry in LISTED),
        ],
        "if": {"type": "object", "required": ["section"]},
        "then": {"$ref": "#/definitions/section"},
        "else": {"if": _object(), "then": question, "else": _WORDS},
    }


def _when(condition: Schema, definition: str) -> Schema:
    return {"if": condition, "then": {"$ref": f"#/definitions/{definition}"}}


def _object() -> Schema:
    return {"type": "object"}


def _group(keys: Iterable[str], value: Schema) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": dict.fromkeys(keys, value),
    }


def _translation() -> Schema:
    """The words of a survey, or of a shared file (`common`), in another language."""
    roots = {key.name: key for key in TOP if key.name in TRANSLATED}
    properties: dict[str, object] = {
        name: {"description": key.vi, "$comment": key.en, **TRANSLATED[name]}
        for name, key in roots.items()
    }
    language = {"type": "string", "pattern": "^(?!vi$)[a-z]{2,3}$"}
    properties["language"] = {"description": "Mã ngôn ngữ, ví dụ: en, km", **language}
    other = {"type": "string", "pattern": "^[a-z]{2,3}$"}
    properties["falls_back_to"] = {"description": "Thiếu lời thì lấy của ngôn ngữ này", **other}
    properties["reviewed"] = {"description": "Người bản ngữ đã rà soát hay chưa", **TAKES["flag"]}
    properties["common"] = {"description": "Tên tệp dùng chung được dịch", **_NAME}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["language"],
        "properties": properties,
    }


def _translated() -> Schema:
    """The words of a question or section in another language."""
    words = {"type": "object", "propertyNames": _ID, "additionalProperties": _WORDS}
    said = ("text", "hint", "error", "chat", "page", "dont_know", "other", "none_of_these", "unit")
    groups = ("choices", "labels", "statements")
    properties: dict[str, object] = dict.fromkeys(said, _WORDS) | dict.fromkeys(groups, words)
    properties["poles"] = {"type": "array", "items": _WORDS, "minItems": 2, "maxItems": 2}
    closed = {"type": "object", "additionalProperties": False, "properties": properties}
    return {"if": _object(), "then": closed, "else": _WORDS}


_ENDING: Schema = {"type": "string", "enum": [ending.value for ending in Ending]}
_ENDINGS = tuple(ending.value for ending in Ending)
_SCALE: Schema = {
    "type": "array",
    "items": {"$ref": "#/definitions/choice"},
    "minItems": MIN_POINTS,
    "maxItems": MAX_POINTS,
}
_VALUES: Schema = {"type": "array", "items": _WORDS}
_CHOICES: Schema = {
    **_SOME,
    "additionalProperties": {"$ref": "#/definitions/choice"},
    "minProperties": 1,  # `other` may add one; how many there are in all is the checker's
    "maxProperties": MAX_CHOICES,
}
_RECORDING: Schema = {"type": "string", "pattern": f"^{RECORDING}$"}
_FLAG: Schema = {"type": "boolean"}
_COUNT: Schema = {"type": "integer", "minimum": 1, "maximum": 100}


def _either(group: Schema, other: Schema) -> Schema:
    return {"if": _object(), "then": group, "else": other}


TAKES: Mapping[str, Schema] = {
    "words": _WORDS,
    "word": _WORDS,
    "word_list": {"type": "array", "items": _WORDS},
    "id": _ID,
    "id_list": {"type": "array", "items": _ID},
    "name": _NAME,
    "names": {"type": "array", "items": _NAME},
    "minutes": {"type": "integer", "minimum": 1, "maximum": MAX_MINUTES},
    "percent": {"type": "integer", "minimum": 0, "maximum": 100},
    "length": {"type": "integer", "minimum": 1, "maximum": MAX_LENGTH},
    "count": _COUNT,
    "points": {"type": "integer", "minimum": MIN_POINTS, "maximum": MAX_POINTS},
    "decimals": {"type": "integer", "minimum": 0, "maximum": MAX_DECIMALS},
    "bound": {"type": ["string", "integer", "number"]},
    "flag": _FLAG,
    "flag_or_words": {"type": ["boolean", "string"], "minLength": 1},
    "kind": {"type": "string", "enum": [entry.word for entry in LISTED]},
    "condition": {"type": "string", "minLength": 1, "maxLength": 500},
    "consent": {"type": "string", "enum": list(CONSENTS)},
    "about": {"type": "string", "enum": list(ABOUT)},
    "screen": {"type": "string", "enum": list(SCREENS)},
    "level": {"type": "string", "enum": [level.value for level in Level]},
    "ending": _ENDING,
    "values": _VALUES,
    "alert": _either({"$ref": "#/definitions/alert_rule"}, _VALUES),
    "thanks": {
        **_SOME,
        "required": [ending.value for ending in ALWAYS],
        "properties": dict.fromkeys(_ENDINGS, _WORDS),
        "additionalProperties": {"$ref": "#/definitions/thanks_also"},
    },
    "ends": {"type": "object", "additionalProperties": _ENDING},
    "goes_to": {"type": "object", "additionalProperties": _ID},
    "scales": {**_SOME, "additionalProperties": _SCALE},
    "choice_lists": {**_SOME, "additionalProperties": _CHOICES},
    "choices": _either(_CHOICES, _ID),
    "labels": {
        **_group(YES_NO, {"$ref": "#/definitions/choice"}),
        "required": list(YES_NO),
    },
    "poles": {"type": "array", "items": _WORDS, "minItems": 2, "maxItems": 2},
    "index": {"type": "object", "additionalProperties": _WORDS},
    "audio": _either({"type": "object", "additionalProperties": _RECORDING}, _RECORDING),
    "valid_when": {"$ref": "#/definitions/valid_when"},
    "questions": {
        **_SOME,
        "additionalProperties": {"$ref": "#/definitions/entry"},
        "minProperties": 1,
    },
}
"""What a key can take, by the name that `keys` gives it."""

_TRANSLATED_LISTS: Schema = {
    **_SOME,
    "additionalProperties": {**_SOME, "additionalProperties": _WORDS},
}

TRANSLATED: Mapping[str, Schema] = {
    "title": _WORDS,
    "notice": _WORDS,
    "thanks": {**_SOME, "additionalProperties": _WORDS},
    "scales": {
        **_SOME,
        "additionalProperties": {
            "if": {"type": "array"},
            "then": {"type": "array", "items": _WORDS},
            "else": {"type": "object", "additionalProperties": _WORDS},
        },
    },
    "choices": _TRANSLATED_LISTS,
    "index": {"type": "object", "additionalProperties": _WORDS},
    "questions": {**_SOME, "additionalProperties": {"$ref": "#/definitions/translated"}},
}
"""What a translation can say of each key of the survey."""
