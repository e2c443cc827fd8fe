"""The JSON Schema: kept in step with the checker, closed, and true of good and broken surveys."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from flows.language.compile import compile_text
from flows.language.files import flow_files, side_files
from flows.language.keys import ALERT_RULE, CHOICE, SECTION, THANKS, TOP, VALID_WHEN
from flows.language.kinds import KINDS, QUESTION
from flows.language.schema import TAKES, flow_schema, schema_text
from ground.yamlfile import read

FLOWS = Path(__file__).parents[2] / "flows"
BROKEN = Path(__file__).parent / "broken"
SCHEMA: dict[str, Any] = flow_schema()
POINTER = "# yaml-language-server: $schema=flow.schema.json"

SEEN_BY_A_SCHEMA = {"F003", "F004", "F005", "F006", "F007", "F008", "F011", "F012", "F013",
                    "F015", "F019", "F025", "F020", "F040", "F048", "F073", "F074",
                    "F086"}  # fmt: skip
# too long, but not too deep; a wrong key, but not an orphan; too many choices, but not too few
SEEN_IN_PART = {"F016", "F037", "F041"}

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "integer": (int,), "boolean": (bool,),
    "number": (int, float),
}  # fmt: skip
_NOTES = {"$schema", "title", "description", "$comment", "defaultSnippets", "definitions"}


def fits(value: object, schema: dict[str, Any]) -> bool:
    """Whether `value` is valid; only what draft-07 says of the keywords that the schema uses."""
    if "$ref" in schema:
        return fits(value, SCHEMA["definitions"][schema["$ref"].removeprefix("#/definitions/")])
    if "if" in schema:
        branch = "then" if fits(value, schema["if"]) else "else"
        if not fits(value, schema.get(branch, {})):
            return False
    return all(_holds(value, key, rule, schema) for key, rule in schema.items())


def _holds(value: object, key: str, rule: Any, schema: dict[str, Any]) -> bool:
    if key in _NOTES or key in ("if", "then", "else"):
        return True
    if key == "type":
        named = [rule] if isinstance(rule, str) else rule
        kinds = tuple(kind for name in named for kind in _TYPES[name])
        return isinstance(value, kinds) and (not isinstance(value, bool) or bool in kinds)
    if key in ("enum", "const"):
        return value in (rule if key == "enum" else [rule])
    if key in ("allOf", "anyOf"):
        return (all if key == "allOf" else any)(fits(value, part) for part in rule)
    if key == "not":
        return not fits(value, rule)
    if isinstance(value, str):
        return _of_words(value, key, rule)
    if isinstance(value, int):
        return bool(value >= rule if key == "minimum" else key != "maximum" or value <= rule)
    if isinstance(value, list):
        return _of_list(value, key, rule)
    return _of_object(value, key, rule, schema) if isinstance(value, dict) else _known(key)


def _of_list(value: list[object], key: str, rule: Any) -> bool:
    match key:
        case "items":
            return all(fits(item, rule) for item in value)
        case "minItems":
            return len(value) >= int(rule)
        case "maxItems":
            return len(value) <= int(rule)
        case _:
            return _known(key)


def _of_words(value: str, key: str, rule: Any) -> bool:
    match key:
        case "minLength":
            return len(value) >= int(rule)
        case "maxLength":
            return len(value) <= int(rule)
        case "pattern":
            return re.search(str(rule), value) is not None
        case _:
            return _known(key)


def _of_object(value: dict[str, Any], key: str, rule: Any, schema: dict[str, Any]) -> bool:
    match key:
        case "required":
            return all(name in value for name in rule)
        case "properties":
            return all(fits(value[name], part) for name, part in rule.items() if name in value)
        case "additionalProperties":
            more = [
                part for name, part in value.items() if name not in schema.get("properties", {})
            ]
            return not more if rule is False else all(fits(part, rule) for part in more)
        case "propertyNames":
            return all(fits(name, rule) for name in value)
        case "minProperties":
            return len(value) >= int(rule)
        case "maxProperties":
            return len(value) <= int(rule)
        case _:
            return _known(key)


def _known(key: str) -> bool:
    """A keyword of another type says nothing; one that this test does not know is a fault."""
    assert key in {"required", "properties", "additionalProperties", "propertyNames", "items",
                   "minProperties", "maxProperties", "minItems", "maxItems", "minLength",
                   "maxLength", "pattern", "minimum", "maximum"}  # fmt: skip
    return True


def test_the_kept_file_is_the_one_that_is_made() -> None:
    assert (FLOWS / "flow.schema.json").read_text("utf-8") == schema_text()
    assert json.loads(schema_text())["$schema"] == "http://json-schema.org/draft-07/schema#"


@pytest.mark.parametrize("path", flow_files(FLOWS), ids=lambda path: path.name)
def test_every_shipped_survey_points_to_it_and_fits(path: Path) -> None:
    for file in (path, *side_files(path)):
        assert file.read_text("utf-8").startswith(POINTER)
        assert fits(read(file).value, SCHEMA)


def codes(path: Path) -> set[str]:
    return set(re.findall(r"^# expect: (\w+)", path.read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("path", sorted(BROKEN.glob("*.yaml")), ids=lambda path: path.name)
def test_a_broken_survey_is_refused_for_what_a_schema_can_see(path: Path) -> None:
    found = codes(path)
    if any(code.startswith("Y") for code in found):
        return  # no YAML, nothing to hold against a schema
    refused = not fits(read(path).value, SCHEMA)
    if found & SEEN_BY_A_SCHEMA:
        assert refused
    elif not found & SEEN_IN_PART:
        assert not refused


def test_it_is_closed_everywhere() -> None:
    def objects(part: object) -> list[dict[str, Any]]:
        inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        found = [each for value in inner for each in objects(value)]
        return [part, *found] if isinstance(part, dict) and "properties" in part else found

    shapes = [part for part in objects(SCHEMA) if part.get("type") == "object"]
    assert len(shapes) > len(KINDS)
    assert all("additionalProperties" in part for part in shapes)


def test_every_key_is_described_in_two_languages_and_takes_something_known() -> None:
    for key in (*TOP, *QUESTION, *CHOICE, *VALID_WHEN, *SECTION, *ALERT_RULE, *THANKS):
        assert key.takes in TAKES
        assert key.vi
        assert key.en


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_example_of_a_kind_compiles_and_fits(kind: str) -> None:
    survey = {
        "title": "Thử",
        "minutes": 1,
        "notice": "Xin hỏi.",
        "thanks": dict.fromkeys(("complete", "refused", "expired", "quota_full"), "Cảm ơn."),
        "scales": {"hai_long": ["Tệ", "Vừa", "Tốt"]},
        "questions": {"m": {"section": "Mục"}, "q": dict(KINDS[kind].example)},
    }
    assert fits(survey, SCHEMA)
    made = compile_text(json.dumps(survey, ensure_ascii=False), "thu")
    assert {question.kind for question in made.questions} >= {KINDS[kind].kind}
