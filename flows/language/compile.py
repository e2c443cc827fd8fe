"""From a survey's YAML to a `flows.model.Flow`; every fault at once.

`NAME.yaml` holds the survey in Vietnamese, `NAME.en.yaml` beside it the English words (and so
on), `common/*.yaml` what several surveys share (files.py). It asks nobody anything.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from flows.language.body import entries
from flows.language.common import Definitions, common, definitions
from flows.language.conditions.known import Conditions
from flows.language.faults.report import Report, fault_of_file
from flows.language.files import Files, Shared, read_files, split
from flows.language.keys import MAX_MINUTES, SCREENS, TOP, VALID_WHEN, names, required
from flows.language.parts import Part
from flows.language.placeholders import count_words
from flows.language.questions import Reader
from flows.language.recordings import check_recordings
from flows.language.sound.check import check
from flows.language.sound.findings import Limits, Places
from flows.language.thanks import thanks
from flows.language.translation.translations import Translations
from flows.language.versions.form import hash_of
from flows.model import Flow, Kind, Question, Section, Text, ValidWhen
from ground.yamlfile import Document

MAX_NOTICE_WORDS = 60
JUDGED = (Kind.SCALE, Kind.STARS, Kind.RECOMMEND)
"""Kinds that judge on a scale."""

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")


def load_flow(path: Path, limits: Limits | None = None) -> Flow:
    """Compile a survey and the files that belong to it; raises Faulty.

    With a channel's `limits` it is checked as its author would want it: `soundness` as well.
    """
    return _compiled(read_files(path), limits, path.parent)


def compile_text(source: str, name: str) -> Flow:
    """Compile a flow's `source` again; places count the lines of the whole; raises Faulty."""
    return _compiled(split(source, f"{name}.yaml"), None)


def compile_flow(
    document: Document,
    sides: Sequence[Document] = (),
    source: str = "",
    limits: Limits | None = None,
) -> Flow:
    """Compile a parsed survey named by its file; raises Faulty with every fault found.

    Without `source` the flow keeps its documents as JSON, which YAML reads.
    """
    return _compiled(Files(document, tuple(sides), (), source), limits)


def words_of(path: Path) -> Translations:
    """Every text of a survey, or of a file of common/, with its translations; raises Faulty."""
    return words_in(read_files(path))


def words_in(files: Files) -> Translations:
    """The same of files that were read already."""
    report = Report(files.slips)
    if isinstance(files.main.value, dict) and "common" in files.main.value:
        translations = common(Shared(files.main, files.sides), report)[2]
    else:
        work = _Work(files, report)
        work.flow()
        translations = work.translations
    report.refuse()
    return translations


def _compiled(files: Files, limits: Limits | None, folder: Path | None = None) -> Flow:
    """`limits` adds the checks for authors; a stored source is compiled without them, so that a
    check which came later never stops a conversation that goes on.
    """
    report = Report(files.slips)
    flow = _Work(files, report).flow()
    if limits is not None and folder is not None:
        check_recordings(files.main, folder, report)
    if limits is not None:
        check(flow, Places(files.main, files.sides, files.shared), report, limits)
    report.refuse()
    plain = (json.dumps(each.value, ensure_ascii=False) for each in files.documents())
    source = files.source or "\n---\n".join(plain)
    return replace(flow, source=source, hash=hash_of(flow))


