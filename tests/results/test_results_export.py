"""What is counted, exported and told of answers that results treat apart; on both engines."""

import re
from dataclasses import replace
from typing import Any

import aiohttp
import orjson
from aiohttp import web

from bot.publications import Publication
from commands import alerts as alerts_command
from commands.common import plain
from desk.routes import Desk, routes
from flows.language.compile import compile_text
from flows.model import Ending
from plans.compile import load_plan
from plans.model import Plan
from plans.ports import DrawRow
from results import service
from results.ports import AnswerLine
from storage.store import RoomDoor
from tests.results.conftest import NAME, SURVEY, with_survey
from tests.support.ports import free_port
from tests.support.program import ROOT
from tests.support.stage import AGENCY, PLAN, WAVE, Invited, Stage
from tests.support.town import listening

HIDDEN = {"khuyet_tat": "yes", "suc_khoe": "2", "ke_them": "Tôi đi lại khó."}


def door(s: Stage) -> RoomDoor[Any]:
    """The store's results."""
    return s.store.door(lambda unit: unit.results)


async def answer_all(s: Stage, name: str = "An", **changed: str) -> Invited:
    """A citizen who answers everything on the page."""
    invited = await s.invite(name)
    usual = {"cua_toi": "yes", "tong_the": "4", "thai_do": "5", "nhanh": "3", "sao": "4"}
    await s.post(invited, **{**usual, **HIDDEN, **changed})
    return invited


async def counts(s: Stage) -> dict[tuple[str, str], int]:
    rows = await door(s).read(lambda port: port.values(PLAN, WAVE))
    return {(row.question, row.value): row.count for row in rows}


async def lines(s: Stage, sensitive: bool = False) -> list[AnswerLine]:
    return list(await service.answers(door(s), PLAN, WAVE, sensitive))


async def publish(s: Stage, number: int, text: str, meaning: tuple[str, ...] = ()) -> None:
    """Put a survey into the history; the next who are invited get it."""
    with_survey(s, text)
    at, flow = s.clock.now(), s.flow
    made = Publication(NAME, number, flow.hash, at, "lan", "", meaning)

    def append(port: Any) -> bool:
        port.keep(flow, at)
        return bool(port.append(made))

    assert await s.store.door(lambda unit: unit.flows).run(append)


class TestTally:
    async def test_sensitive_answers_are_not_counted(self, s: Stage) -> None:
        an = await answer_all(s)
        assert await s.state(an) == "valid"
        assert await counts(s) == {
            ("cua_toi", "yes"): 1, ("tong_the", "4"): 1, ("thai_do", "5"): 1,
            ("nhanh", "3"): 1, ("sao", "4"): 1,
        }  # fmt: skip

    async def test_what_fell_off_the_path_is_not_counted(self, s: Stage) -> None:
        an = await s.invite("An")
        await s.post(an, cua_toi="yes", tong_the="1", ly_do="cham")
        await s.post(an, tong_the="4", thai_do="5", nhanh="3", sao="4", **HIDDEN)
        assert await s.state(an) == "valid"
        assert (await s.answers(an))[-1] == ("ly_do", 2, "/")
        found = await counts(s)
        assert [key for key in found if key[0] == "ly_do"] == []
        assert found["tong_the", "4"] == 1

    async def test_whom_it_was_not_about_is_a_number_of_its_own(self, s: Stage) -> None:
        an, binh = await s.invite("An"), await s.invite("Binh")
        await s.post(an, cua_toi="no")
        await s.post(binh, cua_toi="yes")
        await s.end(binh, Ending.EXPIRED)
        assert (await s.state(an), await s.state(binh)) == ("ineligible", "partial")
        (unit,) = await units(s)
        assert (unit.ineligible, unit.partial, unit.started, unit.open) == (1, 1, 2, 0)
        assert await counts(s) == {}


async def units(s: Stage) -> list[Any]:
    """The units of a draw that wants one opinion."""
    record = orjson.dumps({"units": [{"agency": AGENCY.code, "quota": 1}]}).decode()
    drawn = DrawRow(s.clock.now(), "x", record, "")
    await s.store.run(lambda unit: unit.plans.save_draw(PLAN, WAVE, drawn))
    return list(await door(s).read(lambda port: port.units(PLAN, WAVE)))


