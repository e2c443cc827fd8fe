"""The first question as a mail shows it: its words and choices, in Vietnamese and English. Pure.

Its choices become links that only preselect, so it is shown where one tap can mean one answer and
the words are fit for a mailbox; else the mail has its button alone. Consent is never in it: nobody
shall find a consent chosen beforehand.
"""

from collections.abc import Callable, Iterable, Mapping

from flows.language.placeholders import fill, needed
from flows.model import DONT_KNOW, Ending, Flow, Kind, Question, Shape, Text, words
from flows.walk.offer import in_order
from flows.walk.path import Standing
from flows.walk.walk import Walk

LANGUAGES = ("vi", "en")
MOST_CHOICES = 11  # 0 to 10

Opening = dict[str, object]
"""`{"id", "row", "vi": {"text", "options": [[value, label], …], "poles": [low, high]}, "en": …}`;
"row": the labels are numbers, and stand beside one another; "en" is there where the survey speaks
English, "poles" where its ends have names."""


def opening(
    flow: Flow,
    at: Standing,
    fields: Mapping[str, str],
    is_private: Callable[[Iterable[str]], bool],
) -> Opening | None:
    """The question that a talk with nothing answered begins with; None = it is none for a mail.

    `fields` are the facts that a mail may name; `is_private` judges words (plans/sensitive.py).
    """
    found = Walk(flow, at).rest().open
    if found is None or not _is_one_tap(found):
        return None
    spoken = [language for language in LANGUAGES if language in flow.languages]
    said = {language: _said(found, language, fields) for language in spoken}
    if any(one is None or is_private((found.id, *_all_words(one))) for one in said.values()):
        return None  # the id and the choices' values stand in the links
    return {"id": found.id, "row": found.kind is Kind.RECOMMEND, **said}


def _is_one_tap(question: Question) -> bool:
    refuses = Ending.REFUSED in question.ends.values()
    alone = question.matrix is None and not question.sensitive
    few = 2 <= len(question.choices) <= MOST_CHOICES
    one = question.shape is Shape.ONE and question.kind is not Kind.CONSENT
    return one and few and alone and not refuses


def _said(question: Question, language: str, fields: Mapping[str, str]) -> Opening | None:
    """None where a blank of the text cannot be filled."""
    text = words(question.page or question.text, language)
    if needed(text) - fields.keys():
        return None
    options = [[one.value, words(one.label, language)] for one in in_order(question)]
    if question.dont_know:
        options.append([DONT_KNOW, _label(question.dont_know_label, language)])
    said: Opening = {"text": fill(text, fields), "options": options}
    if question.poles:
        said["poles"] = [words(pole, language) for pole in question.poles]
    return said


def _label(own: Text | None, language: str) -> str:
    """The survey's own words for “don't know”; "" = the mail's."""
    return words(own, language) if own is not None else ""


def _all_words(said: Opening) -> list[str]:
    options = said["options"]
    assert isinstance(options, list)
    return [str(said["text"]), *(str(part) for option in options for part in option)]
