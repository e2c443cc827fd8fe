"""Every row of Zalo's table of codes, played by the sandbox, and what became of the message.

What is expected stands here by hand, from Zalo's tables; the product's own table is not asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from sqlalchemy import delete, insert, select

from channels.zalo.account import ZaloAccount
from channels.zalo.errors import TABLE, Host
from channels.zalo.send import ZaloSender
from channels.zalo.tokens import TokenKeeper
from clock import SettableClock
from post.lanes import Lane
from post.ports import NewMessage
from post.rules_file import load_rules
from post.service import Post
from sandbox.options import Options
from storage import tables as t
from storage.outbox_rows import message_values
from storage.store import Store
from storage.unit import Unit
from tests.channels.test_zalo_send import BOOK, CS, FACTS, OAUTH, PHONE, TEMPLATE
from tests.sandbox.practice import Client
from tests.support.stores import KEYRING

MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""09:00 of a Monday in Vietnam."""
DAY, PLAN = timedelta(days=1), (450, 1230)
MIDNIGHT, SIX_FIVE, OPENS = (
    datetime(2026, 11, 23, 17, 0, tzinfo=UTC),
    datetime(2026, 11, 23, 23, 5, tzinfo=UTC),
    datetime(2026, 11, 24, 0, 30, tzinfo=UTC),
)
"""Of the next day in Vietnam; the plan's window opens at 07:30."""
NAME = f"zalo/{Options().oa_id}"

IN_CHAT: Mapping[str, str] = {
    "sent with a new token": "-216 -220 -124 216 401 -401",
    "the lane waits for the next minute": "-32",
    "again soon": "-214",
    "unknown": "-200",
    "in the morning": "-234",
    "tomorrow": "-211 -218 -311",
    "failed recipient": "-217 -227 -222 -201:user_id",
    "failed window": "-213 -230 -231 -232 -244 -249 -305",
    "dead": "-100 -201:message.text -210 -233 -240 -248 -1340 -1341",
    "paused account": "-204 -205 -235",
    "paused app": "-209 -212 -202 -207 -208 -215",
    "paused reauth": "-219 -223",
    "paused verify": "-221",
    "paused package": "-224",
    "paused proof": "-242",
    "paused money": "-320 -321",
    "longer each time": "-237 -238 -241 -403 -9999 7",
}
BY_PHONE: Mapping[str, str] = {
    "sent with a new token": "-124 -216 -220 216 401 -401",
    "the lane waits for the next minute": "-32",
    "unknown": "-100",
    "in the morning": "-133",
    "tomorrow": "-1471 -1472 -160",
    "tomorrow, all by phone": "-144",
    "tomorrow, the template": "-147 -1441",
    "failed recipient": "-108 -110 -114 -118 -119 -134 -139 -140 -141",
    "dead": "-106 -107 -109 -111 -112 -1121 -1122 -1123 -1124 -113 -1131 -1132 -116 -121 -122 -130 "
    "-132 -153 -158 -159 -161 -162 -148 -149 -150 -1491 -114:button",
    "the template rests": "-117 -131 -146 -1091 -126 -127",
    "paused account": "-120 -1201 -1202 -125 -136 -138 -1381 -145",
    "paused app": "-101 -102 -103 -104 -105 -123 -128 -129 -142 -143 -151 -152",
    "paused verify": "-135 -1351",
    "paused proof": "-1241",
    "paused money": "-115 -137",
    "longer each time": "-9999",
}
SIGN_IN: Mapping[str, str] = {
    "kept": "-32 -14002 -14003 -14004 -14018 -14029 -14005 -14012 -14014 -14024 -118",
}


@dataclass(slots=True)
class Office:
    """A post with its store, and the platform that it writes to."""

    platform: Client
    store: Store
    post: Post
    clock: SettableClock
    user: str
    number: int = 0

    async def play(self, path: str, code: str, hours: tuple[int, int] = PLAN) -> tuple[Any, Any]:
        """Send one message into that answer; its row and the lane's rows then."""
        number, _, text = code.partition(":")
        self.number += 1
        key = f"m{self.number}"
        await self.store.run(lambda unit: self._put(unit, key, path, hours))
        fault = {"path": path, "kind": "error", "code": int(number), "message": f"{text} invalid"}
        await self.platform.post("/_/faults", fault if text else {**fault, "message": ""})
        assert await self.post.pump() == 1, code
        return await self.store.read(lambda unit: self._look(unit, key))

    def _put(self, unit: Unit, key: str, path: str, hours: tuple[int, int]) -> None:
        unit._connection.execute(delete(t.lane))
        unit._connection.execute(delete(t.message))
        prompt = {"prompt": {"text": "Câu 1", "options": []}, "user": self.user, "conversation": 1}
        letter = {
            "kind": "invite", "to": PHONE, "facts": FACTS, "code": "K7M29QXB", "token": "Zm9v",
            "template": "390001",
        }  # fmt: skip
        by_phone = path == TEMPLATE
        new = NewMessage(
            key, None, "invite" if by_phone else "reply", "zalo", key, None,
            letter if by_phone else prompt, MORNING, opens=hours[0], closes=hours[1],
            way="template_phone" if by_phone else "consultation",
        )  # fmt: skip
        unit._connection.execute(insert(t.message), message_values(KEYRING, new, MORNING))

    def _look(self, unit: Unit, key: str) -> tuple[Any, Any]:
        row = unit._connection.execute(select(t.message).where(t.message.c.key == key)).one()
        lanes = {lane.name: lane for lane in unit._connection.execute(select(t.lane))}
        return row, lanes


