"""A citizen at the linked page: real GETs and form POSTs, no JavaScript, no cookies.

It knows the survey only by the form in the HTML it was given.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from rehearsal.browser import Browser
from rehearsal.script import Deed, Script
from rehearsal.temper import SPREAD, Temper

DONE, THANKS = 'class="done"', "ý kiến đã được ghi nhận"
MOST_PAGES = 20
_TAG = re.compile(r"<(input|textarea|form|button)\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')


@dataclass(slots=True)
class Form:
    """A form as a browser would hold it."""

    action: str = ""
    hidden: list[tuple[str, str]] = field(default_factory=list)
    radios: dict[str, list[str]] = field(default_factory=dict)  # name -> values in order
    checked: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)


def read_form(page: str) -> Form:
    """The one form of a page that posts."""
    form = Form()
    for tag, attributes in _tags(page):
        name, value = attributes.get("name", ""), attributes.get("value", "")
        if tag == "form":
            form.action = attributes.get("action", "")
        elif tag == "textarea":
            form.texts.append(name)
        elif tag == "button" and name == "act":
            form.acts.append(value)
        elif attributes.get("type") == "hidden":
            form.hidden.append((name, value))
        elif attributes.get("type") == "radio":
            form.radios.setdefault(name, []).append(value)
            if "checked" in attributes:
                form.checked[name] = value
    return form


def _tags(page: str) -> Iterator[tuple[str, dict[str, str]]]:
    for tag, inside in _TAG.findall(page):
        yield tag, {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(inside)}


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
            await self.browser.get(f"{script.link}/thoi")
            await self.browser.post(f"{script.link}/thoi", [])
        script.refused_at = now

    async def _answer(self, form: Form, now: datetime) -> str:
        chosen, left_blank = self._chosen(form)
        act = "skip" if "skip" in form.acts else "next"
        sent = [*form.hidden, *((f"q.{q}", v or w or "") for q, (v, w) in chosen.items())]
        deeds = [
            self.script.did(question, *given, now)
            for question, given in chosen.items()
            if f"q.{question}" not in form.checked
        ]
        passed = [self.script.did(question, "-", None, now) for question in left_blank]
        deeds += passed if act == "skip" else []
        data = [(name, "" if value == "-" else value) for name, value in sent]
        page = await self.browser.post(self._url(form), [*data, ("act", act)])
        if self.rng.random() < 0.05:  # the same form sent twice
            page = await self.browser.post(self._url(form), [*data, ("act", act)])
        self._note(page, deeds, now)
        return page

    def _chosen(self, form: Form) -> tuple[dict[str, tuple[str, str | None]], list[str]]:
        """Question -> (value, words); and the questions left blank."""
        chosen: dict[str, tuple[str, str | None]] = {}
        blank: list[str] = []
        for name, values in form.radios.items():
            question = name.removeprefix("q.")
            if name in form.checked:
                chosen[question] = (form.checked[name], None)
            elif self.rng.random() < (0.5 if "skip" in form.acts else 0.02):
                blank.append(question)
            else:
                chosen[question] = (self._value(values), None)
        written = {deed.question for deed in self.script.deeds}
        for name in form.texts:
            question = name.removeprefix("q.")
            if question not in written:  # shown again it is empty, and left so
                chosen[question] = self._words()
        return chosen, blank

    def _words(self) -> tuple[str, str | None]:
        if self.rng.random() < 0.4:
            return "-", None
        return "", f"Xin hướng dẫn rõ hơn, {self.script.token[:8]}."

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
        if DONE not in page or THANKS in page:
            for deed in deeds:
                deed.known = True

    def _url(self, form: Form) -> str:
        base = self.script.link.split("/k/")[0]
        return f"{base}{form.action}"
