"""What may be published, what is refused, and the history; on SQLite and on PostgreSQL."""

import sqlite3
from dataclasses import replace

import asyncpg
import pytest

from bot.publications import Publication
from bot.publishing import FIRST_NOTE, Follower, Order, Refused, begin
from bot.shelf import Shelf
from flows.language.compile import load_flow
from ground.faults import Fault, Faulty
from tests.support.stage import START
from tests.versions.conftest import Press
from tests.versions.surveys import BROKEN, GROWN, NAME, REWORDED, SURVEY, put, survey


async def history(press: Press) -> list[tuple[int, str, str]]:
    """(number, hash, note) of each publication."""
    rows = await press.door.read(lambda port: port.history(NAME))
    return [(row.number, row.hash, row.note) for row in rows]


async def begun(press: Press) -> None:
    """The first version is in use, as after a first start."""
    await begin(press.door, [survey()], "langnghe", press.stage.clock.now())
    await Follower(press.door, press.stage.turns.shelf).look()


class TestFirstStart:
    async def test_a_survey_never_published_begins_with_its_file(self, press: Press) -> None:
        await begun(press)
        assert await history(press) == [(1, survey().hash, FIRST_NOTE)]

    async def test_a_later_start_leaves_an_edited_file_a_draft(self, press: Press) -> None:
        await begun(press)
        await begin(press.door, [survey(GROWN)], "langnghe", press.stage.clock.now())
        assert await history(press) == [(1, survey().hash, FIRST_NOTE)]


class TestPublishing:
    async def test_with_tests_that_pass(self, press: Press) -> None:
        await begun(press)
        press.failures = []
        made = await press.publish(GROWN, "thêm câu về trả đúng hẹn")
        assert made == Publication(
            NAME, 2, survey(GROWN).hash, START, "lan", "thêm câu về trả đúng hẹn", ()
        )
        assert await history(press) == [
            (1, survey().hash, FIRST_NOTE), (2, made.hash, "thêm câu về trả đúng hẹn"),
        ]  # fmt: skip
        assert press.stage.turns.shelf.named(NAME).hash == made.hash

    async def test_a_survey_without_tests_is_refused(self, press: Press) -> None:
        await begun(press)
        with pytest.raises(Refused, match=r"thu\.test\.yaml"):
            await press.publish(GROWN)
        assert len(await history(press)) == 1
        assert press.stage.turns.shelf.named(NAME).hash == survey().hash

    async def test_a_failing_test_is_refused_with_its_sentence(self, press: Press) -> None:
        await begun(press)
        press.failures = ["thu.test.yaml:4:3: T101: kenh là mang, không phải quay."]
        with pytest.raises(Refused, match="kenh là mang, không phải quay"):
            await press.publish(GROWN)
        assert len(await history(press)) == 1

    async def test_wording_alone_needs_no_tests(self, press: Press) -> None:
        await begun(press)
        made = await press.publish(REWORDED)
        assert (made.number, made.hash) == (2, survey(REWORDED).hash)
        assert press.judged == []

    async def test_a_survey_new_to_a_running_system_needs_tests(self, press: Press) -> None:
        with pytest.raises(Refused, match=r"thu\.test\.yaml"):
            await press.publish(SURVEY)
        press.failures = []
        assert (await press.publish(SURVEY)).number == 1

    @pytest.mark.parametrize("kept", [REWORDED, "%YAML 1.2\n---\ntitle: Thử\n"])
    async def test_what_would_not_read_back_is_not_published(self, press: Press, kept: str) -> None:
        await begun(press)
        press.load = lambda path: replace(load_flow(path), source=kept)
        with pytest.raises(Refused, match="không đọc lại được"):
            await press.publish(GROWN)
        assert len(await history(press)) == 1

    async def test_a_broken_file_is_told_with_line_and_column(self, press: Press) -> None:
        await begun(press)
        with pytest.raises(Faulty) as broken:
            await press.publish(BROKEN)
        assert [(fault.line, fault.column) for fault in broken.value.faults] == [(17, 47)]
        assert len(await history(press)) == 1

    async def test_what_does_not_fit_a_plan_is_refused(self, press: Press) -> None:
        """Else the next start would refuse the version in use."""
        await begun(press)
        fault = Fault("plan.yaml", 0, 0, "P101", "Lời báo quá dài.", "", "Too long.", "")
        press.misfits = [fault]
        with pytest.raises(Faulty, match="P101"):
            await press.publish(REWORDED)
        assert len(await history(press)) == 1

    async def test_nothing_changed_is_said(self, press: Press) -> None:
        await begun(press)
        with pytest.raises(Refused, match="không có gì để công bố"):
            await press.publish("# chỉ một dòng ghi chú\n" + SURVEY)

    @pytest.mark.parametrize("name", ["khac", "../thu", "thu.test", ""])
    async def test_a_name_without_a_file(self, press: Press, name: str) -> None:
        put(press.folder)
        with pytest.raises(Refused, match="hiện có: thu"):
            await press.order(Order(name, "lan"))

    async def test_the_officer_looked_at_another_file(self, press: Press) -> None:
        await begun(press)
        put(press.folder, REWORDED)
        with pytest.raises(Refused, match="khác với tệp"):
            await press.order(Order(NAME, "lan", seen=survey(GROWN).hash))

    async def test_a_note_too_long_for_the_history(self, press: Press) -> None:
        await begun(press)
        with pytest.raises(Refused, match="501"):
            await press.publish(REWORDED, "x" * 501)

    async def test_a_changed_meaning_is_declared(self, press: Press) -> None:
        """By the program where it can know, by the officer where only words changed."""
        await begun(press)
        press.failures = []
        put(press.folder, REWORDED.replace("mang: Qua mạng", "may: Qua mạng"))
        made = await press.order(Order(NAME, "lan", meaning=("gop_y",)))
        assert made.meaning == ("kenh", "gop_y")
        kept = await press.door.read(lambda port: port.history(NAME))
        assert kept[-1] == made
        put(press.folder, SURVEY)
        with pytest.raises(Refused, match="tong_th"):
            await press.order(Order(NAME, "lan", meaning=("tong_th",)))

    async def test_two_at_once_never_share_a_number(self, press: Press) -> None:
        await begun(press)
        press.failures = []
        now = press.stage.clock.now()
        taken = Publication(NAME, 2, survey().hash, now, "hoa")
        assert await press.door.run(lambda port: port.append(taken))
        assert not await press.door.run(lambda port: port.append(replace(taken, by="lan")))
        assert [row.by for row in await press.door.read(lambda port: port.history(NAME))] == [
            "langnghe", "hoa",
        ]  # fmt: skip


