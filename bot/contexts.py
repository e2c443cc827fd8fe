"""What a reply to a question may mean: the bridge from a flow's question to `understand`."""

from functools import lru_cache

from bot.understand.reading import Context, Option
from bot.understand.reading import Kind as ContextKind
from flows.model import Choice, Flow, Kind, Question

_KINDS: dict[Kind, ContextKind] = {
    Kind.SCALE: "scale",
    Kind.CHOICE: "choice",
    Kind.YES_NO: "yes_no",
    Kind.TEXT: "text",
}


def context_of(flow: Flow, question_id: str) -> Context:
    """The context for reading a reply to this question, built once for a flow's version."""
    return _contexts(_ByHash(flow))[question_id]


class _ByHash:
    """A flow as a dictionary key: two flows of one hash are the same flow."""

    __slots__ = ("flow",)

    def __init__(self, flow: Flow) -> None:
        self.flow = flow

    def __hash__(self) -> int:
        return hash(self.flow.hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByHash) and other.flow.hash == self.flow.hash


@lru_cache(maxsize=256)
def _contexts(key: _ByHash) -> dict[str, Context]:
    return {question.id: _context(question) for question in key.flow.questions}


def _context(question: Question) -> Context:
    return Context(
        kind=_KINDS[question.kind],
        options=tuple(Option(choice.value, _labels(choice)) for choice in question.choices),
    )


def _labels(choice: Choice) -> tuple[str, ...]:
    others = (word for listed in choice.words.values() for word in listed)
    return (*choice.label.values(), *others)
