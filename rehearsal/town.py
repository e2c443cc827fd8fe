"""All simulated citizens: who was invited, when each acts, and the acting itself.

They learn of an invitation only by their phone and their mailbox. Many act within one virtual
moment: those at the page at once, those in the chat a turn a round.
"""

import asyncio
import heapq
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from rehearsal.browser import Browser
from rehearsal.fault_orders import Orders
from rehearsal.page import Visit
from rehearsal.script import Script
from rehearsal.stage import Stage
from rehearsal.talk import Act, Talk
from rehearsal.temper import CHAT_SHARE, SPREAD, Temper, temper

ROUND = timedelta(seconds=30)
TOGETHER = 48
"""Pages in flight at once."""
MOST_ROUNDS = 90
STRANGERS = 5
RATES = 0.7
"""Of those invited by stars and willing: who press them first."""
_TOKEN = re.compile(r"/k/([A-Za-z0-9_-]+)")
_AGENCY = re.compile(r"nhận ở (.+?) trong tháng|ý kiến về (?!kết quả)(.+?) \(tháng")
_CODE = re.compile(r"Mã góp ý: (\S+)")
_STRANGE = ("xin chào", "5", "{invited}", "ABCD2345", "XYZW6789", "HJKM4567", "chào bạn")
"""What people write who were not invited; {invited} becomes a phone that was."""


@dataclass(slots=True)
class Town:
    """The citizens of one rehearsal."""

    stage: Stage
    browser: Browser
    seed: str
    response: float
    texts: Mapping[str, str]  # wording of an open question -> its id
    orders: Orders
    began: datetime
    rating: tuple[str, str] = ("", "")  # the template with stars, and the question they answer
    scripts: dict[str, Script] = field(default_factory=dict)  # by token
    chat_share: float = CHAT_SHARE  # of those reached by Zalo and willing: who write in the chat
    reached: int = 0  # invitations and reminders that came to anybody so far
    strangers: list[str] = field(default_factory=list)
    _tempers: dict[str, Temper] = field(default_factory=dict)
    _visits: list[tuple[datetime, int, str]] = field(default_factory=list)
    _by_code: dict[str, Script] = field(default_factory=dict)
    _mails: int = 0
    _bubbles: int = 0

    def next_visit(self) -> datetime | None:
        """When somebody acts next."""
        return self._visits[0][0] if self._visits else None

    async def look(self) -> None:
        """Read what came in since the last look; new invitations are decided on."""
        await self._look_at_phones()
        mails = await self.stage.sandbox.get(f"/_/mails?after={self._mails}")
        if mails:
            self._mails = mails[-1]["n"]
        for mail in mails:
            found = _of_mail(mail)
            if found is not None:
                self.reached += 1
                self._invited(found)

    async def _look_at_phones(self) -> list[dict[str, Any]]:
        bubbles = await self.stage.sandbox.get(f"/_/messages?after={self._bubbles}")
        if bubbles:
            self._bubbles = bubbles[-1]["n"]
        for bubble in bubbles:
            found = _invitation(bubble, self.rating)
            if found is not None:
                self.reached += 1
                self._invited(found)
        return list(bubbles)

    def _invited(self, found: Script) -> None:
        """A new invitation is decided on; another channel or a reminder of a known one is not."""
        known = self.scripts.get(found.token) or self._by_code.get(found.code)
        if known is not None:
            self.scripts[found.token] = known
            known.link = known.link or found.link
            known.contacts += [c for c in found.contacts if c not in known.contacts]
            known.code, known.template = known.code or found.code, known.template or found.template
            known.one_click = known.one_click or found.one_click
            return
        self.scripts[found.token] = found
        if found.code:
            self._by_code[found.code] = found
        now, contact = self.stage.clock.now(), found.contacts[0]
        mood = temper(self.seed, contact, found.agency, now, (self.response, self.chat_share))
        self._tempers[found.token] = mood
        if mood.at is not None:
            heapq.heappush(self._visits, (mood.at, len(self.scripts), found.token))

    async def act(self) -> None:
        """Everybody whose moment has come acts, to the end of their visit."""
        now = self.stage.clock.now()
        due: list[str] = []
        while self._visits and self._visits[0][0] <= now:
            due.append(heapq.heappop(self._visits)[2])
        await self._rate(due, now)
        talks, pages = [], []
        for token in due:
            script, mood = self.scripts[token], self._tempers[token]
            if mood.way == "chat" or not script.link:
                script.chatted = True
                talks.append(Talk(script, mood, self.texts))
            else:
                pages.append(Visit(script, mood, self.browser))
        await self._open_pages(pages, now)
        await self._chat(talks)
        for token in due:
            self.scripts[token].settle_stars()

    async def _rate(self, due: Sequence[str], now: datetime) -> None:
        """Some press stars before they open the page or the chat; a few of them twice."""
        acts: list[Act] = []
        for token in due:
            script, mood = self.scripts[token], self._tempers[token]
            rng = Random(f"{self.seed}/{token}/stars")
            if not script.stars or mood.refuses or rng.random() > RATES:
                continue
            for _ in range(1 + (rng.random() < 0.1)):
                stars = min(5, max(1, round(rng.gauss(mood.mean, SPREAD))))
                script.did(script.stars, str(stars), None, now)
                note = {"stars": stars, "message_id": script.template}
                acts.append({"phone": script.phone, "do": "rate", **note})
        if acts:
            await self.stage.take(acts, all_of_it=bool(self.orders.shares))

    async def _open_pages(self, visits: Sequence[Visit], now: datetime) -> None:
        room = asyncio.Semaphore(TOGETHER)

        async def one(visit: Visit) -> None:
            async with room:
                await visit.play(now)

        await asyncio.gather(*(one(visit) for visit in visits))

    async def _chat(self, talks: Sequence[Talk]) -> None:
        """Rounds in which each does one thing and then reads what came back."""
        heard: dict[str, list[dict[str, Any]]] = {}
        for _ in range(MOST_ROUNDS):
            now = self.stage.clock.now()
            talking = [talk for talk in talks if not talk.over]
            if not talking:
                break
            acts: list[Act] = []
            for talk in talking:
                acts += talk.turn(heard.get(talk.script.phone or "", ()), now)
            await self.orders.chat_round(self.stage.sandbox, len(talking))
            await self.stage.take(acts, all_of_it=bool(self.orders.shares))
            heard = _by_phone(await self._look_at_phones())
            await self.stage.move_to(now + ROUND)
        moved = [talk for talk in talks if talk.to_page and talk.script.link]
        turned = [Visit(talk.script, _calm(talk.temper), self.browser) for talk in moved]
        await self._open_pages(turned, self.stage.clock.now())

    async def strange(self) -> None:
        """People who were not invited write in; what they are told is judged later."""
        rng = Random(f"{self.seed}/strangers")
        self.strangers = [f"8497100{rng.randrange(10_000):04d}" for _ in range(STRANGERS)]
        invited = next((s.phone for s in self.scripts.values() if s.phone), "0912345678")
        for words in _STRANGE:
            said = words.format(invited=invited)
            acts = [{"phone": phone, "do": "say", "text": said} for phone in self.strangers]
            await self.stage.take(acts)


