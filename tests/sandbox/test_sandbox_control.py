"""The control API: clock, log, faults (house.md §7)."""

import asyncio
import time
from datetime import UTC, datetime
from datetime import time as wall
from typing import Any

import aiohttp
import pytest

from sandbox.clock import VirtualClock, Window
from sandbox.options import Options, read
from sandbox.values import epoch_ms
from tests.sandbox.practice import Client, Opener, Product, same_but

PHONE = "84900000001"


async def test_the_clock_starts_where_it_was_told(sandbox: Client) -> None:
    assert await sandbox.get("/_/clock") == {
        "now": "2026-11-23T02:00:00.000+00:00",
        "version": 1,
        "frozen": True,
    }


async def test_it_jumps_by_seconds_to_a_window_and_to_a_moment(sandbox: Client) -> None:
    assert (await sandbox.advance(90))["now"] == "2026-11-23T02:01:30.000+00:00"
    moved = await sandbox.post("/_/clock", {"to": "next_window"})
    assert (moved["now"], moved["version"]) == ("2026-11-24T00:30:00.000+00:00", 3)
    moved = await sandbox.post("/_/clock", {"to": "2026-11-24T22:30:00+07:00"})
    assert moved["now"] == "2026-11-24T15:30:00.000+00:00"


@pytest.mark.parametrize(
    "body", [{"advance": -1}, {"advance": "x"}, {"to": "yesterday"}, {"to": "2026-11-24T22:30"}, {}]
)
async def test_it_never_goes_back_or_guesses(sandbox: Client, body: dict[str, Any]) -> None:
    assert (await sandbox.post("/_/clock", body))["error"]
    assert (await sandbox.get("/_/clock"))["version"] == 1


async def test_a_long_poll_answers_at_a_jump(sandbox: Client) -> None:
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(sandbox.get("/_/clock", after=1, wait=25))
        assert (await sandbox.get("/_/clock", after=0, wait=25))["version"] == 1
        assert not waiting.done()
        await sandbox.advance(1)
    assert waiting.result()["version"] == 2
    assert (await sandbox.get("/_/clock", after=2, wait=0.01))["version"] == 2


def test_a_running_clock_follows_real_time() -> None:
    real = [100.0]
    clock = VirtualClock(1_000_000, lambda: real[0])
    real[0] += 1.5
    assert clock.now_ms == 1_001_500
    clock.advance(60)
    real[0] += 1
    assert clock.now_ms == 1_062_500


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        ("2026-11-23T06:00:00+07:00", "2026-11-23T07:30:00+07:00"),
        ("2026-11-23T07:30:00+07:00", "2026-11-24T07:30:00+07:00"),
        ("2026-11-23T23:00:00+07:00", "2026-11-24T07:30:00+07:00"),
    ],
)
def test_the_next_window(now: str, opening: str) -> None:
    window = Window.read("07:30-20:30")
    assert window == Window(wall(7, 30), wall(20, 30))
    found = window.next_opening(epoch_ms(datetime.fromisoformat(now)))
    assert found == epoch_ms(datetime.fromisoformat(opening))


def test_options_are_read() -> None:
    words = (
        "zalo --http 1 --smtp 2 --webhook http://a/ --clock 2026-11-23T09:00:00+07:00 --frozen "
        "--window 08:00-17:00 --app-id 1 --app-secret 2 --oa-id 3 --oa-secret 4 --oa-name 5 "
        "--data d --public-url http://b/ --page-base http://c"
    )
    given = read(words.split())
    assert given.services == {"zalo"}
    assert (given.http, given.smtp, given.frozen) == (1, 2, True)
    assert given.clock_ms == epoch_ms(datetime(2026, 11, 23, 2, tzinfo=UTC))
    assert (given.public_url, given.page_base, str(given.data)) == ("http://b", "http://c", "d")
    assert read([]).services == {"zalo", "mail"}