class TestRollingBack:
    async def test_an_older_form_gets_a_new_number_and_no_test_is_run(self, press: Press) -> None:
        await begun(press)
        press.failures = []
        await press.publish(GROWN)
        press.judged.clear()
        made = await press.order(Order(NAME, "lan", "câu mới gây hiểu lầm", number=1))
        assert (made.number, made.hash) == (3, survey().hash)
        assert press.judged == []
        assert press.stage.turns.shelf.named(NAME).hash == survey().hash
        assert [number for number, _, _ in await history(press)] == [1, 2, 3]

    @pytest.mark.parametrize(("number", "says"), [(7, "không có bản 7"), (1, "đang được dùng rồi")])
    async def test_to_what_cannot_be(self, press: Press, number: int, says: str) -> None:
        await begun(press)
        with pytest.raises(Refused, match=says):
            await press.order(Order(NAME, "lan", number=number))


class TestFollowing:
    async def test_another_process_takes_it_at_its_next_look(self, press: Press) -> None:
        await begun(press)
        other = Shelf()
        follower = Follower(press.door, other)
        assert await follower.look() == []
        assert other.named(NAME).hash == survey().hash
        await press.publish(REWORDED)
        assert await follower.look() == []
        assert other.named(NAME).hash == survey(REWORDED).hash

    async def test_a_version_that_this_release_cannot_read_leaves_the_last_one(
        self, press: Press
    ) -> None:
        await begun(press)
        follower = Follower(press.door, press.stage.turns.shelf)
        newer = replace(survey(), hash="f" * 64, source=BROKEN)
        now = press.stage.clock.now()
        await press.door.run(lambda port: port.keep(newer, now))
        made = Publication(NAME, 2, newer.hash, now, "lan")
        assert await press.door.run(lambda port: port.append(made))
        assert [fault.line for fault in await follower.look()] == [17]
        assert await follower.look() == [], "it is told once"
        assert press.stage.turns.shelf.named(NAME).hash == survey().hash


async def test_the_history_cannot_be_rewritten(press: Press) -> None:
    await begun(press)
    for statement in ("UPDATE flow_publication SET note = 'x'", "DELETE FROM flow_publication"):
        with pytest.raises((sqlite3.Error, asyncpg.PostgresError), match="append-only"):
            await press.stage.sql(statement)
