"""The page docs/sandbox.md and the table of behaviours keep up with the code."""

import ast
import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

import sandbox as room
from sandbox import behaviours, options
from sandbox.acts.acting import ACTS
from sandbox.control.routes import routes
from sandbox.faults import HTTP_KINDS, SMTP_KINDS
from sandbox.knobs import Knobs
from sandbox.oas import Oa
from tests.sandbox.practice import Client

ROOM = Path(room.__file__).parent
PAGE = (ROOM.parent / "docs" / "sandbox.md").read_text(encoding="utf-8")
ROWS = behaviours.read()
EXAMPLE = re.compile(r"^(GET|POST) (\S+)(?: (.*))?\n-> (.*)$", re.M)


def test_the_page_shows_the_table_as_it_is() -> None:
    assert behaviours.table(ROWS) in PAGE


def test_every_behaviour_is_known_or_assumed_and_is_tested() -> None:
    tests = {
        node.name
        for path in Path(__file__).parent.glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    for row in ROWS:
        assert set(row.known) <= set(behaviours.KNOWN), row
        assert row.known or row.assumed, row
        assert row.test in tests, row


def test_every_error_code_stands_in_the_table() -> None:
    told = {int(code) for row in ROWS for code in re.findall(r"-\d+", row.behaviour + row.assumed)}
    given = {
        -node.operand.value
        for path in (ROOM / "platform").glob("*.py")
        if path.name != "answers.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.UnaryOp)
        and isinstance(node.op, ast.USub)
        and isinstance(node.operand, ast.Constant)
        and isinstance(node.operand.value, int)
        and node.operand.value >= 10
    }
    assert given - told == set()
    assert -230 in given


async def test_the_page_names_every_path(sandbox: Client) -> None:
    for route in routes(sandbox.sandbox.world):
        path = re.sub(r"\{do:.*?\}", "{do}", route.path)
        assert f"`{route.method} {path}`" in PAGE


def test_the_page_names_every_knob_with_its_default() -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| `(.*?)` \|", PAGE, re.M))
    usual = Knobs()
    assert told == {item.name: json.dumps(getattr(usual, item.name)) for item in fields(Knobs)}


@pytest.mark.parametrize(
    "names", [ACTS, HTTP_KINDS, SMTP_KINDS, [f.name for f in fields(Oa) if f.name != "sub_total"]]
)
def test_the_page_names_every_act_fault_and_setting(names: Any) -> None:
    assert [name for name in names if f"`{name}`" not in PAGE] == []


def test_the_page_names_every_option() -> None:
    asked = {word for action in options._parser()._actions for word in action.option_strings}
    assert [word for word in asked - {"-h", "--help"} if word not in PAGE] == []


async def test_the_examples_of_the_page_run(sandbox: Client) -> None:
    found = EXAMPLE.findall(PAGE)
    assert len(found) > 10
    for method, path, body, expected in found:
        raw = body.encode() or None
        async with sandbox.session.request(method, sandbox.url + path, data=raw) as answer:
            assert answer.status == 200, path
            fits(json.loads(expected), await answer.json(), path)


def fits(expected: Any, given: Any, path: str) -> None:
    """What stands in the page is there; "…" is anything."""
    if isinstance(expected, dict) and list(expected) == ["…"]:
        assert set(given.values()) == set(expected.values()), path
    elif isinstance(expected, dict):
        for key, value in expected.items():
            assert key in given, (path, key)
            fits(value, given[key], path)
    elif isinstance(expected, list):
        assert len(expected) == len(given) or not expected, path
        for one, other in zip(expected, given, strict=True):
            fits(one, other, path)
    elif expected != "…":
        assert expected == given, path


async def test_the_table_is_told_by_the_sandbox(sandbox: Client) -> None:
    told = await sandbox.get("/_/behaviours")
    assert len(told) == len(ROWS)
    assert told[0]["area"] == ROWS[0].area
