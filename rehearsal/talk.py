"""A citizen at the chat: reads the bubbles on the phone, presses and types. No network.

It knows the survey only by what the bubbles show: a text, and buttons with a title and a payload
that names question and value. What it means it notes in its script at the moment of sending.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rehearsal.script import Deed, Script
from rehearsal.temper import SPREAD, Temper

Bubble = Mapping[str, Any]
Act = dict[str, Any]

CONFIRM, REVIEW = "_confirm", "_review"
DONE = "ý kiến đã được ghi nhận"
_OVER = ("sẽ không nhắn đến đây", "đã kết thúc", "đã nhận đủ", "đã nhận ý kiến", "đã dừng")
_AGAIN = ("Xin lỗi", "Tôi vẫn chưa")
_COMMENT, _KEPT = "Đã ghi lại lời", "✓ Giữ nguyên"
_PAYLOAD = re.compile(r"#\d+(?:\.\d+)?/([^=]+)=(\S+)")
_QUOTED = re.compile("“([^”]*)”")
_TEEN = {
    "1": ("rat ko hai long", "rat k hai long"),
    "2": ("ko hai long", "k hài lòng", "khong hai long"),
    "3": ("binh thuong", "bình thường thôi"),
    "4": ("hai long", "hài lòng ạ", "hai long nha"),
    "5": ("rat hai long", "rất hài lòng ạ"),
}
_NONSENSE = ("hôm nay trời mưa", "abc xyz", "alo 123 alo", "thôi sao cũng được mà")
_STOPS = ("DỪNG", "dừng", "dung nhan nua", "thôi đừng nhắn nữa", "không muốn trả lời nữa")
ASIDE = "alo"
PATIENCE = 6
"""Rounds without an answer after which a citizen puts the phone away."""


class Talk:
    """One citizen's visit to the chat, a turn a round."""

    def __init__(self, script: Script, temper: Temper, texts: Mapping[str, str]) -> None:
        self.script, self.temper, self.rng = script, temper, temper.rng
        self.texts = texts  # wording of an open question -> its id
        self.over = False
        self.to_page = False
        self._pending: Deed | None = None
        self._meant = ""  # the label of what is pending
        self._older: Bubble | None = None  # an answered question's bubble, to be pressed late
        self._given = 0
        self._waited = 0
        self._greets = self.rng.random() < 0.1
        self._begun = False

    def turn(self, heard: Sequence[Bubble], now: datetime) -> list[Act]:
        """What is done now, after `heard` came in; [] = waits, or is `over`."""
        if not self._begun:
            return self._begin(now)
        said = [b for b in heard if b["by"] == "oa" and b["kind"] == "text"]
        if not said:
            return self._wait()
        self._waited = 0
        for bubble in said:
            self._note(str(bubble["text"]), now)
        return [] if self.over else self._reply(said[-1], now)

    def _begin(self, now: datetime) -> list[Act]:
        if self._greets:
            self._greets = False
            return [self._say("xin chào")]
        self._begun = True
        if self.script.chat and not self.script.template:
            if self.temper.refuses and self.rng.random() < 0.5:
                self.script.refused_at, self.script.refused_by = now, "chat"
                return [self._press_invitation(1)]
            return [self._press_invitation(0)]
        code = self.script.code
        typed = self.rng.choice((code, code.lower(), f"{code[:4]} {code[4:]}", f"Mã góp ý: {code}"))
        opened = {"do": "tap", "message_id": self.script.template, "button": 1}
        return [{"phone": self.script.phone, **opened}, self._say(typed)]

    def _press_invitation(self, place: int) -> Act:
        return {
            "phone": self.script.phone, "do": "tap", "message_id": self.script.chat,
            "button": place,
        }  # fmt: skip

    def _wait(self) -> list[Act]:
        self._waited += 1
        if self._waited >= PATIENCE:
            self.over = self.script.lost = True
        if self._waited != PATIENCE // 2:
            return []
        self.script.asides.add(ASIDE)
        return [self._say(ASIDE)]

    def _note(self, text: str, now: datetime) -> None:
        """What a bubble tells about what was sent before."""
        if self.temper.refuses and self.script.refused_at:
            self.over = True
        elif text.startswith(_KEPT):
            self._forget()
        elif text.startswith("✓"):
            self._understood()
        if DONE in text:
            self.script.completed_at, self.over = now, True
        elif "Câu " not in text and any(sign in text for sign in _OVER):
            self.over = self.script.lost = True

    def _understood(self) -> None:
        if self._pending is not None:
            self._pending.known = True
            self._pending = None

    def _forget(self) -> None:
        if self._pending is not None:
            self.script.deeds.remove(self._pending)
            self._pending = None

    def _reply(self, bubble: Bubble, now: datetime) -> list[Act]:
        choices = _choices(bubble)
        if choices and choices[0][0] == CONFIRM:
            return self._confirm(bubble)
        if choices and choices[0][0] == REVIEW:
            return self._send_all(bubble)
        question = choices[0][0] if choices else self._open_question(str(bubble["text"]))
        if question is None:
            return self._wait()
        again = str(bubble["text"]).startswith((*_AGAIN, "✓ " + _COMMENT))
        if again:
            self._asked_again(question)
        if self.temper.refuses:
            self.script.refused_at, self.script.refused_by = now, "chat"
            return [self._say(self.rng.choice(_STOPS))]
        if self._given == self.temper.drops_after:
            self.over = True
            return []
        if self._given >= 3 and self.temper.moves_to_page:
            self.over = self.to_page = True
            return []
        if not choices:
            return self._write(question, now)
        return self._choose(bubble, choices, again, now)

    def _asked_again(self, question: str) -> None:
        """The same question again: it was not taken. Another one: a reply was lost on its way."""
        if self._pending is not None and self._pending.question == question:
            self._forget()
        self._pending = None

    def _open_question(self, text: str) -> str | None:
        return next((id_ for wording, id_ in self.texts.items() if wording in text), None)

    def _confirm(self, bubble: Bubble) -> list[Act]:
        """Yes if it repeats what was meant; no if it does not."""
        quoted = _QUOTED.findall(str(bubble["text"]))
        right = bool(quoted) and quoted[-1].casefold() in self._meant.casefold()
        if not right:
            self._forget()
        return [self._tap(bubble, 0 if right else 1)]

    def _send_all(self, bubble: Bubble) -> list[Act]:
        """All is right: the first button sends, and so do words."""
        self._pending = None
        if self.rng.random() < 0.7:
            return [self._tap(bubble, 0)]
        return [self._say(self.rng.choice(("gửi", "ok", "xong rồi", "dung roi")))]

    def _write(self, question: str, now: datetime) -> list[Act]:
        if self.rng.random() < 0.3:
            self._send(question, ("-", None), "", now)
            return [self._say("bỏ qua")]
        words = f"Mong đơn vị làm nhanh hơn, {self.script.code.lower()} {len(self.script.deeds)}."
        self._send(question, ("", words), "", now)
        return [self._say(words)]

    def _choose(
        self, bubble: Bubble, choices: list[tuple[str, str]], again: bool, now: datetime
    ) -> list[Act]:
        question, titles = choices[0][0], [str(b["title"]) for b in bubble["buttons"]]
        values = [value for _, value in choices]
        if self._pending is not None:  # asked again by a recall: the answer was not taken
            self._pending = None
        luck = self.rng.random()
        if luck < 0.03 and not again:
            words = self.rng.choice(_NONSENSE)
            self.script.did(f"{question}/loi", "", words, now)
            return [self._say(words)]
        if luck < 0.08 and not again and (late := self._press_late(now)):
            return late
        place = self._place(values)
        value, title = values[place], titles[place]
        if again or luck < 0.55:
            self._send(question, (value, None), title, now)
            self._older = bubble if len(values) == 5 and values[0] == "1" else self._older
            tap = self._tap(bubble, place)
            return [tap, dict(tap)] if self.rng.random() < 0.05 else [tap]
        value, typed = self._typed(value, title, values)
        self._send(question, (value, typed), title, now)
        return [self._say(typed)]

    def _place(self, values: list[str]) -> int:
        if values[0] == "1" and len(values) == 5:
            return min(5, max(1, round(self.rng.gauss(self.temper.mean, SPREAD)))) - 1
        return self.rng.randrange(len(values))

    def _typed(self, value: str, title: str, values: list[str]) -> tuple[str, str]:
        """(stored value, what is typed for it)."""
        luck = self.rng.random()
        if luck < 0.08 and value in _TEEN:  # only the scale offers "don't know"
            return "?", self.rng.choice(("không biết", "khong biet"))
        if luck < 0.15:
            return "-", "bỏ qua"
        label = title.split(" ", 1)[-1] if not title[0].isalpha() else title
        if value in _TEEN and luck < 0.4:
            return value, self.rng.choice(_TEEN[value])
        if value in _TEEN and luck < 0.7:
            return value, value
        return value, label.lower() if luck < 0.8 else bare(label).lower()

    def _press_late(self, now: datetime) -> list[Act]:
        """An old button, with another point than the one given: it must be confirmed."""
        older, self._older = self._older, None
        choices = _choices(older) if older is not None else []
        given = [
            d.value
            for d in self.script.deeds
            if choices and d.known and d.question == choices[0][0]
        ]
        if older is None or not given:
            return []
        place = next(n for n, (_, value) in enumerate(choices) if value != given[-1])
        question, value = choices[place]
        self._send(question, (value, None), str(older["buttons"][place]["title"]), now)
        self._given -= 1
        return [self._tap(older, place)]

    def _send(
        self, question: str, given: tuple[str, str | None], title: str, now: datetime
    ) -> None:
        self._pending = self.script.did(question, *given, now)
        self._meant = title
        self._given += 1

    def _say(self, text: str) -> Act:
        return {"phone": self.script.phone, "do": "say", "text": text}

    def _tap(self, bubble: Bubble, place: int) -> Act:
        return {
            "phone": self.script.phone, "do": "tap", "message_id": bubble["id"], "button": place,
        }  # fmt: skip


def _choices(bubble: Bubble) -> list[tuple[str, str]]:
    """(question, value) of each button, as its payload names them."""
    found = (_PAYLOAD.fullmatch(str(b.get("payload", ""))) for b in bubble["buttons"])
    return [(match[1], match[2]) for match in found if match]


def bare(text: str) -> str:
    """As typed without marks: "hài lòng" -> "hai long"."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(sign for sign in letters if not unicodedata.combining(sign))
