"""Zalo's way out against the sandbox, over real HTTP: refusals, broken lines, tokens."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from channels.zalo.account import ZaloAccount
from channels.zalo.send import TIMEOUT, ZaloSender
from channels.zalo.tokens import TokenKeeper
from clock import SettableClock
from faults.waiting import passing
from post.ports import Claimed, Failure, SendError
from post.templates.compile import load_templates
from sandbox.options import Options
from tests.sandbox.practice import Client
from tests.support.ports import free_port

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BOOK = load_templates(Path(__file__).parents[2] / "examples" / "zalo")
PHONE = "84900000001"
FACTS = {
    "department.name": "Sở Nội vụ tỉnh An Giang",
    "agency.name": "Sở Tư pháp",
    "case.month": "11/2026",
    "plan.minutes": "4",
    "plan.hotline": "0296 300 0000",
    "plan.keep_until": "23/11/2028",
    "plan.deadline": "14/12/2026",
}
CS, TEMPLATE, OAUTH = "/v3.0/oa/message/cs", "/message/template", "/v4/oa/access_token"


@dataclass
class Desk:
    """A sender with its keeper, and the platform that it speaks to."""

    platform: Client
    sender: ZaloSender
    tokens: TokenKeeper
    clock: SettableClock
    user: str

    def in_chat(self, id_: int = 1) -> Claimed:
        prompt: Mapping[str, Any] = {"text": "Câu 1/15: …", "options": []}
        body = {"prompt": prompt, "user": self.user, "conversation": 1}
        return Claimed(id_, 1, f"reply/{id_}", "reply", "zalo", body, 0, None)

    def by_phone(self, kind: str = "invite") -> Claimed:
        body = {
            "kind": kind, "to": PHONE, "facts": FACTS, "code": "K7M29QXB", "token": "Zm9v",
            "template": "390001" if kind == "invite" else "390002",
        }  # fmt: skip
        return Claimed(1, 1, "1/invite/1/zalo", kind, "zalo", body, 0, "ref.i1z")

    async def fails(self, message: Claimed) -> SendError:
        with pytest.raises(SendError) as caught:
            await self.sender.send(message)
        return caught.value

    async def fault(self, path: str, kind: str, **more: Any) -> None:
        answer = await self.platform.post("/_/faults", {"path": path, "kind": kind, **more})
        assert answer == {"open": 1}

    async def calls(self, path: str) -> list[dict[str, Any]]:
        return [call for call in await self.platform.get("/_/calls") if call["path"] == path]


@pytest.fixture
async def desk(
    platform: Client,
    http: aiohttp.ClientSession,
    clock: SettableClock,
    account: ZaloAccount,
    tokens: TokenKeeper,
) -> Desk:
    user = await platform.met(PHONE)
    return Desk(
        platform,
        ZaloSender({account.oa_id: account}, {account.oa_id: tokens}, http, BOOK, lambda: 55),
        tokens,
        clock,
        user,
    )


async def test_a_message_in_chat_gets_the_platforms_id(desk: Desk) -> None:
    id_ = (await desk.sender.send(desk.in_chat())).platform_id
    last = (await desk.platform.get(f"/_/people/{PHONE}/messages"))[-1]
    assert (last["id"], last["text"]) == (id_, "Câu 1/15: …")


@pytest.mark.parametrize("kind", ["invite", "remind"])
async def test_a_template_by_phone_carries_our_tracking(desk: Desk, kind: str) -> None:
    id_ = (await desk.sender.send(desk.by_phone(kind))).platform_id
    last = (await desk.platform.get(f"/_/people/{PHONE}/messages"))[-1]
    assert (last["id"], last["tracking_id"]) == (id_, "ref.i1z")
    assert last["params"]["ma"] == "K7M29QXB"


@pytest.mark.parametrize("way", ["template_user", "rating_user"])
async def test_a_template_by_user_id_gets_the_platforms_id(desk: Desk, way: str) -> None:
    message = desk.by_phone()
    body = {**message.body, "user": desk.user}
    id_ = (await desk.sender.send(replace(message, body=body, way=way))).platform_id
    last = (await desk.platform.get(f"/_/people/{PHONE}/messages"))[-1]
    assert (last["id"], last["params"]["ma"]) == (id_, "K7M29QXB")


async def test_a_template_that_no_file_describes_is_not_even_sent(desk: Desk) -> None:
    message = desk.by_phone()
    unknown = replace(message, body={**message.body, "template": "999"})
    error = await desk.fails(unknown)
    assert (error.kind, error.code) == (Failure.PAYLOAD, "template-unknown")
    assert await desk.calls(TEMPLATE) == []


async def test_the_same_number_means_other_things_on_the_two_hosts(desk: Desk) -> None:
    """-100 in chat is an expired upload, by phone an unknown error."""
    await desk.fault(CS, "error", code=-100)
    assert (await desk.fails(desk.in_chat())).kind is Failure.PAYLOAD
    await desk.fault(TEMPLATE, "error", code=-100)
    assert (await desk.fails(desk.by_phone())).kind is Failure.UNKNOWN


@pytest.mark.parametrize(
    "kind", ["timeout_before", "timeout_after", "drop_before", "drop_after", "http500", "html"]
)
async def test_when_bytes_left_and_no_answer_came_it_is_unknown(desk: Desk, kind: str) -> None:
    await desk.fault(TEMPLATE, kind, seconds=600)

    async def in_vain() -> bool:
        hits = await desk.platform.get("/_/faults/hits")
        return kind.startswith("timeout") and hits["total"] > 0

    async with passing(in_vain, TIMEOUT.total or 0):
        assert (await desk.fails(desk.by_phone())).kind is Failure.UNKNOWN
    assert len(await desk.calls(TEMPLATE)) == 1, "never a second call on our own"


@pytest.mark.parametrize("status", [200, 302, 404])
async def test_an_answer_that_is_no_json_is_unknown(desk: Desk, status: int) -> None:
    await desk.fault(TEMPLATE, "html", code=status)
    assert (await desk.fails(desk.by_phone())).kind is Failure.UNKNOWN


async def test_where_nobody_listens_nothing_left(desk: Desk, http: aiohttp.ClientSession) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    account = ZaloAccount(nowhere, nowhere, nowhere, "1", "2", "s", ("s",))
    sender = ZaloSender({"2": account}, {"2": desk.tokens}, http, BOOK, lambda: 55)
    with pytest.raises(SendError) as caught:
        await sender.send(desk.by_phone())
    assert caught.value.kind is Failure.RETRY


async def test_too_long_a_text_is_not_even_sent(desk: Desk) -> None:
    body = {"prompt": {"text": "a" * 2001, "options": []}, "user": desk.user, "conversation": 1}
    error = await desk.fails(Claimed(1, 1, "k", "reply", "zalo", body, 0, None))
    assert error.kind is Failure.PAYLOAD
    assert await desk.calls(CS) == []


# -- tokens --------------------------------------------------------------------------------
async def test_a_dead_token_is_refreshed_once_for_many_calls(desk: Desk) -> None:
    await desk.platform.advance(26 * 3600)  # the platform's clock alone: ours thinks it is alive
    await desk.platform.met(PHONE)
    sent = await asyncio.gather(*(desk.sender.send(desk.in_chat(n)) for n in range(40)))
    assert len(set(sent)) == 40
    assert len(await desk.calls(OAUTH)) == 1
    assert len(await desk.calls(CS)) == 80, "each refused once, each sent once"


async def test_a_token_near_its_end_is_refreshed_ahead(desk: Desk) -> None:
    desk.clock.advance(timedelta(hours=20, minutes=1))
    await asyncio.gather(*(desk.sender.send(desk.in_chat(n)) for n in range(5)))
    assert len(await desk.calls(OAUTH)) == 1
    assert len(await desk.calls(CS)) == 5


async def test_a_refused_refresh_waits_for_an_admin(desk: Desk) -> None:
    """OAuth's errors come with HTTP 200, a name and no token."""
    await desk.platform.advance(26 * 3600)
    await desk.fault(OAUTH, "error", code=-14014, times=-1)
    error = await desk.fails(desk.in_chat())
    assert error.kind is Failure.CONFIG
    await desk.platform.session.delete(f"{desk.platform.url}/_/faults")
    assert (await desk.fails(desk.in_chat())).kind is Failure.CONFIG
    assert len(await desk.calls(OAUTH)) == 1, "a dead refresh token is not asked with again"
    pair = await desk.platform.post("/_/tokens")
    await desk.tokens.adopt(pair["access_token"], pair["refresh_token"], pair["expires_in"])
    await desk.platform.met(PHONE)
    assert (await desk.sender.send(desk.in_chat())).platform_id


