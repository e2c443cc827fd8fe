"""A citizen at the linked page: real GETs and form POSTs, no JavaScript, no cookies.

It knows the survey only by the form in the HTML it was given.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from rehearsal.browser import Browser
from rehearsal.form import Form, Tag, read_form
from rehearsal.script import Deed, Script
from rehearsal.temper import SPREAD, Temper

DONE, THANKS = 'class="done"', "ý kiến đã được ghi nhận"
MOST_PAGES = 40
TELEPHONE = "0912345678"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is put into the fields of one question, and the answer that it comes to."""

    sent: tuple[tuple[str, str], ...]  # nothing = left as it stands
    value: str | None  # None = it was answered before, and is only sent again
    words: str | None = None


class Visit:
    """One citizen's visit to the page, to the end or to where they tire of it."""

    def __init__(self, script: Script, temper: Temper, browser: Browser) -> None:
        self.script, self.temper, self.browser = script, temper, browser
        self.rng: Random = temper.rng

    async def play(self, now: datetime) -> None:
        """Open the link and go through it."""
        if self.temper.refuses:
            await self._refuse(now)
            return
        page = await self.browser.get(self.script.link)
        for count in range(MOST_PAGES):
            if DONE in page or count == self.temper.drops_after:
                return
            page = await self._answer(read_form(page), now)

    async def _refuse(self, now: datetime) -> None:
        script = self.script
        if self.temper.way == "one-click" and script.one_click:
            script.refused_by = "one-click"
            await self.browser.post(script.one_click, [("List-Unsubscribe", "One-Click")])
        else:
            script.refused_by = "page"
            asked = read_form(await self.browser.get(f"{script.link}/thoi"))
            await self.browser.post(self._url(asked), asked.hidden)
        script.refused_at = now

    async def _answer(self, form: Form, now: datetime) -> str:
        answers = self._answers(form, now)
        act = "skip" if "skip" in form.acts else form.acts[0]
        deeds = [
            self.script.did(question, answer.value, answer.words, now)
            for question, answer in answers.items()
            if answer.value is not None and (answer.sent or act == "skip")
        ]
        sent = [pair for answer in answers.values() for pair in answer.sent]
        data = [*form.hidden, *sent, ("act", act)]
        page = await self.browser.post(self._url(form), data)
        if self.rng.random() < 0.05:  # the same form sent twice
            page = await self.browser.post(self._url(form), data)
        self._note(page, deeds, now)
        return page

    def _answers(self, form: Form, now: datetime) -> dict[str, Answer]:
        """What is answered on a page, by question."""
        others = {
            name.removeprefix("words."): f"q.{question}"
            for name, question in form.hidden
            if name.startswith("words.")
        }
        answers = dict(self._chosen(form))
        for name in (*form.lines, *form.texts):
            if name not in others.values():
                answers |= self._line(form, name, now)
        for question, name in others.items():
            if "other" in ((answers[question].value or "").split(",")):
                answers |= self._line(form, name, now)
        return answers

    def _chosen(self, form: Form) -> Iterator[tuple[str, Answer]]:
        """Everything that is ticked or put in order."""
        for name, values in form.radios.items():
            blank = 0.5 if "skip" in form.acts else 0.02
            if name not in form.checked and self.rng.random() < blank:
                yield name[2:], Answer((), "-")
            else:
                yield name[2:], self._kept(form, name) or _picked(name, [self._value(values)])
        for name, values in form.boxes.items():
            if values != ["?"]:  # else it stands beside a field of another kind
                yield name[2:], self._kept(form, name) or _picked(name, self._several(values))
        for name in dict.fromkeys(each.rpartition(".")[0] for each in form.places):
            yield name[2:], self._ranked(form, name)

    def _kept(self, form: Form, name: str) -> Answer | None:
        """What was chosen before stays so; chosen by the page itself, it is now an answer."""
        chosen = form.checked.get(name)
        if chosen is None:
            return None
        known = any(deed.question == name[2:] for deed in self.script.deeds)
        return Answer(_picked(name, chosen).sent, None) if known else _picked(name, chosen)

    def _ranked(self, form: Form, name: str) -> Answer:
        lists = [each for each in form.places if each.rpartition(".")[0] == name]
        if name in form.checked:
            return Answer(((name, "?"),), None)
        if lists[0] in form.checked:
            return Answer(tuple((each, form.checked[each][0]) for each in lists), None)
        order = self.rng.sample(lists, len(lists))
        places = tuple((each, str(place)) for place, each in enumerate(order, 1))
        return Answer(places, ",".join(each.rpartition(".")[2] for each in order))

    def _line(self, form: Form, name: str, now: datetime) -> dict[str, Answer]:
        """A field to write in. What was written is not shown again, and is left blank then."""
        question, line = name[2:], form.lines.get(name, {})
        if name in form.checked:
            return {question: Answer(((name, "?"),), None)}
        if line.get("value"):
            return {question: Answer(((name, line["value"]),), None)}
        if any(deed.question == question for deed in self.script.deeds):
            return {}
        value, words = self._written(line, form.said_beside(name), now)
        typed = words or ("" if value == "-" else value)
        return {question: Answer(((name, typed),), value, words)}

    def _written(self, line: Tag, hint: str, now: datetime) -> tuple[str, str | None]:
        """(the value that it is kept as, the words)."""
        match line.get("type"):
            case "date":
                return line.get("max") or line.get("min") or f"{now:%Y-%m-%d}", None
            case "time":
                return line.get("max") or line.get("min") or "09:30", None
            case "tel":
                return "", TELEPHONE
            case "email":
                return "", f"gop.y.{self.script.token[:8].lower().strip('-_')}@thu.vn"
            case "text" if "inputmode" in line:
                return (re.findall(r"\d+", hint) or ["3"])[-1], None
        if self.rng.random() < 0.4:
            return "-", None
        return "", f"Xin hướng dẫn rõ hơn, {self.script.token[:8]}."

    def _several(self, values: Sequence[str]) -> list[str]:
        """One of them, as any may be chosen alone."""
        return [self.rng.choice([value for value in values if value != "?"])]

    def _value(self, values: list[str]) -> str:
        if "?" in values and self.rng.random() < 0.03:
            return "?"
        real = [value for value in values if value != "?"]
        if real == ["1", "2", "3", "4", "5"]:
            return str(min(5, max(1, round(self.rng.gauss(self.temper.mean, SPREAD)))))
        return self.rng.choice(real)

    def _note(self, page: str, deeds: list[Deed], now: datetime) -> None:
        if THANKS in page:
            self.script.completed_at = now
        elif DONE in page:
            self.script.lost = True  # over, and not by their coming to the end
        if DONE not in page or THANKS in page:
            for deed in deeds:
                deed.known = True

    def _url(self, form: Form) -> str:
        base = self.script.link.split("/k/")[0]
        return f"{base}{form.action}"


def _picked(name: str, values: Sequence[str]) -> Answer:
    """Choices ticked, as the value that they are kept as."""
    return Answer(tuple((name, value) for value in values), ",".join(values))