@pytest.mark.parametrize(
    "words", ["onestop", "--clock 2026-11-23T09:00", "--window 8", "--http many"]
)
def test_wrong_options_end_with_2(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        read(words.split())
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


async def test_calls_are_logged_raw(sandbox: Client) -> None:
    await sandbox.invite()
    await sandbox.advance(1)
    await sandbox.get("/v2.0/oa/getoa", data="{}")
    first, second = await sandbox.get("/_/calls")
    assert (first["n"], first["method"], first["path"]) == (1, "POST", "/message/template")
    assert first["time"] == "2026-11-23T02:00:00.000+00:00"
    assert '"tracking_id": "inv-77"' in first["body"]
    assert '"msg_id"' in first["response"]
    assert first["status"] == 200
    assert {first["headers"][name] for name in first["headers"] if name == "access_token"} == {
        "***"
    }
    assert second["query"] == {"data": "{}"}
    assert [call["n"] for call in await sandbox.get("/_/calls", after=1)] == [2]


async def test_new_bubbles_of_all_chats(sandbox: Client) -> None:
    await sandbox.say(PHONE, "một")
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(sandbox.get("/_/messages", after=1, wait=25))
        assert [b["text"] for b in await sandbox.get("/_/messages", after=0)] == ["một"]
        await sandbox.say("84900000002", "hai")
    assert [(b["phone"], b["text"]) for b in waiting.result()] == [("84900000002", "hai")]


@pytest.mark.parametrize(
    ("fault", "status", "said"),
    [
        ({"kind": "http500"}, 500, "Internal"),
        ({"kind": "http500", "code": 503}, 503, "Internal"),
        ({"kind": "html"}, 502, "<html>"),
        ({"kind": "rate"}, 200, '"error":-32'),
        ({"kind": "error", "code": -200}, 200, '"error":-200,"message":"Send message failed"'),
        ({"kind": "error", "code": "-321", "message": "no money"}, 200, '"message":"no money"'),
    ],
)
async def test_a_fault_hits_as_often_as_ordered(
    sandbox: Client, fault: dict[str, Any], status: int, said: str
) -> None:
    user = await sandbox.met()
    await sandbox.post("/_/faults", {"path": "/v3.0/oa/message/cs", "times": 2, **fault})
    body = f'{{"recipient":{{"user_id":"{user}"}},"message":{{"text":"Câu 1"}}}}'
    for _ in range(2):
        async with sandbox.session.post(
            f"{sandbox.url}/v3.0/oa/message/cs", data=body, headers={"access_token": sandbox.access}
        ) as answer:
            assert answer.status == status
            assert said in await answer.text()
    assert (await sandbox.send(user, "Câu 1"))["error"] == 0
    bubbles = await sandbox.get(f"/_/people/{PHONE}/messages")
    assert [b["text"] for b in bubbles] == ["xin chào", "Câu 1"]
    assert await sandbox.get("/_/faults") == []


@pytest.mark.parametrize(("kind", "arrived"), [("drop_before", 0), ("drop_after", 1)])
async def test_a_cut_line_is_ambiguous(sandbox: Client, kind: str, arrived: int) -> None:
    user = await sandbox.met()
    await sandbox.post("/_/faults", {"path": "/v3.0/oa/message/*", "kind": kind})
    with pytest.raises(aiohttp.ClientError):
        await sandbox.send(user, "Câu 1")
    bubbles = await sandbox.get(f"/_/people/{PHONE}/messages")
    assert len(bubbles) == 1 + arrived
    (call,) = await sandbox.get("/_/calls")
    assert call["status"] == 0


@pytest.mark.parametrize(("kind", "arrived"), [("timeout_before", 0), ("timeout_after", 1)])
async def test_a_timeout_holds_the_line(sandbox: Client, kind: str, arrived: int) -> None:
    user = await sandbox.met()
    await sandbox.post("/_/faults", {"path": "/v3.0/oa/message/cs", "kind": kind, "seconds": 0.05})
    began = time.monotonic()
    with pytest.raises(aiohttp.ClientError):
        await sandbox.send(user, "Câu 1")
    assert time.monotonic() - began >= 0.05
    assert len(await sandbox.get(f"/_/people/{PHONE}/messages")) == 1 + arrived


async def test_a_slow_answer_is_still_one(sandbox: Client) -> None:
    await sandbox.post("/_/faults", {"path": "/v2.0/oa/getoa", "kind": "slow", "seconds": 0.01})
    assert (await sandbox.get("/v2.0/oa/getoa"))["error"] == 0


async def test_a_lost_reply_after_the_rotation_of_tokens(sandbox: Client) -> None:
    await sandbox.post("/_/faults", {"path": "/v4/oa/access_token", "kind": "drop_after"})
    form = {
        "app_id": "360846524940903967",
        "grant_type": "refresh_token",
        "refresh_token": sandbox.refresh,
    }
    url, headers = f"{sandbox.url}/v4/oa/access_token", {"secret_key": "sandbox-app-secret"}
    with pytest.raises(aiohttp.ClientError):
        await sandbox.session.post(url, data=form, headers=headers)
    async with sandbox.session.post(url, data=form, headers=headers) as answer:
        assert (await answer.json())["error"] == -14014


async def test_a_fault_may_name_one_recipient(sandbox: Client) -> None:
    await sandbox.post(
        "/_/faults", {"path": "/message/template", "kind": "error", "code": -119, "match": "0002"}
    )
    assert (await sandbox.invite(phone="84900000001"))["error"] == 0
    assert (await sandbox.invite(phone="84900000002"))["error"] == -119


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "http500"},
        {"path": "/x", "smtp": "*", "kind": "http500"},
        {"path": "/x", "kind": "4xx"},
        {"path": "/x", "kind": "error"},
        {"path": "/x", "kind": "error", "code": "many"},
        {"path": "/x", "kind": "rate", "times": 0},
        {"smtp": "*", "kind": "html"},
    ],
)
async def test_a_wrong_fault_is_told(sandbox: Client, fault: dict[str, Any]) -> None:
    assert (await sandbox.post("/_/faults", fault))["error"]
    assert await sandbox.get("/_/faults") == []


