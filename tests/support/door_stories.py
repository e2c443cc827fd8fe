"""Plays a story at the door through the service on a real store, and prints every row and message.

The stories stand in tests/transcripts/door/. Their header may name `flow` and `proof`, as in

    flow: mot-cham               a survey of flows/ (this one by default)
    proof: platform              what a shared number proves (code4 by default)

Then acts, at the left margin, with what follows from each indented below (“nothing” where nothing
does). They are the acts of tests/support/transcripts.py, by name where there are several people:

    + an 84912000001 H01-0007    an invitation goes out; behind it email= identity= agency= month=
    ? an                         nobody answered in time: it is let go, and may still be answered
    = 84912000001                the number is found on too many cases, and set aside
    > words                      typed in the chat of u1 (`u2> …` in that of u2); {an} = an's code
    # Hài lòng                   pressed: the newest button with this label
    ~ voice                      sent a voice message (image, sticker, other)
    * 84912000001                shared a number by the platform's form
    [ an diem=2                  a page posted
    ! an                         one-click stop in the mail or on the page
    - an expired                 the plan closes it
    ^                            the same event as before comes a second time
    @ +1h                        time passes (s, m, h, d)

Below an act, first the rows that it changed, then what is said. The post is quick: what was said
is sent before the next act. A receipt's code is drawn: “…” stands for it. Words of
door/words.txt, then of words.txt, stand for `{name}`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bot.door import Proof
from bot.events import Event, Replied, SentOther, SharedPhone, Tapped
from bot.turns import Turn
from flows.model import Ending
from ground.when import VIETNAM
from storage.outbox_rows import message_body
from tests.support import transcripts
from tests.support.stage import Applicant, Invited, Stage, stage
from tests.support.transcripts import Story

FOLDER = transcripts.FOLDER / "door"
ACT = re.compile(r"(u\d)?([+?=>#~*\[!^@-])(?: (.*))?")
_NAME = re.compile(r"\{(\w+)\}")
_RECEIPT = re.compile(r"(?<=Mã biên nhận: )\w{4}-\w{4}")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_SAID = {"agency": "agency__name", "month": "case__month"}

Rows = Mapping[str, list[dict[str, Any]]]


def stories() -> list[Path]:
    """Every story."""
    return sorted(path for path in FOLDER.glob("*.txt") if path.stem != "words")


def read_story(path: Path) -> Story:
    """A story with the names in its expected lines filled in."""
    return transcripts.read_lines(path, _names(), ACT)


@cache
def _names() -> dict[str, str]:
    return transcripts.read_names(FOLDER / "words.txt", transcripts.names())


async def play(story: Story, folder: Path) -> list[str]:
    """The acts of a story, each with what followed."""
    flow = story.header.get("flow", "mot-cham")
    proof = Proof(story.header.get("proof", "code4"))
    played: list[str] = []
    async with stage(folder, flow, proof) as s:
        told = Telling(s)
        await told.look()
        for act in (line for line in story.lines if not line.startswith("  ")):
            played.append(act)
            if act.startswith("@"):
                s.clock.advance(_span(act[3:]))
                continue
            await told.act(act)
            played += [f"  {line}" for line in await told.changes()] or ["  nothing"]
    return played


def _span(text: str) -> timedelta:
    return timedelta(**{_UNITS[text[-1]]: int(text[:-1])})


@dataclass(slots=True)
class Telling:
    """A story on its stage. Names stand for what the rows hold hashed."""

    s: Stage
    invited: dict[str, Invited] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)  # hash -> its name
    pressed: dict[tuple[str, str], Tapped] = field(default_factory=dict)  # (chat, label)
    rows: Rows = field(default_factory=dict)
    last: Turn | None = None
    told: int = 0  # the newest message that was told

    # -- acts ------------------------------------------------------------------------------
    async def act(self, line: str) -> None:
        """Do one act."""
        found = ACT.fullmatch(line)
        if found is None:
            raise ValueError(f"no such act: {line}")
        user, sign, rest = found[1] or "u1", found[2], found[3] or ""
        if sign in ">#~*^":
            self.hashes[self.s.chat(user).hash] = user
            await self._chat(user, sign, rest)
            return
        name, _, more = rest.partition(" ")
        match sign:
            case "+":
                await self._invite(name, more.split(" ", 2))
            case "?":
                await self.s.let_go(self.invited[name])
            case "=":
                await self.s.set_aside(name)
            case "[":
                await self.s.post(self.invited[name], **dict([more.split("=", 1)]))
            case "!":
                await self.s.stop(self.invited[name])
            case _:
                await self.s.end(self.invited[name], Ending(more))

    async def _chat(self, user: str, sign: str, rest: str) -> None:
        if sign != "^":
            self.last = self.s.turn(user, self._event(user, sign, rest))
        if self.last is None:
            raise ValueError("nothing came before")
        await self.s.store.turn(replace(self.last, received_at=self.s.clock.now()))

    def _event(self, user: str, sign: str, rest: str) -> Event:
        now = self.s.clock.now()
        match sign:
            case ">":
                return Replied(_NAME.sub(lambda name: self.invited[name[1]].code, rest), now)
            case "#":
                return replace(self.pressed[user, rest], at=now)
            case "~":
                return SentOther(rest, now)
            case _:
                self._know_phone(rest)
                return SharedPhone(rest, now)

    async def _invite(self, name: str, given: list[str]) -> None:
        phone, code, *more = given
        pairs = dict(re.findall(r"(\w+)=(.+?)(?= \w+=|$)", more[0])) if more else {}
        facts = {_SAID[key]: pairs.pop(key) for key in list(pairs) if key in _SAID}
        applicant = Applicant(phone, code=code, **pairs)
        self._know_phone(phone)
        if applicant.email:
            hashed = self.s.keyring.mac("address", f"email:{applicant.email}")
            self.hashes[hashed] = f"mail {applicant.email}"
        self.invited[name] = await self.s.invite(name, applicant, **facts)
        self.hashes.setdefault(self.invited[name].person_hash, f"person {name}")

    def _know_phone(self, phone: str) -> None:
        self.hashes[self.s.keyring.mac("address", f"phone:{phone}")] = f"phone {phone}"

    # -- what followed ---------------------------------------------------------------------
    async def look(self) -> Rows:
        """The rows that a story tells of, as they stand; the earlier look is given back."""
        before, self.rows = self.rows, {name: [dict(r) for r in await self.s.sql(sql)]
                                        for name, sql in _LOOKED_AT.items()}  # fmt: skip
        return before

    async def changes(self) -> list[str]:
        """What changed since the last look, a line each, then what was said."""
        before = await self.look()
        lines = [
            line
            for name, rows in self.rows.items()
            for line in self._ordered(name, self._changed(name, before[name], rows))
        ]
        return [*lines, *[line async for line in self._said()]]

    def _ordered(self, table: str, lines: Iterator[str]) -> list[str]:
        """Refusals have no order of their own but that of their hashes."""
        return sorted(lines) if table == "refusal" else list(lines)

    def _changed(
        self, table: str, before: list[dict[str, Any]], after: list[dict[str, Any]]
    ) -> Iterator[str]:
        old, new = ({row["id"]: row for row in rows} for rows in (before, after))
        for id_ in [*new, *(gone for gone in old if gone not in new)]:
            was, now = old.get(id_, {}), new.get(id_, {})
            if was != now:
                yield from self._line(table, was, now)

    def _line(self, table: str, was: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
        match table:
            case "invitation":
                if was.get("chat_hash") != now["chat_hash"]:
                    yield f"{self._who(now['id'])} speaks in {self.hashes[now['chat_hash']]}"
                if was.get("state") != now["state"]:
                    yield f"{self._who(now['id'])} is {now['state']}"
            case "answer":
                who, n = self._who(now["conversation_id"]), now["revision"]
                yield f"{who}: record {now['question']}={now['value']} {now['way_in']} #{n}"
            case "alert":
                yield f"{self._who(now['conversation_id'])}: alert {now['question']}={now['value']}"
            case "refusal":
                yield f"refuse {self.hashes[now['id']]}"
            case "code_try":
                yield f"{self.hashes[now['id']]}: {now['wrong']} wrong" + self._until(now)
            case "door":
                yield from self._door(self.hashes[now["id"]], was, now)
            case "claim" if now:
                yield f"{self._who(now['id'])} is in line in {self.hashes[now['address_hash']]}"
            case _:
                yield f"{self._who(was['id'])} is in line no more"

    def _door(self, chat: str, was: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
        if was.get("asked_at") != now["asked_at"]:
            yield f"{chat} was asked for a number"
        if (was.get("phone_hash"), was.get("shared_at")) != (now["phone_hash"], now["shared_at"]):
            yield f"{chat} shared {self.hashes[now['phone_hash']]}"
        if (was.get("offer"), was.get("offered")) != (now["offer"], now["offered"]):
            ids = [int(id_) for id_ in (now["offered"] or "").split(",") if id_]
            yield f"{chat} may {now['offer'] or 'choose no more'}" + "".join(
                f" {self._who(id_)}" for id_ in ids
            )

    def _until(self, row: dict[str, Any]) -> str:
        if row["closed_until"] is None:
            return ""
        until = datetime.fromtimestamp(row["closed_until"] / 1000, VIETNAM)
        return f", closed until {until:%H:%M}"

    def _who(self, conversation: int) -> str:
        return next(name for name, one in self.invited.items() if one.id == conversation)

    async def _said(self) -> Any:
        rows = await self.s.sql(f"SELECT * FROM message WHERE id > {self.told} ORDER BY id")
        for row in rows:
            self.told = int(str(row["id"]))
            sealed, key = row["body_sealed"], str(row["key"])
            assert isinstance(sealed, bytes)
            body = message_body(self.s.keyring, key, sealed)
            yield self._message(row, body)
        await self.s.sql("UPDATE message SET state = 'sent' WHERE state = 'queued'")

    def _message(self, row: Mapping[str, object], body: Mapping[str, Any]) -> str:
        where = self.hashes.get(str(row["recipient"]), str(row["recipient"]))
        dropped = "drop " if row["state"] == "dead" else ""
        if "prompt" not in body:
            return f"{dropped}{row['purpose']} to {where}"
        prompt = body["prompt"]
        options = prompt["options"]
        for option in options:
            conversation = int(body["conversation"])
            tapped = Tapped(conversation, option["question"], option["value"], self.s.clock.now())
            self.pressed[where, option["label"]] = tapped
        title = f"({prompt['contact']}) " if prompt["contact"] else ""
        buttons = "".join(f" [{option['label']}]" for option in options)
        whom = "" if where == "u1" else f" to {where}"
        said = _RECEIPT.sub("…", prompt["text"].replace("\n", " ⏎ "))
        return f"{dropped}say{whom} {title}{said}{buttons}"


_LOOKED_AT = {
    "invitation": "SELECT i.id, i.state, c.chat_hash FROM invitation i "
    "JOIN conversation c ON c.id = i.id ORDER BY i.id",
    "answer": "SELECT l.id, a.* FROM answer a JOIN ledger l ON l.subject = 'answer/' || "
    "a.conversation_id || '/' || a.question || '/' || a.revision ORDER BY l.id",
    "alert": "SELECT case_id || question AS id, conversation_id, question, value FROM alert",
    "refusal": "SELECT subject_hash AS id FROM refusal ORDER BY at, channel, subject_hash",
    "code_try": "SELECT address_hash AS id, wrong, closed_until FROM code_try",
    "door": "SELECT address_hash AS id, * FROM door",
    "claim": "SELECT conversation_id AS id, address_hash FROM door_claim ORDER BY 1",
}
