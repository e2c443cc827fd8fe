"""A seeded world for the turns: people with a bound chat and a survey begun. Nobody is real."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, Table

from bot.conversation import Conversation, Fact, dump
from bot.events import Begun
from bot.step import step
from bot.turns import ChatAddress
from flows.language.compile import load_flow
from flows.model import Flow
from ground.seal import Keyring
from storage import tables as t

ROOT = Path(__file__).resolve().parents[1]
FLOW = ROOT / "flows" / "hai-long-tthc.yaml"
SEEDED = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
UNITS = 29
ACCOUNT = "579745863508352884"
FACTS: dict[str, Fact] = {
    "agency.name": "Sở Văn hóa, Thể thao và Du lịch",
    "agency.alert_mail": "don-vi@example.org",
    "department.name": "Sở Nội vụ tỉnh An Giang",
    "case.month": "11/2026",
    "case.procedure": "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất",
    "case.field": "Đất đai",
    "case.filed_online": False,
    "plan.consent": False,
    "plan.minutes": "4",
    "plan.hotline": "0296.3957.000",
    "plan.keep_until": "31/12/2027",
    "plan.deadline": "31/12/2026",
}


def flow() -> Flow:
    """The real survey."""
    return load_flow(FLOW)


def keyring() -> Keyring:
    """A key for benchmarks alone."""
    return Keyring(bytes(range(32)))


@dataclass(frozen=True, slots=True)
class World:
    """So many people, numbered from 1; person, case, invitation and conversation share a number."""

    keys: Keyring
    flow: Flow
    people: int

    def chat(self, number: int) -> ChatAddress:
        """A person's chat."""
        user = f"{5_000_000_000_000_000 + number}"
        hashed = self.keys.mac("address", f"zalo:{ACCOUNT}:{user}")
        return ChatAddress(hashed, ACCOUNT, user)

    def token(self, number: int) -> str:
        """The token of a person's link."""
        return f"link-of-person-{number:08d}"

    def born(self, number: int) -> Conversation:
        """A person's conversation before it begins."""
        facts = {"agency.code": f"H01.{number % UNITS:02d}", "case.code": f"H01.{number}", **FACTS}
        return Conversation(id=number, flow_hash=self.flow.hash, facts=facts)

    def begun(self, number: int) -> Conversation:
        """The same, with the first question open in the chat."""
        return step(self.flow, self.born(number), Begun(), SEEDED)[0]

    def fill(self, connection: Connection) -> None:
        """Write everybody into an empty database."""
        numbers = range(1, self.people + 1)
        for table, rows in self._tables(numbers):
            connection.execute(table.insert(), rows)

    def _tables(self, numbers: Sequence[int]) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
        yield t.agency, [_agency(number) for number in range(UNITS)]
        yield t.person, [self._person(number) for number in numbers]
        yield t.address, [self._address(number) for number in numbers]
        yield t.case, [self._case(number) for number in numbers]
        yield t.invitation, [self._invitation(number) for number in numbers]
        yield t.conversation, [self._conversation(number) for number in numbers]

    def _person(self, number: int) -> dict[str, Any]:
        hashed = self.keys.mac("person", str(number))
        return {"id": number, "key_hash": hashed, "key_kind": "phone", "first_seen_at": SEEDED}

    def _address(self, number: int) -> dict[str, Any]:
        chat = self.chat(number)
        value = orjson.dumps({"account": chat.account, "user": chat.user}).decode()
        return {
            "hash": chat.hash,
            "channel": "zalo",
            "person_id": number,
            "value_sealed": self.keys.seal(value, f"address/{chat.hash}"),
            "state": "usable",
            "heard_at": SEEDED,
        }

    def _case(self, number: int) -> dict[str, Any]:
        return {
            "id": number,
            "key": f"case/{number}",
            "code": f"H01.{number}",
            "agency_id": 1 + number % UNITS,
            "person_id": number,
            "filed_online": False,
            "status": "10",
            "refused": False,
            "content_hash": f"{number:032x}",
            "source": "bench",
            "first_seen_at": SEEDED,
            "changed_at": SEEDED,
        }

    def _invitation(self, number: int) -> dict[str, Any]:
        return {
            "id": number,
            "ref": f"ref-{number}",
            "plan": "bench",
            "wave": 1,
            "case_id": number,
            "agency_id": 1 + number % UNITS,
            "person_id": number,
            "position": number,
            "state": "started",
            "token_hash": self.keys.mac("token", self.token(number)),
            "code_hash": self.keys.mac("code", str(number)),
            "secrets_sealed": b"",
            "code_used": True,
            "invited_at": SEEDED,
            "expires_at": SEEDED + timedelta(days=3650),
            "reminded": 0,
            "check_at": SEEDED + timedelta(days=3650),
            "started_at": SEEDED,
        }

    def _conversation(self, number: int) -> dict[str, Any]:
        begun = self.begun(number)
        return {
            "id": number,
            "person_id": number,
            "flow": self.flow.name,
            "flow_hash": self.flow.hash,
            "state": self.keys.seal(dump(begun).decode(), f"conversation/{number}"),
            "status": begun.status.value,
            "chat_hash": self.chat(number).hash,
            "updated_at": SEEDED,
        }


def _agency(number: int) -> dict[str, Any]:
    return {
        "id": number + 1,
        "code": f"H01.{number:02d}",
        "name": f"Đơn vị {number}",
        "names": "[]",
    }
