"""Whether a survey's words serve its citizens: labels told apart, short enough, nothing hidden."""

import re
from collections.abc import Iterator, Mapping

from flows.language.placeholders import FIELDS, fill, needed
from flows.language.sound.findings import Finding, Limits, choosers, step, texts
from flows.model import Flow, Question, Shape, words
from ground.text import fold
from ground.yamlfile import Path_

STOPS: Mapping[str, tuple[str, ...]] = {"vi": ("DỪNG",), "en": ("STOP",), "km": ("DỪNG",)}
"""The words that the chat obeys, as a notice names them."""

_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200e\u200f\u202a-\u202e\u2061-\u206f\ue000-\uf8ff]"
)
"""Control, direction and private signs, of those that `text.clean` leaves."""


def labels(flow: Flow, _limits: Limits) -> Iterator[Finding]:
    """Labels that a typed reply could not tell apart."""
    for question, path in choosers(flow):
        for language in flow.languages:
            seen: dict[str, tuple[str, int]] = {}
            for n, choice in enumerate(question.choices, 1):
                label = choice.label.get(language, "")
                here = (*path, *step(question, n, choice))
                other, first = seen.setdefault(fold(label), (label, n))
                twice = language == "vi" and other.lower() == label.lower()  # F017 has told it
                if label and first != n and not twice:
                    clash = {"label": label, "other": other}
                    yield Finding("F052", here, clash, language, False)
                if _misleads(question, label, n):
                    yield Finding("F062", here, {"label": label, "place": n}, language, False)
                if label.strip(".!").upper() in STOPS.get(language, ()):
                    yield Finding("F063", here, {"label": label}, language, False)


def _misleads(question: Question, label: str, place: int) -> bool:
    """A number as a label that stands in another place; a value that is its own number is fine."""
    own = any(choice.value == label for choice in question.choices)
    return label.isdecimal() and label != str(place) and not own


def sizes(flow: Flow, limits: Limits) -> Iterator[Finding]:
    """What the channel would cut or refuse, with the longest real values filled in."""
    for question, path in choosers(flow):
        if len(question.choices) > limits.buttons or question.shape is not Shape.ONE:
            continue  # written as a list in the text
        for n, choice in enumerate(question.choices, 1):
            for language, label in choice.label.items():
                size = len(f"{choice.icon} {fill(label, FIELDS)}".strip())
                if size > limits.title:
                    here = (*path, *step(question, n, choice))
                    yield Finding("F054", here, _too_long(limits, size, limits.title), language)
    first, notes = True, 0  # the notice and the first question are one message
    for question in flow.questions:
        for language in question.text:
            size = notes + _length(question, limits, language)
            if first and question.asked:
                size += len(fill(words(flow.notice, language), FIELDS)) + 2
            if size > limits.text:
                too_long = _too_long(limits, size, limits.text)
                yield Finding("F055", ("questions", question.id), too_long, language)
        if question.asked:
            first, notes = first and question.when is not None, 0
        elif question.value is None:
            notes += max(len(said) for said in question.text.values()) + 2


def _length(question: Question, limits: Limits, language: str) -> int:
    said = [fill(words(question.chat or question.text, language), FIELDS)]
    if question.hint is not None:
        said.append(fill(words(question.hint, language), FIELDS))
    if len(question.choices) > limits.buttons or question.shape is not Shape.ONE:
        said += [f"30. {c.icon} {words(c.label, language)}" for c in question.choices]
    return sum(len(part) + 1 for part in said) + limits.around


def _too_long(limits: Limits, count: int, most: int) -> Mapping[str, object]:
    return {"count": count, "most": most, "channel": limits.channel}


def notice(flow: Flow, _limits: Limits) -> Iterator[Finding]:
    """What every citizen must be told before the first answer."""
    for language, said in flow.notice.items():
        if f"{language}: notice" in flow.untranslated:
            continue  # these are another language's words
        stops = STOPS.get(language, ())
        if said and stops and not any(stop in said for stop in stops):
            yield Finding("F057", ("notice",), {"stop": stops[0]}, language)
        if said and "plan.hotline" not in needed(said):
            yield Finding("F058", ("notice",), {}, language)


def hidden_and_lost(flow: Flow, _limits: Limits) -> Iterator[Finding]:
    """Hidden signs, and translations that lost a placeholder."""
    for path, text in texts(flow):
        for language, said in text.items():
            hidden = _HIDDEN.search(said)
            if hidden is not None:
                sign = {"sign": f"U+{ord(hidden[0]):04X}"}
                yield Finding("F059", path, sign, language, False)
            for name in sorted((needed(text["vi"]) & FIELDS.keys()) - needed(said)):
                if language != "vi" and name not in said:
                    yield Finding("F069", path, {"name": name}, language, False)
    for question, path in choosers(flow):
        for n, choice in enumerate(question.choices, 1):
            if any(sign.isalnum() for sign in choice.icon):
                here: Path_ = (*path, *step(question, n, choice), "icon")
                yield Finding("F070", here, {"icon": choice.icon}, "vi", False)
