"""What the commands print of results, over a stage instead of a system."""

import argparse
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from types import ModuleType, SimpleNamespace
from typing import Any

import orjson
import pytest

from commands import alerts, results
from tests.results.conftest import NAME, SURVEY, with_survey
from tests.results.test_results_export import HIDDEN, answer_all, units
from tests.support.stage import AGENCY, PLAN, Stage

Command = Callable[..., Awaitable[str]]


@pytest.fixture
def command(
    s: Stage, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """`await command(results, "export", …)`: what it printed."""
    plan = SimpleNamespace(name=PLAN, flow=NAME)
    system = SimpleNamespace(store=s.store, shelf=s.turns.shelf, plan=lambda _name: plan)

    @asynccontextmanager
    async def reading(_arguments: argparse.Namespace) -> AsyncIterator[Any]:
        yield system

    async def call(module: ModuleType, *words: str) -> str:
        monkeypatch.setattr(module, "reading", reading)
        parser = argparse.ArgumentParser()
        module.define(parser, "")
        arguments = parser.parse_args(words)
        assert await arguments.call(arguments) == 0
        return capsys.readouterr().out

    return call


def questions(lines: str) -> set[str]:
    return {orjson.loads(line)["question"] for line in lines.splitlines()}


async def test_the_export_leaves_sensitive_answers_out_unless_asked(
    s: Stage, command: Command
) -> None:
    await answer_all(s)
    usual = {"cua_toi", "tong_the", "thai_do", "nhanh", "sao"}
    assert questions(await command(results, "export", PLAN)) == usual
    every = await command(results, "export", PLAN, "--sensitive")
    assert questions(every) == usual | HIDDEN.keys()
    assert HIDDEN["ke_them"] in every


async def test_the_tally_names_whom_it_was_not_about_where_there_are_any(
    s: Stage, command: Command
) -> None:
    await answer_all(s)
    await units(s)
    assert "không thuộc đối tượng" not in await command(results, "tally", PLAN)
    await s.post(await s.invite("Binh"), cua_toi="no")
    assert "không thuộc đối tượng 1, " in await command(results, "tally", PLAN)
    told = orjson.loads(await command(results, "tally", PLAN, "--json"))
    assert told["units"][0]["ineligible"] == 1
    shares = {row["question"]: row["top_two"] for row in told["criteria"]}
    assert shares == {"tong_the": "100,00%", "thai_do": "100,00%", "nhanh": "–", "sao": "100,00%"}


async def test_the_tally_heads_the_criteria_with_their_factor(s: Stage, command: Command) -> None:
    named = SURVEY.replace("scales:\n", "index: {II: Dịch vụ, II.C: Công chức}\nscales:\n")
    with_survey(s, named.replace("thái độ?, alert", "thái độ?, criterion: II.C, alert"))
    lines = (await command(results, "tally", PLAN)).splitlines()
    place = lines.index("II.C Công chức")
    assert lines[place + 1].endswith("về thái độ?")


async def test_alerts_tell_the_level(s: Stage, command: Command) -> None:
    await answer_all(s, tong_the="1", thai_do="2", ly_do="sai")
    assert sorted((await command(alerts)).splitlines()) == [
        f"23/11/2026 GẤP {AGENCY.code} tong_the –", f"23/11/2026 {AGENCY.code} thai_do –",
    ]  # fmt: skip
    told = orjson.loads(await command(alerts, PLAN, "--json"))
    assert {row["question"]: row["level"] for row in told} == {
        "tong_the": "urgent", "thai_do": "notice",
    }  # fmt: skip