def _calm(mood: Temper) -> Temper:
    return Temper("page", mood.at, mean=mood.mean, rng=mood.rng)


def _by_phone(bubbles: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for bubble in bubbles:
        found.setdefault(str(bubble["phone"]), []).append(bubble)
    return found


def _invitation(bubble: Mapping[str, Any], rating: tuple[str, str]) -> Script | None:
    """What a bubble invites to, by template or in a known chat; None = it invites to nothing."""
    return _of_template(bubble, rating) if bubble["kind"] == "template" else _of_chat(bubble)


def _of_template(bubble: Mapping[str, Any], rating: tuple[str, str]) -> Script:
    link = str(bubble["buttons"][0]["payload"]["url"])
    code = _CODE.search(str(bubble["text"]))
    return Script(
        token=link.rpartition("/")[2],
        agency=str(bubble["params"]["co_quan"]),
        contacts=[str(bubble["phone"])],
        invited_at=datetime.fromisoformat(bubble["time"]),
        code=code[1] if code else "",
        link=link,
        template=str(bubble["id"]),
        stars=rating[1] if bubble["template_id"] == rating[0] else "",
    )


def _of_chat(bubble: Mapping[str, Any]) -> Script | None:
    """An invitation said into a known chat: its buttons send its code, and refuse it."""
    buttons = bubble["buttons"] if bubble["by"] == "oa" else []
    code = str(buttons[0].get("payload", "")) if len(buttons) == 2 else ""
    if not code or buttons[1].get("payload") != f"DỪNG {code}":
        return None
    agency = _AGENCY.search(str(bubble["text"]))
    return Script(
        token=f"code:{code}",
        agency=(agency[1] or agency[2]) if agency else "",
        contacts=[str(bubble["phone"])],
        invited_at=datetime.fromisoformat(bubble["time"]),
        code=code,
        chat=str(bubble["id"]),
    )


def _of_mail(mail: Mapping[str, Any]) -> Script | None:
    """None for a mail that invites nobody, such as an alert to an office."""
    link = next((link for link in mail["links"] if _TOKEN.search(link)), None)
    if link is None:
        return None
    token = _TOKEN.search(link)
    assert token is not None
    return Script(
        token=token[1],
        agency=str(mail["subject"]).partition(":")[0],
        contacts=[str(mail["to"][0]).casefold()],
        invited_at=datetime.fromisoformat(mail["time"]),
        link=link.partition("?")[0].removesuffix("/thoi"),
        one_click=str(mail["headers"].get("List-Unsubscribe", "")).strip("<>"),
    )
