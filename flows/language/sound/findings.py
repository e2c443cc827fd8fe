"""What the checks for authors share: a finding, the channel's limits, where words stand. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from flows.language.files import Shared
from flows.model import Choice, Flow, Kind, Question, Text
from ground.yamlfile import Document, Path_


@dataclass(frozen=True, slots=True)
class Limits:
    """What a chat channel takes, all in signs but `buttons`; over `buttons` a list is written."""

    channel: str
    text: int
    buttons: int
    title: int
    around: int = 250  # what the bot says around a question: progress, what it understood, hints


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault found: its code, where, in which language's file, and the fields of its texts."""

    code: str
    path: Path_
    fields: Mapping[str, object]
    language: str = "vi"
    at_key: bool = True


Check: TypeAlias = Callable[[Flow, Limits], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Places:
    """Where the words of each language stand: in the survey's files, or in those it uses."""

    main: Document
    sides: Sequence[Document] = ()
    shared: Sequence[Shared] = ()

    def find(self, flow: Flow, path: Path_, language: str) -> tuple[Document, Path_]:
        """The document and the place in it of a key of the compiled survey."""
        document = _of(language, self.main, self.sides)
        if len(path) < 3 or path[0] != "questions" or str(path[1]) not in flow.by_id:
            return document, path
        question = flow.by_id[str(path[1])]
        if path[2] == "scale":
            return self._scale(question, path, language)
        entries = group(self.main.value, "questions")
        parent = question.matrix or question.other_of or question.id
        if question.matrix and path[2] == "text":
            return document, ("questions", parent, "statements", question.id)
        own, each = entries.get(parent), entries.get(question.section)
        stands = next((e for e in (own, each) if isinstance(e, dict) and path[2] in e), None)
        if path[2] == "choices" and stands is not None and isinstance(stands["choices"], str):
            return self._defined("choices", stands["choices"], path[3:], language)
        if document is self.main and stands is each and each is not own and stands is not None:
            return document, ("questions", question.section, *path[2:])
        return document, ("questions", parent, *path[2:])

    def _scale(self, question: Question, path: Path_, language: str) -> tuple[Document, Path_]:
        entries = group(self.main.value, "questions")
        said = (entries.get(question.matrix or question.id), entries.get(question.section))
        name = next((str(e["scale"]) for e in said if isinstance(e, dict) and "scale" in e), "")
        return self._defined("scales", name, path[3:], language)

    def _defined(self, root: str, name: str, steps: Path_, language: str) -> tuple[Document, Path_]:
        """A scale or list, where it is defined."""
        files = [Shared(self.main, tuple(self.sides)), *self.shared]
        home = next((file for file in files if name in group(file.main.value, root)), files[0])
        return _of(language, home.main, home.sides), (root, name, *steps)


def _of(language: str, main: Document, sides: Sequence[Document]) -> Document:
    """The file of a language; the main one where it has none."""
    return next((side for side in sides if _language(side) == language), main)


def _language(side: Document) -> str:
    return str(side.value.get("language")) if isinstance(side.value, dict) else ""


def group(value: object, key: str) -> Mapping[str, object]:
    """What stands under a key, where that is a group."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def choosers(flow: Flow) -> Iterator[tuple[Question, Path_]]:
    """The questions with choices; of those that share a scale, the first."""
    shared: list[tuple[Choice, ...]] = []
    for question in flow.questions:
        if not question.choices or any(question.choices is other for other in shared):
            continue
        if question.kind is Kind.SCALE:
            shared.append(question.choices)
        yield question, ("questions", question.id)


_STEPS = {Kind.CHOICE: "choices", Kind.MULTI: "choices", Kind.RANKING: "choices"}


def step(question: Question, n: int, choice: Choice) -> Path_:
    """From a question to a choice's label in the file; the nearest that is there is shown."""
    if question.kind is Kind.SCALE:
        return ("scale", n - 1)
    return (_STEPS.get(question.kind, "labels"), choice.value)


def texts(flow: Flow) -> Iterator[tuple[Path_, Text]]:
    """Every text of a survey and where it stands."""
    yield ("title",), flow.title
    yield ("notice",), flow.notice
    for ending, thanks in flow.thanks.items():
        yield ("thanks", ending.value), thanks
    for other in flow.thanks_also:
        yield ("thanks", other.id, "text"), other.text
    for section in flow.sections:
        yield ("questions", section.id), section.title
    for question in flow.questions:
        for key in ("text", "hint", "error", "chat", "page", "unit"):
            text = getattr(question, key)
            if text is not None and (key == "text" or not question.matrix):
                yield ("questions", question.id, key), text
    for question, path in choosers(flow):
        for n, choice in enumerate(question.choices, 1):
            yield (*path, *step(question, n, choice)), choice.label