@pytest.fixture
async def office(
    platform: Client,
    http: aiohttp.ClientSession,
    store: Store,
    clock: SettableClock,
    account: ZaloAccount,
    tokens: TokenKeeper,
) -> Office:
    lane = Lane(account.kept_as, "zalo", account.oa_id)
    accounts, keepers = {account.oa_id: account}, {account.oa_id: tokens}
    sender = ZaloSender(accounts, keepers, http, BOOK, lambda: 55)
    door = store.door(lambda unit: unit.outbox)
    post = Post(door, {"zalo": sender}, clock, lambda _: {NAME: lane}, load_rules().rules_at)
    return Office(platform, store, post, clock, await platform.met(PHONE))


def became(row: Any, lanes: Mapping[str, Any]) -> str:
    """What happened, in the words of the tables above; every detail is asserted on the way."""
    rests = {name: lane for name, lane in lanes.items() if lane.paused or lane.broken_until}
    if row.state == "failed":
        return f"failed {row.error.partition(':')[0]}"
    if row.state != "queued":
        return str(row.state)
    assert row.fence == 1
    if not rests:
        return _by_time(row)
    ((name, lane),) = rests.items()
    if lane.paused:
        assert lane.paused.endswith(row.error.partition(":")[2])
        assert (row.due_at, row.tries, lane.told_at) == (MORNING, 0, None), "kept, and not told yet"
        if name == f"{NAME}#390001":
            return "the template rests"
        assert name == NAME
        return f"paused {lane.paused.partition(':')[0]}"
    assert row.tries == 0
    if name == NAME:
        assert MORNING + timedelta(minutes=1) <= lane.broken_until <= MORNING + timedelta(minutes=2)
        assert row.due_at == lane.broken_until
        return "the lane waits for the next minute"
    assert MIDNIGHT <= lane.broken_until <= MIDNIGHT + timedelta(minutes=30)
    assert row.due_at == OPENS
    return {f"{NAME}!phone": "tomorrow, all by phone", f"{NAME}#390001": "tomorrow, the template"}[
        name
    ]


def _by_time(row: Any) -> str:
    wait = row.due_at - MORNING
    if wait == timedelta(minutes=10):
        assert row.tries == 1
        return "longer each time"
    if wait < timedelta(minutes=1):
        assert row.tries == 1
        return "again soon"
    assert (row.tries, row.due_at) == (0, OPENS)
    return "tomorrow"


def cases(told: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(code, label) for label, codes in told.items() for code in codes.split()]


async def test_every_code_in_chat_and_by_phone(office: Office) -> None:
    found: dict[tuple[str, str], str] = {}
    for path, told in ((CS, IN_CHAT), (TEMPLATE, BY_PHONE)):
        for code, label in cases(told):
            row, lanes = await office.play(path, code)
            happened = became(row, lanes)
            if label == "in the morning":
                assert (happened, row.due_at) == ("tomorrow", OPENS)
                happened = label
            if label == "sent with a new token":
                assert (happened, row.tries) == ("sent", 1)
                happened = label
            found[path, code] = happened
    wanted = {
        (path, code): label
        for path, told in ((CS, IN_CHAT), (TEMPLATE, BY_PHONE))
        for code, label in cases(told)
    }
    assert found == wanted
    refreshed = [call for call in await office.platform.get("/_/calls") if call["path"] == OAUTH]
    assert len(refreshed) == 12, "once for each refused token"


@pytest.mark.parametrize(("path", "code"), [(CS, "-234"), (TEMPLATE, "-133")])
async def test_the_night_waits_for_the_later_of_morning_and_the_plans_window(
    office: Office, path: str, code: str
) -> None:
    for hours, due in ((PLAN, OPENS), ((240, 1380), SIX_FIVE)):
        row, lanes = await office.play(path, code, hours)
        assert (row.state, row.due_at, row.tries) == ("queued", due, 0)
        assert not any(lane.paused or lane.broken_until for lane in lanes.values())


async def test_every_code_of_the_sign_in(office: Office) -> None:
    """A refresh that is refused: the message is kept, whatever the code."""
    for code, _ in cases(SIGN_IN):
        await office.platform.post("/_/faults", {"path": OAUTH, "kind": "error", "code": int(code)})
        row, _ = await office.play(CS, "-216")
        assert row.state == "queued", code
        await office.platform.session.delete(f"{office.platform.url}/_/faults")


def test_every_row_of_the_table_was_played() -> None:
    played = {
        (host, int(code.partition(":")[0]))
        for host, told in (
            (Host.OPENAPI, IN_CHAT), (Host.BUSINESS, BY_PHONE), (Host.OAUTH, SIGN_IN)
        )
        for code, _ in cases(told)
    }  # fmt: skip
    unknown = {(host, code) for host, code in played if code in (-9999, 7)}
    assert played - unknown == set(TABLE)
