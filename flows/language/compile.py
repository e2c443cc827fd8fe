"""From a survey's YAML to a `flows.model.Flow`; every fault at once.

`NAME.yaml` holds the survey in Vietnamese, `NAME.en.yaml` beside it the English words (and so
on). A flow's `source` holds them all, parted by `---`, so that it compiles again by itself.
It asks nobody anything and sends nothing.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from flows.language.choices import scale
from flows.language.faults import Report, fault_of_file
from flows.language.form import hash_of
from flows.language.keys import MAX_MINUTES, SECTION, TOP, VALID_WHEN, names, required
from flows.language.parts import Part
from flows.language.placeholders import count_words
from flows.language.questions import EACH_KEYS, Reader
from flows.language.soundness import Limits, Places, check
from flows.language.translations import Translations
from flows.model import Choice, Ending, Flow, Kind, Question, Section, Text, ValidWhen
from ground.faults import Fault, Faulty
from ground.yamlfile import Document, parse

MAX_NOTICE_WORDS = 60

_Scales: TypeAlias = dict[str, tuple[Choice, ...]]

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_SIDE = re.compile(r"\.[a-z]{2,3}")
_PARTED = re.compile(r"---[ \t]*")
_EMPTY = re.compile(r"\s*(#.*)?|---\s*")


def load_flow(path: Path, limits: Limits | None = None) -> Flow:
    """Compile a survey and the side files beside it; raises Faulty.

    With a channel's `limits` it is checked as its author would want it: `soundness` as well.
    """
    sources: list[str] = []
    documents: list[Document] = []
    faults: list[Fault] = []
    for file in (path, *side_files(path)):
        try:
            raw = file.read_bytes()
            sources.append(raw.decode("utf-8-sig").replace("\r\n", "\n"))
            documents.append(parse(raw, str(file)))
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or getattr(error, "reason", "")
            faults.append(fault_of_file(str(file), "F001", why=why))
        except Faulty as broken:
            faults += broken.faults
    if faults:
        raise Faulty(faults)
    joined = "\n---\n".join(source.strip("\n") for source in sources) + "\n"
    return compile_flow(documents[0], documents[1:], joined, limits)


def side_files(path: Path) -> list[Path]:
    """The translations beside a survey: NAME.en.yaml, NAME.km.yaml, … in this order."""
    found = path.parent.glob(f"{path.stem}.*.yaml")
    return sorted(file for file in found if _SIDE.fullmatch(Path(file.stem).suffix))


def flow_files(folder: Path) -> list[Path]:
    """The surveys in a folder: every NAME.yaml without a second dot."""
    return sorted(file for file in folder.glob("*.yaml") if "." not in file.stem)


def compile_text(source: str, name: str) -> Flow:
    """Compile a flow's `source` again; places count the lines of the whole; raises Faulty."""
    documents = [parse(part.encode(), f"{name}.yaml") for part in _split(source)]
    return compile_flow(documents[0], documents[1:], source)


def _split(source: str) -> list[str]:
    """The documents of a source, each behind as many empty lines as stand before it."""
    parts: list[str] = []
    begun = 0
    lines = source.replace("\r\n", "\n").split("\n")
    for n, line in enumerate([*lines, "---"]):
        before = lines[begun:n]
        if _PARTED.fullmatch(line) and any(not _EMPTY.fullmatch(each) for each in before):
            parts.append("\n" * begun + "\n".join(before))
            begun = n + 1
    return parts or [source]


def compile_flow(
    document: Document,
    sides: Sequence[Document] = (),
    source: str = "",
    limits: Limits | None = None,
) -> Flow:
    """Compile a parsed survey named by its file; raises Faulty with every fault.

    Without `source` the flow keeps its documents as JSON, which YAML reads. `limits` adds the
    checks for authors; a stored source is compiled without them, so that a check which came
    later never stops a conversation that goes on.
    """
    report = Report()
    translations = Translations([Part(side, (), side.value, report) for side in sides])
    name = Path(document.file).name.split(".")[0]
    if not _NAME.fullmatch(name):
        report.add(fault_of_file(document.file, "F002", name=name))
    flow = _flow(name, Part(document, (), document.value, report), translations)
    translations.check_orphans()
    if limits is not None:
        check(flow, Places(document, sides), report, limits)
    report.refuse()
    if not source:
        plain = [json.dumps(each.value, ensure_ascii=False) for each in (document, *sides)]
        source = "\n---\n".join(plain)
    return replace(flow, source=source, hash=hash_of(flow))


