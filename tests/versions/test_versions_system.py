"""The whole system: starts beside drafts, live within seconds, publishing through a server."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import orjson
import pytest
from yarl import URL

import scheduler
from bot.publishing import Order, Refused
from clock import SettableClock
from ground.faults import Faulty
from server import desk_app
from settings import Settings, read
from tests.support.ports import free_port
from tests.support.program import ROOT, interrupt, run, running
from tests.support.town import KEY, listening, until, write_plan
from tests.versions.surveys import BROKEN, GROWN, NAME, REWORDED, SURVEY, put, survey
from wiring import System, open_system

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LIVE_SECONDS = 5
TESTS = """\
- name: hỏi cả câu về trả đúng hẹn
  talk:
    - say: "5"
    - say: "5"
    - say: "%s"
    - say: "1"
  expect:
    answers: {tong_the: 5, thai_do: 5, dung_hen: 5, kenh: quay}
    ending: complete
"""


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """Settings with the small survey in a folder of its own, and no plan."""
    put(tmp_path / "flows")
    bind, desk = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    values = {
        "KEY": KEY, "DB": f"sqlite:///{tmp_path}/langnghe.db", "DATA": str(tmp_path / "data"),
        "FLOWS": str(tmp_path / "flows"), "PLANS": str(tmp_path / "config"),
        "SOURCES": str(tmp_path / "config"), "BIND": bind, "DESK_BIND": desk,
    }  # fmt: skip
    return {f"LANGNGHE_{name}": value for name, value in values.items()}


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, env: dict[str, str]) -> Settings:
    if request.param == "postgres":
        env["LANGNGHE_DB"] = str(request.getfixturevalue("postgres_url"))
    return read(env)


class TestStarting:
    async def test_a_first_start_publishes_the_files_and_a_second_leaves_drafts(
        self, settings: Settings
    ) -> None:
        async with open_system(settings, SettableClock(NOW)) as system:
            assert system.shelf.named(NAME).hash == survey().hash
        put(settings.flows, GROWN)
        async with open_system(settings, SettableClock(NOW)) as system:
            assert system.shelf.named(NAME).hash == survey().hash
            assert system.drafts == ()

    async def test_a_broken_draft_is_a_remark_while_the_published_one_serves(
        self, settings: Settings
    ) -> None:
        async with open_system(settings, SettableClock(NOW)):
            pass
        put(settings.flows, BROKEN)
        async with open_system(settings, SettableClock(NOW)) as system:
            assert system.shelf.named(NAME).hash == survey().hash
            assert [(fault.line, fault.column) for fault in system.drafts] == [(17, 47)]

    async def test_a_broken_survey_never_published_is_refused(self, settings: Settings) -> None:
        put(settings.flows, BROKEN)
        with pytest.raises(Faulty) as broken:
            async with open_system(settings, SettableClock(NOW)):
                pass
        assert [fault.line for fault in broken.value.faults] == [17]
        put(settings.flows, SURVEY)
        async with open_system(settings, SettableClock(NOW)) as system:
            assert await numbers(system) == [1]

    async def test_a_start_that_is_refused_publishes_nothing(
        self, settings: Settings, tmp_path: Path
    ) -> None:
        """Else a survey that fits no plan would be in use, and its mended file only a draft."""
        write_plan(tmp_path / "config", {"A.01": 1})  # it asks hai-long-tthc
        with pytest.raises(Faulty, match="P100"):
            async with open_system(settings, SettableClock(NOW)):
                pass
        for file in (ROOT / "flows").glob("hai-long-tthc*.yaml"):
            shutil.copy(file, settings.flows)
        put(settings.flows, REWORDED)
        async with open_system(settings, SettableClock(NOW)) as system:
            assert system.shelf.named(NAME).hash == survey(REWORDED).hash

    async def test_a_survey_taken_out_of_the_folder_stays_in_use(self, settings: Settings) -> None:
        async with open_system(settings, SettableClock(NOW)):
            pass
        (settings.flows / f"{NAME}.yaml").unlink()
        async with open_system(settings, SettableClock(NOW)) as system:
            assert system.shelf.named(NAME).hash == survey().hash


async def numbers(system: System) -> list[int]:
    """The numbers of the history."""
    rows = await system.store.read(lambda unit: unit.flows.history(NAME))
    return [row.number for row in rows]


async def test_the_surveys_own_tests_decide(settings: Settings) -> None:
    beside = put(settings.flows).with_suffix(".test.yaml")
    async with open_system(settings, SettableClock(NOW)) as system:
        put(settings.flows, GROWN)
        with pytest.raises(Refused, match=r"thu\.test\.yaml"):
            await system.publisher.carry_out(Order(NAME, "lan"), NOW)
        beside.write_text(TESTS % "4", "utf-8")
        with pytest.raises(Refused, match=r"thu\.test\.yaml:\d+"):
            await system.publisher.carry_out(Order(NAME, "lan"), NOW)
        beside.write_text(TESTS % "5", "utf-8")
        assert (await system.publisher.carry_out(Order(NAME, "lan"), NOW)).number == 2


async def test_a_notice_too_long_for_a_plan_is_not_published(
    settings: Settings, tmp_path: Path
) -> None:
    example = write_plan(tmp_path / "config", {"A.01": 1})
    plan = example / "plan.yaml"
    plan.write_text(
        plan.read_text("utf-8").replace("flow: hai-long-tthc", f"flow: {NAME}"), "utf-8"
    )
    agencies = example / "agencies.yaml"
    long = agencies.read_text("utf-8").replace("Sở Tư pháp", "Sở Tư pháp " + "rất dài " * 8)
    agencies.write_text(long, "utf-8")
    async with open_system(settings, SettableClock(NOW)) as system:
        longer = "rất hân hạnh được " * 8 + "hỏi Ông/Bà"  # within the sixty by itself
        put(settings.flows, SURVEY.replace("hỏi Ông/Bà", longer))
        with pytest.raises(Faulty, match="P101"):
            await system.publisher.carry_out(Order(NAME, "lan"), NOW)
        assert await numbers(system) == [1]


async def test_live_in_another_process_within_five_seconds(
    env: dict[str, str], postgres_url: str
) -> None:
    """Two processes on one PostgreSQL: one publishes, the other's clockwork takes it up.

    How often it looks is what is promised; a busy machine may be slow beside.
    """
    settings = read({**env, "LANGNGHE_DB": postgres_url})
    async with (
        open_system(settings, SettableClock(NOW)) as here,
        open_system(settings, SettableClock(NOW)) as there,
    ):
        ticking = scheduler.start(there)
        try:
            put(settings.flows, REWORDED)
            await here.publisher.carry_out(Order(NAME, "lan"), NOW)

            async def live() -> bool:
                return there.shelf.named(NAME).hash == survey(REWORDED).hash

            assert await until(live)
            (every,) = (job.seconds for job in scheduler.jobs(there) if job.name == "flows")
            assert every < LIVE_SECONDS
        finally:
            ticking.shutdown(wait=False)


async def test_the_command_publishes_through_the_process_that_serves(env: dict[str, str]) -> None:
    """On SQLite: an order to the desk, refused or carried out with the same sentences."""
    flows = Path(env["LANGNGHE_FLOWS"])
    async with running("serve", env=env, ready=env["LANGNGHE_DESK_BIND"]) as process:
        put(flows, GROWN)
        untested = await run("flows", "publish", NAME, env=env)
        assert (untested.code, untested.out) == (1, "")
        assert "thu.test.yaml" in untested.err
        put(flows, REWORDED)
        made = await run("flows", "publish", NAME, "--note", "lời rõ hơn", "--json", env=env)
        assert made.code == 0, made.err
        assert orjson.loads(made.out)["number"] == 2
        put(flows, BROKEN)  # a roll-back does not look at the file
        back = await run("flows", "rollback", NAME, "1", env=env)
        assert back.code == 0, back.err
        assert "bản 3" in back.out
        listed = await run("flows", "versions", NAME, "--json", env=env)
        assert [
            (row["number"], row["present"], row["note"]) for row in orjson.loads(listed.out)[:2]
        ] == [(3, True, ""), (2, False, "lời rõ hơn")]
        assert await interrupt(process) == 0


ORDER = {"by": "lan", "note": "", "number": 1, "seen": "", "meaning": []}


@pytest.mark.parametrize(
    ("name", "body", "headers", "status"),
    [
        (NAME, ORDER, {}, 409),  # number 1 is in use
        ("khac", {**ORDER, "number": None}, {}, 409),
        ("..%2Fthu", {**ORDER, "number": None}, {}, 409),
        (NAME, {"by": "lan"}, {}, 400),
        (NAME, [], {}, 400),
        (NAME, {**ORDER, "number": "một"}, {}, 400),
        (NAME, ORDER, {"Origin": "http://evil.example"}, 403),
        (NAME, ORDER, {"Content-Type": "text/plain"}, 415),
    ],
)
async def test_what_the_desk_refuses(
    env: dict[str, str], name: str, body: object, headers: dict[str, str], status: int
) -> None:
    port = free_port()
    url = URL(f"http://127.0.0.1:{port}/flows/{name}/publish", encoded=True)
    sent = {"Content-Type": "application/json", **headers}
    async with (
        open_system(read(env), SettableClock(NOW)) as system,
        listening(desk_app(system), port),
        aiohttp.ClientSession() as browser,
        browser.post(url, data=orjson.dumps(body), headers=sent) as answer,
    ):
        assert answer.status == status
        assert await numbers(system) == [1]
