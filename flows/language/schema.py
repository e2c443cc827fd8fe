"""The JSON Schema (draft-07) of a survey file and of its translations, for editors. Pure.

Made from `keys`, as the checker is, so that both know the same keys and kinds. A schema sees
one file and no other line of it: what takes more (ids, conditions, lengths) stays the checker's.
"""

import json
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from flows.language.choices import MAX_CHOICES, MAX_POINTS, MIN_CHOICES, MIN_POINTS, YES_NO
from flows.language.keys import (
    CHOICE,
    CONSENTS,
    KINDS,
    MAX_LENGTH,
    MAX_MINUTES,
    QUESTION,
    SECTION,
    TOP,
    VALID_WHEN,
    Key,
    required,
)
from flows.language.parts import ID
from flows.model import Ending, Kind

Schema: TypeAlias = dict[str, object]

_WORDS: Schema = {"type": ["string", "integer"], "minLength": 1}
_ID: Schema = {"type": "string", "pattern": f"^{ID}$"}
_SOME: Schema = {"type": "object", "propertyNames": _ID}


def schema_text() -> str:
    """The schema file as it is kept: JSON with its Vietnamese as written."""
    return json.dumps(flow_schema(), ensure_ascii=False, indent=1) + "\n"


def flow_schema() -> Schema:
    """The schema of a survey, or, where `language:` stands, of a translation."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Phiếu khảo sát Lắng Nghe",
        "description": "Một phiếu hỏi, hoặc bản dịch của nó. / A survey, or its translation.",
        "if": {"type": "object", "required": ["language"]},
        "then": {"$ref": "#/definitions/translation"},
        "else": {"$ref": "#/definitions/survey"},
        "definitions": {
            "survey": _closed(TOP),
            "translation": _translation(),
            "translated": _translated(),
            "entry": _entry(),
            "valid_when": _closed(VALID_WHEN),
            "section": _closed([SECTION, *(key for key in QUESTION if key.each)]),
            "inherited": _closed(QUESTION),
            **{f"kind_{kind.value}": _kind(kind) for kind in KINDS},
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


def _kind(kind: Kind) -> Schema:
    """A question of one kind: `kind` is that or left out; keys of other kinds are refused."""
    entry = KINDS[kind]
    made = _closed(key for key in QUESTION if not key.kinds or kind in key.kinds)
    needs = [entry.implied_by] if entry.implied_by else []
    properties = made["properties"]
    assert isinstance(properties, dict)
    properties["kind"] = {**properties["kind"], "enum": [kind.value]}
    return {
        **made,
        "description": entry.vi,
        "$comment": entry.en,
        "required": [*required(QUESTION), *needs],
        "defaultSnippets": [_snippet(kind)],
    }


def _snippet(kind: Kind) -> Schema:
    entry = KINDS[kind]
    return {"label": kind.value, "description": f"{entry.vi} / {entry.en}", "body": entry.example}


def _entry() -> Schema:
    """A section, bare words, or a question that its kind tells apart."""
    told = [
        _when(
            {"required": ["kind"], "properties": {"kind": {"const": kind.value}}},
            f"kind_{kind.value}",
        )
        for kind in KINDS
    ]
    implied = [entry.implied_by for entry in KINDS.values() if entry.implied_by]
    none = [{"required": ["kind"]}, *({"required": [key]} for key in implied)]
    told += [
        _when({"required": [entry.implied_by], "not": {"required": ["kind"]}}, f"kind_{kind.value}")
        for kind, entry in KINDS.items()
        if entry.implied_by
    ]
    told.append(_when({"not": {"anyOf": none}}, "inherited"))
    question: Schema = {"properties": {"kind": TAKES["kind"]}, "allOf": told}
    return {
        "defaultSnippets": [
            {"label": "section", "description": SECTION.vi, "body": {"section": "Tên mục"}},
            *(_snippet(kind) for kind in KINDS),
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
    roots = {key.name: key for key in TOP if key.name in TRANSLATED}
    properties: dict[str, object] = {
        name: {"description": key.vi, "$comment": key.en, **TRANSLATED[name]}
        for name, key in roots.items()
    }
    language = {"type": "string", "pattern": "^(?!vi$)[a-z]{2,3}$"}
    properties["language"] = {"description": "Mã ngôn ngữ, ví dụ: en, km", **language}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["language"],
        "properties": properties,
    }


def _translated() -> Schema:
    """The words of a question or section in another language."""
    words = {"type": "object", "propertyNames": _ID, "additionalProperties": _WORDS}
    properties = {"text": _WORDS, "hint": _WORDS, "choices": words, "labels": words}
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

TAKES: Mapping[str, Schema] = {
    "words": _WORDS,
    "word": _WORDS,
    "word_list": {"type": "array", "items": _WORDS},
    "id": _ID,
    "id_list": {"type": "array", "items": _ID},
    "minutes": {"type": "integer", "minimum": 1, "maximum": MAX_MINUTES},
    "percent": {"type": "integer", "minimum": 0, "maximum": 100},
    "length": {"type": "integer", "minimum": 1, "maximum": MAX_LENGTH},
    "flag": {"type": "boolean"},
    "kind": {"type": "string", "enum": [kind.value for kind in KINDS]},
    "condition": {"type": "string", "minLength": 1, "maxLength": 500},
    "consent": {"type": "string", "enum": list(CONSENTS)},
    "values": {"type": "array", "items": _WORDS},
    "thanks": {**_group(_ENDINGS, _WORDS), "required": list(_ENDINGS)},
    "ends": {"type": "object", "additionalProperties": _ENDING},
    "scales": {**_SOME, "additionalProperties": _SCALE},
    "choices": {
        **_SOME,
        "additionalProperties": {"$ref": "#/definitions/choice"},
        "minProperties": MIN_CHOICES,
        "maxProperties": MAX_CHOICES,
    },
    "labels": {
        **_group(YES_NO, {"$ref": "#/definitions/choice"}),
        "required": list(YES_NO),
    },
    "valid_when": {"$ref": "#/definitions/valid_when"},
    "questions": {
        **_SOME,
        "additionalProperties": {"$ref": "#/definitions/entry"},
        "minProperties": 1,
    },
}
"""What a key can take, by the name that `keys` gives it."""

TRANSLATED: Mapping[str, Schema] = {
    "title": _WORDS,
    "notice": _WORDS,
    "thanks": _group(_ENDINGS, _WORDS),
    "scales": {
        **_SOME,
        "additionalProperties": {"type": "array", "items": _WORDS},
    },
    "questions": {**_SOME, "additionalProperties": {"$ref": "#/definitions/translated"}},
}
"""What a translation can say of each key of the survey."""