class TestExport:
    async def test_a_line_has_the_keys_that_scripts_rely_on(self, s: Stage) -> None:
        await answer_all(s)
        (line,) = (plain(line) for line in await lines(s) if line.question == "tong_the")
        assert list(line) == [
            "case", "agency", "plan", "flow", "version", "question", "kind", "value", "words",
            "channel", "way_in", "language", "revision", "at", "sensitive", "meaning",
        ]  # fmt: skip
        assert (line["kind"], line["value"], line["words"]) == ("scale", "4", None)
        assert (line["case"], line["agency"]) == ("H01.22-261102-0001", AGENCY.code)
        assert (line["sensitive"], line["meaning"], line["version"]) == (False, None, s.flow.hash)

    async def test_sensitive_answers_are_left_out(self, s: Stage) -> None:
        await answer_all(s)
        found = await lines(s)
        assert {line.question for line in found} & HIDDEN.keys() == set()
        assert not any(line.sensitive for line in found)

    async def test_on_request_they_are_opened(self, s: Stage) -> None:
        await answer_all(s)
        found = {line.question: line for line in await lines(s, sensitive=True)}
        said = {id_: (found[id_].value, found[id_].words) for id_ in HIDDEN}
        assert said == {
            "khuyet_tat": ("yes", None), "suc_khoe": ("2", None),
            "ke_them": ("", "Tôi đi lại khó."),
        }  # fmt: skip
        assert {id_ for id_, line in found.items() if line.sensitive} == HIDDEN.keys()

    async def test_in_the_database_they_stand_in_no_plain_column(self, s: Stage) -> None:
        await answer_all(s)
        rows = await s.sql("SELECT question, value FROM answer WHERE sensitive ORDER BY question")
        assert [(row["question"], row["value"]) for row in rows] == [
            ("ke_them", ""), ("khuyet_tat", ""), ("suc_khoe", ""),
        ]  # fmt: skip

    async def test_not_known_and_passed_over_stay_what_they_are(self, s: Stage) -> None:
        await answer_all(s, suc_khoe="?", ke_them="")
        found = {line.question: line.value for line in await lines(s, sensitive=True)}
        assert (found["suc_khoe"], found["ke_them"]) == ("?", "-")

    async def test_every_revision_is_a_line(self, s: Stage) -> None:
        an = await s.invite("An")
        await s.post(an, cua_toi="yes", tong_the="1", ly_do="cham")
        await s.post(an, tong_the="4", thai_do="5", nhanh="3", sao="4", **HIDDEN)
        said = [(x.question, x.revision, x.value, x.way_in) for x in await lines(s)]
        assert [each for each in said if each[0] == "ly_do"] == [
            ("ly_do", 1, "cham", "form"), ("ly_do", 2, "/", "path"),
        ]  # fmt: skip


class TestMeaning:
    async def test_versions_join_as_far_as_the_meaning_goes(self, s: Stage) -> None:
        await answer_all(s, "An")  # of a release that had no history
        await publish(s, 1, SURVEY.replace("minutes: 2", "minutes: 3"))
        await answer_all(s, "Binh")
        await publish(s, 2, SURVEY.replace("minutes: 2", "minutes: 4"), ("thai_do",))
        await answer_all(s, "Chi")
        await publish(s, 3, SURVEY.replace("minutes: 2", "minutes: 5"))
        await answer_all(s, "Dung")
        await publish(s, 4, SURVEY.replace("minutes: 2", "minutes: 3"), ("thai_do",))
        await answer_all(s, "Em")
        found: dict[str, list[int | None]] = {}
        for line in await lines(s):
            found.setdefault(line.question, []).append(line.meaning)
        assert found["thai_do"] == [None, 1, 2, 2, 1]
        assert found["tong_the"] == [None, 1, 1, 1, 1]

    async def test_another_surveys_history_is_another(self, s: Stage) -> None:
        await publish(s, 1, SURVEY)
        await answer_all(s)
        other = compile_text(SURVEY, "khac")
        s.flow = other
        s.turns.shelf.put(other)
        await answer_all(s, "Binh")
        assert {(line.flow, line.meaning) for line in await lines(s)} == {
            (NAME, 1), ("khac", None),
        }  # fmt: skip


class TestAlerts:
    async def test_the_level_is_told_in_a_word(self, s: Stage) -> None:
        await answer_all(s, tong_the="1", thai_do="2", ly_do="sai")
        rows = {row.question: row for row in await service.alerts(door(s))}
        assert {id_: row.level for id_, row in rows.items()} == {
            "tong_the": "urgent", "thai_do": "notice",
        }  # fmt: skip
        told = alerts_command.told
        assert told(rows["tong_the"], "vi") == f"23/11/2026 GẤP {AGENCY.code} tong_the –"
        assert told(rows["tong_the"], "en") == f"23/11/2026 URGENT {AGENCY.code} tong_the –"
        assert told(rows["thai_do"], "vi") == f"23/11/2026 {AGENCY.code} thai_do –"


class TestDesk:
    async def test_the_page_says_the_level_and_whom_it_was_not_about(self, s: Stage) -> None:
        await answer_all(s, tong_the="1", ly_do="sai")
        await s.post(await s.invite("Binh"), cua_toi="no")
        await units(s)
        shown = await page(s)
        assert "<td><b>Gấp</b></td>" in shown
        assert "Không thuộc đối tượng</th>" in shown
        assert "khỏe" not in shown, "a sensitive question has no row"

    async def test_it_is_quiet_where_there_is_nothing_to_say(self, s: Stage) -> None:
        await answer_all(s, thai_do="2")
        await units(s)
        shown = await page(s)
        assert "<td>thường</td>" in shown
        assert "Gấp" not in shown
        assert "Không thuộc đối tượng" not in shown

    async def test_every_row_is_as_wide_as_its_head(self, s: Stage) -> None:
        await answer_all(s)
        await units(s)
        for table in re.findall("<table>.*?</table>", await page(s), re.S):
            rows = re.findall("<tr.*?</tr>", table, re.S)
            assert {len(re.findall("<t[dh][ >]", row)) for row in rows} == {
                len(re.findall("<th[ >]", rows[0]))
            }


async def page(s: Stage) -> str:
    """The officers' results page of the plan."""
    plan = replace(load_plan(ROOT / "examples" / "an_giang" / "plan.yaml"), name=PLAN)

    async def draw(_plan: Plan) -> str | None:
        return None

    costs = s.store.door(lambda unit: unit.costs)
    app, port = web.Application(), free_port()
    app.add_routes(routes(Desk(door(s), costs, [plan], WAVE, lambda _plan: s.flow, draw)))
    url = f"http://127.0.0.1:{port}/plans/{PLAN}"
    async with listening(app, port), aiohttp.ClientSession() as browser, browser.get(url) as got:
        assert got.status == 200
        return await got.text()
