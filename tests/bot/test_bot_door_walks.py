"""Any sequence of acts at the door: nobody is asked, or told of, a case that they did not prove.

Three chats, five invitations of four people (two share a phone, one number is an agent's); codes,
numbers, signs, taps, words, time. Thousands by hand: `DOOR_RUNS` below.
"""

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.door import Proof
from bot.events import Tapped
from tests.support.stage import Applicant, Invited, Stage, stage

DOOR_RUNS = 40
USERS = ("u1", "u2", "u3")
HOUSE, OWN, AGENT, LAST = "84912000001", "84912000002", "84912000009", "84912000003"
PEOPLE = (
    (HOUSE, "001175000017"), (HOUSE, "001073000028"), (OWN, None), (AGENT, None), (LAST, None),
)  # fmt: skip
WORDS = (
    "xin chào",
    "5",
    "1",
    "2",
    "có",
    "không",
    "để sau",
    "dừng",
    "cảm ơn",
    "0912000001",
    "ZZZZ2222",
)

users = st.sampled_from(USERS)
which = st.integers(0, len(PEOPLE) - 1)
acts = st.one_of(
    st.tuples(st.just("code"), users, which),
    st.tuples(st.just("share"), users, st.sampled_from((HOUSE, OWN, AGENT, LAST))),
    st.tuples(st.just("signs"), users, which),
    st.tuples(st.just("choose"), users, which),
    st.tuples(st.just("answer"), users, which),
    st.tuples(st.just("say"), users, st.sampled_from(WORDS)),
    st.tuples(st.just("page"), users, which),
    st.tuples(st.just("wait"), users, st.sampled_from((1, 5, 30))),
)  # fmt: skip


@dataclass(slots=True)
class Walk:
    """The stage, who was invited, and what each chat has shown of itself."""

    s: Stage
    invited: list[Invited]
    shared: set[tuple[str, str]] = field(default_factory=set)
    proven: set[tuple[str, int]] = field(default_factory=set)

    def code(self, n: int) -> str:
        return f"H01.22-261102-{n}A{n}{n}"

    async def act(self, kind: str, user: str, what: object) -> None:
        """Do one act; what it may prove is noted first."""
        n = what if isinstance(what, int) else 0
        one = self.invited[n % len(self.invited)]
        match kind:
            case "code":
                self.proven.add((user, n))
                await self.s.say(user, one.code)
            case "share":
                self.shared.add((user, str(what)))
                if self.s.turns.proof is Proof.PLATFORM and what != AGENT:
                    owners = [i for i, (phone, _) in enumerate(PEOPLE) if phone == what]
                    self.proven |= {(user, i) for i in owners}
                await self.s.share(user, str(what))
            case "signs":
                if (user, PEOPLE[n][0]) in self.shared:
                    self.proven.add((user, n))
                await self.s.say(user, self.code(n)[-4:])
            case "choose":
                tap = Tapped(0, "_door", str(one.id), self.s.clock.now())
                await self.s.store.turn(self.s.turn(user, tap))
            case "answer":
                await self.s.tap(user, one, "diem", "5")
            case "say":
                await self.s.say(user, str(what))
            case "page":
                await self.s.post(one, diem="2")
            case _:
                self.s.clock.advance(timedelta(hours=n))

    async def check(self) -> None:
        """What must hold after every act."""
        assert await self.s.sql("SELECT * FROM inbox WHERE state <> 'done'") == []
        bound = await self.s.sql("SELECT id, chat_hash FROM conversation WHERE chat_hash <> ''")
        names = {self.s.chat(user).hash: user for user in USERS}
        place = {one.id: n for n, one in enumerate(self.invited)}
        for row in bound:
            assert (names[str(row["chat_hash"])], place[int(str(row["id"]))]) in self.proven
        for user in USERS:
            said = " ".join(await self.s.said(user))
            for n in range(len(self.invited)):
                assert f"UBND phường {n}" not in said or (user, n) in self.proven, (user, n)


async def walk(taken: Sequence[tuple[str, str, object]], proof: Proof) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with stage(Path(folder), "mot-cham", proof) as s:
            way = Walk(s, [])
            for n, (phone, identity) in enumerate(PEOPLE):
                whose = Applicant(phone, identity, f"nguoi{n}@example.vn", way.code(n))
                invited = await s.invite(f"N{n}", whose, agency__name=f"UBND phường {n}")
                if phone == HOUSE:
                    await s.let_go(invited)
                way.invited.append(invited)
            await s.set_aside(AGENT)
            for kind, user, what in taken:
                await way.act(kind, user, what)
                await way.check()


@settings(max_examples=DOOR_RUNS, deadline=None)
@given(st.lists(acts, max_size=14), st.sampled_from(list(Proof)))
def test_nobody_is_asked_about_what_they_did_not_prove(
    taken: list[tuple[str, str, object]], proof: Proof
) -> None:
    asyncio.run(walk(taken, proof))