def _flow(name: str, whole: Part, translations: Translations) -> Flow:
    top = whole.closed(names(TOP), required(TOP))
    sections, questions = _entries(top, translations)
    if "questions" in top and not questions:
        top["questions"].fault("F011", at_key=True)
    return Flow(
        name=name,
        hash="",
        source="",
        languages=translations.languages,
        title=_text(top, translations, "title"),
        minutes=top["minutes"].whole(1, MAX_MINUTES) if "minutes" in top else 1,
        notice=_notice(top, translations),
        thanks=_thanks(top.get("thanks"), translations),
        sections=sections,
        questions=questions,
        valid_when=_valid_when(top.get("valid_when"), questions),
        by_id={question.id: question for question in questions},
    )


def _text(top: dict[str, Part], translations: Translations, *key: str) -> Text:
    part = top.get(key[-1])
    return translations.text(part, *key) if part else {"vi": ""}


def _notice(top: dict[str, Part], translations: Translations) -> Text:
    notice = _text(top, translations, "notice")
    for language, text in notice.items():
        count = count_words(text)
        if count > MAX_NOTICE_WORDS:
            translations.place(language, top["notice"], "notice").fault(
                "F024", count=count, most=MAX_NOTICE_WORDS, language=language
            )
    return notice


def _thanks(part: Part | None, translations: Translations) -> dict[Ending, Text]:
    endings = [ending.value for ending in Ending]
    found = part.closed(endings, endings) if part else {}
    return {
        Ending(ending): translations.text(text, "thanks", ending) for ending, text in found.items()
    }


def _entries(
    top: dict[str, Part], translations: Translations
) -> tuple[tuple[Section, ...], tuple[Question, ...]]:
    """The entries of `questions:` in order: `section:` opens a section, the rest are asked."""
    entries = top["questions"].group() if "questions" in top else {}
    ids = [name for name, part in entries.items() if not _is_section(part)]
    reader = Reader(translations, _scales(top.get("scales"), translations), ids)
    sections: list[Section] = []
    questions: list[Question] = []
    each: dict[str, Part] = {}
    for name, part in entries.items():
        part.check_id()
        if _is_section(part):
            each = part.closed((SECTION.name, *EACH_KEYS))
            title = translations.text(each.pop("section"), "questions", name, "text")
            sections.append(Section(name, title))
            continue
        if not sections and not questions:
            part.fault("F009", at_key=True, id=name)
        questions.append(reader.read(part, sections[-1].id if sections else "", each))
    return tuple(sections), tuple(questions)


def _is_section(part: Part) -> bool:
    return isinstance(part.value, dict) and "section" in part.value


def _scales(part: Part | None, translations: Translations) -> _Scales:
    found: _Scales = {}
    for name, item in part.group().items() if part else ():
        item.check_id()
        found[name] = scale(name, item, translations)
    return found


def _valid_when(part: Part | None, questions: Sequence[Question]) -> ValidWhen:
    """As written; by default the first scale question (the overall) and 80 % of the criteria."""
    found = part.closed(names(VALID_WHEN)) if part else {}
    answered: tuple[str, ...] = next(((q.id,) for q in questions if q.kind is Kind.SCALE), ())
    if "answered" in found:
        ids = [question.id for question in questions]
        answered = tuple(item.one_of(ids, "F021", "id") for item in found["answered"].items())
    percent = found["criteria_percent"].whole(0, 100) if "criteria_percent" in found else 80
    return ValidWhen(answered, percent)