class _Work:
    """One compilation: the survey's own file, its words, and what it shares with others."""

    def __init__(self, files: Files, report: Report) -> None:
        self.name = Path(files.main.file).name.split(".")[0]
        if not _NAME.fullmatch(self.name):
            report.add(fault_of_file(files.main.file, "F002", name=self.name))
        self.whole = Part(files.main, (), files.main.value, report)
        sides = [Part(side, (), side.value, report) for side in files.sides]
        for side in sides:
            if isinstance(side.value, dict) and "common" in side.value:  # another file's words
                side.at("common", None).fault("F027", at_key=True)
        self.translations = Translations(sides)
        self.shared = [common(each, report) for each in files.shared]
        self.there = files.there

    def flow(self) -> Flow:
        """The compiled survey; whatever is wrong was reported."""
        top, said = self.whole.closed(names(TOP), required(TOP)), self.translations
        self._check_uses(top.get("uses"))
        defined = definitions(top, said)
        for _, more, _ in self.shared:
            defined = defined.over(more)
        reader = Reader(said, defined.scales, defined.lists, Conditions(()))
        sections, questions = entries(top.get("questions"), reader)
        usual, also = thanks(top.get("thanks"), said, reader.conditions, questions)
        _check_criteria(questions, defined, self.whole)
        made = Flow(
            name=self.name,
            hash="",
            source="",
            languages=said.languages,
            title=_text(top, said, "title"),
            minutes=top["minutes"].whole(1, MAX_MINUTES) if "minutes" in top else 1,
            notice=_notice(top, said),
            thanks=usual,
            sections=sections,
            questions=questions,
            valid_when=_valid_when(top.get("valid_when"), questions, sections),
            by_id={question.id: question for question in questions},
            thanks_also=also,
            matrices=reader.matrices,
            index=defined.index,
            untranslated=self._untranslated(),
            unreviewed=said.unreviewed,
            review="review" in top and top["review"].flag(),
            one_a_screen=_one_a_screen(top.get("screen")),
        )
        said.check_orphans()
        return made

    def _check_uses(self, part: Part | None) -> None:
        """Report a shared file that is not there, or calls itself something else."""
        found = [name for name, _, _ in self.shared]
        for item in part.items() if part else ():
            name = item.text()
            if name and name not in found:
                item.fault("F077", name=name, word=name, among=self.there)

    def _untranslated(self) -> tuple[str, ...]:
        """What falls back, of the survey and of the shared files that it uses."""
        found = list(self.translations.told_missing())
        for name, _, theirs in self.shared:
            spoken = theirs.languages
            found += [
                told for told in theirs.told_missing()
                if told.split(":")[0] in self.translations.languages
            ]  # fmt: skip
            found += [f"{lang}: common/{name}" for lang in self.translations.languages
                      if lang not in spoken]  # fmt: skip
        return tuple(found)


def _check_criteria(questions: Sequence[Question], defined: Definitions, whole: Part) -> None:
    """Where the index has names, a criterion must be one of its factors."""
    for question in questions if defined.index else ():
        code = question.criterion
        if code and code not in defined.index:
            place = whole.at("questions", None).at(question.matrix or question.id, None)
            among = [each for each in defined.index if "." in each]
            place.fault("F080", at_key=True, value=code, word=code, among=among)


def _text(top: Mapping[str, Part], translations: Translations, *key: str) -> Text:
    part = top.get(key[-1])
    return translations.text(part, *key) if part else {"vi": ""}


def _one_a_screen(part: Part | None) -> bool:
    return part is not None and part.one_of(SCREENS, "F086", "screen") == "question"


def _notice(top: Mapping[str, Part], translations: Translations) -> Text:
    notice = _text(top, translations, "notice")
    for language, text in notice.items():
        count = count_words(text)
        if count > MAX_NOTICE_WORDS:
            translations.place(language, top["notice"], "notice").fault(
                "F024", count=count, most=MAX_NOTICE_WORDS, language=language
            )
    return notice


def _valid_when(
    part: Part | None, questions: Sequence[Question], sections: Sequence[Section]
) -> ValidWhen:
    """As written; by default the first that all judge (the overall) and 80 % of the criteria."""
    found = part.closed(names(VALID_WHEN)) if part else {}
    drawn = {section.id for section in sections if section.ask}
    of_all = (q.id for q in questions if q.kind in JUDGED and not q.when and q.section not in drawn)
    answered: tuple[str, ...] = tuple(islice(of_all, 1))
    if "answered" in found:
        ids = [question.id for question in questions]
        answered = tuple(item.one_of(ids, "F021", "id") for item in found["answered"].items())
    percent = found["criteria_percent"].whole(0, 100) if "criteria_percent" in found else 80
    return ValidWhen(answered, percent)
