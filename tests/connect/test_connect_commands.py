"""langnghe zalo connect, status, resume: as an operator types them, beside a running platform."""

import asyncio
import json
import os
import pty
import select
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import insert

from clock import SettableClock
from faults.refresh import START, Scene, scene
from rehearsal.sandbox_process import OA_ID
from storage.tables import lane as lane_row
from tests.support.program import ROOT, Ended, run

HOUR = timedelta(hours=1)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Scene]:
    async with scene(tmp_path, f"sqlite:///{tmp_path}/langnghe.db") as made:
        yield made


async def zalo(here: Scene, *arguments: str, typed: str = "") -> Ended:
    return await run("zalo", *arguments, env=here.env, typed=typed)


async def status(here: Scene, *arguments: str) -> tuple[int, dict[str, Any]]:
    ended = await zalo(here, "status", "--json", *arguments)
    told = json.loads(ended.out)
    assert len(told["accounts"]) == 1
    return ended.code, told["accounts"][0]


async def test_a_link_is_printed_and_no_secret_with_it(here: Scene) -> None:
    ended = await zalo(here, "connect", "--link", "--json")
    assert (ended.code, ended.err) == (0, "")
    link = urlsplit(json.loads(ended.out)["link"])
    assert link.path == "/v4/oa/permission"
    assert set(parse_qs(link.query)) == {"app_id", "redirect_uri", "code_challenge", "state"}
    assert here.env["LANGNGHE_ZALO_APP_SECRET"] not in ended.out
    assert (await zalo(here, "connect")).code == 2, "not on a terminal: which way must be said"
    assert (await zalo(here, "connect", "--paste", "--oa", "77")).code == 1


async def test_a_pair_comes_by_the_input_and_status_tells_of_it(here: Scene) -> None:
    code, before = await status(here)
    assert code == 1
    assert before["tokens"]["access_expired"], "26 hours have passed"
    assert before["unanswered"]["account"] == "config:token-refused"
    assert before["messages"] == {"queued": {"reply": 5}}
    assert (await zalo(here, "connect", "--paste", typed="AT\n")).code == 1
    pair = await here.sandbox.post("/_/tokens", {})
    typed = f"{pair['access_token']}\n{pair['refresh_token']}\n"
    ended = await zalo(here, "connect", "--paste", typed=typed)
    assert ended.code == 0
    assert "Đã kết nối" in ended.out
    assert pair["access_token"] not in ended.out + ended.err
    code, after = await status(here)
    assert code == 0
    assert (after["account"]["oa_id"], after["tokens"]["access_expired"]) == (OA_ID, False)
    assert after["daily_quota"]["total"]
    assert {template["id"] for template in after["templates"]} >= {"390001", "390002"}
    code, offline = await status(here, "--offline")
    assert (code, offline["account"], offline["unanswered"]) == (0, None, {})
    lines = (await zalo(here, "status")).out
    assert OA_ID in lines
    assert "mã làm mới" in lines


async def test_what_is_paused_is_told_with_what_to_do_and_goes_on(here: Scene) -> None:
    clock = SettableClock(START + timedelta(hours=26))
    async with here.system(clock) as system:
        lane = f"zalo/{OA_ID}"
        await system.store.run(lambda unit: unit.lanes.pause(lane, "money:-321", clock.now()))
        await system.store.run(
            lambda unit: unit.lanes.pause(f"{lane}#390001", "template:-131", clock.now())
        )
        await system.store.run(
            lambda unit: unit._connection.execute(
                insert(lane_row),
                {"name": f"{lane}!chat/host", "failures": 10, "broken_until": clock.now() + HOUR},
            )
        )
    code, told = await status(here, "--offline")
    assert code == 1
    assert [rest["failures"] for rest in told["resting"]] == [10]
    assert [stopped["reason"] for stopped in told["paused"]] == ["money:-321", "template:-131"]
    lines = (await zalo(here, "status", "--offline")).out
    assert "ĐANG DỪNG" in lines
    assert "nạp tiền" in lines
    doctor = await run("doctor", env=here.env)
    assert doctor.code == 1
    assert "nạp tiền" in doctor.out
    assert (await zalo(here, "resume")).code == 0
    assert (await status(here, "--offline"))[1]["paused"] == []
    assert "Không có gì đang dừng" in (await zalo(here, "resume")).out


async def test_an_old_refresh_token_is_warned_of(here: Scene) -> None:
    await here.sandbox.advance(timedelta(days=60).total_seconds())
    code, told = await status(here, "--offline")
    assert code == 1
    assert told["tokens"]["refresh_near_end"]
    assert told["tokens"]["refresh_age_days"] == 61


async def test_on_a_terminal_it_asks_and_echoes_no_token(here: Scene) -> None:
    pair = await here.sandbox.post("/_/tokens", {})
    told = await asyncio.to_thread(
        terminal, here, ["zalo", "connect"],
        {"paste: ": "2", "access_token: ": pair["access_token"],
         "refresh_token: ": pair["refresh_token"]},
    )  # fmt: skip
    assert "Đã kết nối" in told
    assert pair["access_token"] not in told
    assert pair["refresh_token"] not in told


def terminal(here: Scene, arguments: Sequence[str], answers: Mapping[str, str]) -> str:
    """Run a command on a terminal of its own, and answer its questions; all that was shown."""
    ours, theirs = pty.openpty()
    held = [theirs]  # until the command has it open
    # The leader of a session takes the first terminal that it opens as its own.
    shell = ["/bin/sh", "-c", 'exec "$@" <"$0" >"$0" 2>&1', os.ttyname(theirs)]
    process = subprocess.Popen(
        [*shell, sys.executable, "-m", "cli", *arguments], cwd=ROOT, start_new_session=True,
        env={**here.env, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
    )  # fmt: skip
    shown = b""
    try:
        for question, answer in answers.items():
            while not shown.endswith(question.encode()):
                shown += _read(ours)
            if theirs in held:
                os.close(held.pop())
            os.write(ours, f"{answer}\n".encode())
        while True:
            shown += _read(ours)
    except OSError:  # the other end is closed: it has ended
        pass
    finally:
        process.wait(30)
        os.close(ours)
    return shown.decode()


def _read(terminal: int) -> bytes:
    assert select.select([terminal], [], [], 30)[0], "nothing was shown"
    return os.read(terminal, 1024)


async def test_mail_goes_on_in_whole_and_nothing_else_does(here: Scene) -> None:
    stopped = [("email", "tls:tls-stripped"), ("email!begun", "bounces:6.0/50"), ("zalo/9", "x:1")]
    async with here.system(SettableClock(START)) as system:
        for lane, reason in stopped:
            await system.store.run(
                lambda unit, lane=lane, reason=reason: unit.lanes.pause(lane, reason, START)  # type: ignore[misc]
            )
    ended = await run("email", "resume", "--json", env=here.env)
    assert (ended.code, json.loads(ended.out)) == (0, {"resumed": ["email", "email!begun"]})
    assert "Không có gì đang dừng" in (await run("email", "resume", env=here.env)).out
    async with here.system(SettableClock(START)) as system:
        left = await system.store.read(lambda unit: unit.lanes.paused())
    assert set(left) == {"zalo/9"}