async def test_faults_can_be_cleared(sandbox: Client) -> None:
    await sandbox.post("/_/faults", {"path": "*", "kind": "http500", "times": -1})
    async with sandbox.session.delete(f"{sandbox.url}/_/faults") as answer:
        assert await answer.json() == {"open": 0}
    assert (await sandbox.get("/v2.0/oa/getoa"))["error"] == 0


async def test_idle_waits_for_what_is_due(sandbox: Client, product: Product) -> None:
    assert await sandbox.get("/_/idle") == {"idle": True, "pending": 0}
    product.status = 503
    await sandbox.say(PHONE, "một")
    await sandbox.idle()
    product.status = 200
    await sandbox.advance(30)
    await sandbox.idle()
    assert len(product.got) == 2


async def test_without_a_webhook_events_are_only_logged(opened: Opener, options: Options) -> None:
    client = await opened(same_but(options, webhook=""))
    await client.say(PHONE, "một")
    assert await client.get("/_/idle") == {"idle": True, "pending": 0}
    assert [event["outcome"] for event in await client.get("/_/events")] == ["no webhook"]


async def test_mail_alone_has_no_zalo(opened: Opener, options: Options) -> None:
    client = await opened(same_but(options, services=frozenset({"mail"})))
    async with client.session.get(f"{client.url}/v2.0/oa/getoa") as answer:
        assert answer.status == 404
    assert client.sandbox.smtp > 0
    zalo = await opened(same_but(options, services=frozenset({"zalo"})))
    assert zalo.sandbox.smtp == 0