async def test_a_lost_reply_of_the_refresh_fails_no_message_for_good(desk: Desk) -> None:
    await desk.platform.advance(26 * 3600)
    await desk.fault(OAUTH, "drop_after")
    assert (await desk.fails(desk.in_chat())).kind is Failure.RETRY
    assert (await desk.fails(desk.in_chat())).kind is Failure.CONFIG
    pair = await desk.platform.post("/_/tokens")
    await desk.tokens.adopt(pair["access_token"], pair["refresh_token"], pair["expires_in"])
    await desk.platform.met(PHONE)
    assert (await desk.sender.send(desk.in_chat())).platform_id


async def test_a_fresh_token_that_is_refused_too_is_not_tried_for_ever(desk: Desk) -> None:
    await desk.fault(CS, "error", code=-216, times=-1)
    assert (await desk.fails(desk.in_chat())).kind is Failure.CONFIG
    assert len(await desk.calls(CS)) == 2
    assert len(await desk.calls(OAUTH)) == 1


async def test_secrets_stand_in_no_text(desk: Desk) -> None:
    usual = Options()
    account = ZaloAccount("o", "b", "a", "1", "2", usual.app_secret, (usual.oa_secret,))
    assert usual.app_secret not in repr(account)
    assert usual.oa_secret not in repr(account)
    await desk.fault(CS, "error", code=-216, times=-1)
    token = await desk.tokens.access()
    assert token not in str(await desk.fails(desk.in_chat()))
