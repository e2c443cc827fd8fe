"""What a reply to a question may mean: the bridge from a flow's question to `understand`."""

from bot.understand.reading import Context, Option
from bot.understand.reading import Kind as ContextKind
from flows.model import DONT_KNOW, Choice, Kind, Question, Text
from flows.once import once

_KINDS: dict[Kind, ContextKind] = {
    Kind.SCALE: "scale",
    Kind.STARS: "scale",
    Kind.RECOMMEND: "number",
    Kind.CHOICE: "choice",
    Kind.YES_NO: "yes_no",
    Kind.CONSENT: "yes_no",
    Kind.MULTI: "multi",
    Kind.RANKING: "ranking",
    Kind.NUMBER: "number",
    Kind.DATE: "date",
    Kind.TIME: "time",
    Kind.TEXT: "text",
    Kind.PHONE: "phone",
    Kind.EMAIL: "email",
}
_OF_RECOMMENDING = ("điểm", "point", "points")


def context_of(question: Question) -> Context:
    """The context for reading a reply to this question as it is asked in this talk."""
    return once(_context, question)


def _context(question: Question) -> Context:
    if question.kind is Kind.RECOMMEND:
        return Context("number", units=_OF_RECOMMENDING)
    return Context(
        kind=_KINDS[question.kind],
        options=tuple(_options(question)),
        descending=question.descending,
        decimals=question.decimals,
        units=tuple(question.unit.values()) if question.unit else (),
    )


def _options(question: Question) -> list[Option]:
    options = [Option(choice.value, _labels(choice)) for choice in question.choices]
    if shows_dont_know(question):
        options.append(Option(DONT_KNOW, _words(question.dont_know_label)))
    return options


def shows_dont_know(question: Question) -> bool:
    """Whether “don't know” stands among the choices in chat: where it has words of its own."""
    return question.dont_know_label is not None and question.kind is Kind.CHOICE


def _labels(choice: Choice) -> tuple[str, ...]:
    others = (word for listed in choice.words.values() for word in listed)
    return (*choice.label.values(), *others)


def _words(text: Text | None) -> tuple[str, ...]:
    return tuple(text.values()) if text else ()
