"""Two versions of a survey compared, in sentences that an officer reads.

It works on the canonical form (form.py), so that nothing that changes the hash goes unsaid. It
judges what a program can: whether a new wording still asks the same thing, only its author knows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from flows.language.versions.changes import CHOICES, KEYS, OWN_RULES, SECTIONS, TEXTS, TOP, Nature
from flows.language.versions.form import plain
from flows.model import Flow


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, as a sentence in two languages; `question` is "" where it is of no one."""

    nature: Nature
    question: str
    vi: str
    en: str

    def told(self, lang: str = "vi") -> str:
        """The sentence in `lang` ("vi" or "en")."""
        return self.en if lang == "en" else self.vi


Plain = Mapping[str, Any]


def compare(old: Flow, new: Flow) -> tuple[Change, ...]:
    """Everything that differs, the survey's own texts first, then question by question."""
    before, after = _joint(old, new), _joint(new, old)
    return (
        *_top(before, after),
        *_sections(before["sections"], after["sections"]),
        *_questions(before["questions"], after["questions"]),
    )


def only_wording(changes: Sequence[Change]) -> bool:
    """Whether nothing but words changed, so that the tests of the version before still hold."""
    return all(change.nature is Nature.WORDING for change in changes)


def changed_meaning(changes: Sequence[Change]) -> tuple[str, ...]:
    """The questions in both versions whose answers do not join, in order, each once."""
    found = [c.question for c in changes if c.nature is Nature.MEANING and c.question]
    return tuple(dict.fromkeys(found))


def _joint(flow: Flow, other: Flow) -> Plain:
    """The flow's form without the words of languages that only it has: those are told once."""
    own = set(flow.languages) - set(other.languages)
    found: Plain = _without(plain(flow), own)
    return found


def _without(value: Any, languages: set[str]) -> Any:
    if isinstance(value, list):
        return [_without(part, languages) for part in value]
    if isinstance(value, dict):
        drop = languages if "vi" in value else set()
        return {key: _without(part, languages) for key, part in value.items() if key not in drop}
    return value


def _top(old: Plain, new: Plain) -> Iterator[Change]:
    if old["languages"] != new["languages"]:
        yield _differs(Nature.WAY, "", ("Ngôn ngữ", "The languages"),
                       (old["languages"], new["languages"]))  # fmt: skip
    yield from _text("", ("Tên phiếu", "The title"), old["title"], new["title"])
    yield from _text("", ("Lời báo", "The notice"), old["notice"], new["notice"])
    for ending in sorted({*old["thanks"], *new["thanks"]}):
        name = (f"Lời cảm ơn ({ending})", f"The thanks ({ending})")
        yield from _text("", name, old["thanks"].get(ending), new["thanks"].get(ending))
    told = {"name", "languages", "title", "notice", "thanks", "sections", "questions"}
    for key in sorted({*old, *new} - told):
        if old.get(key) != new.get(key):
            nature, vi, en = TOP.get(key, (Nature.WAY, key, key))
            yield _differs(nature, "", (vi, en), (old.get(key), new.get(key)))


def _sections(old: Sequence[Plain], new: Sequence[Plain]) -> Iterator[Change]:
    before, after = _by(old, "id"), _by(new, "id")
    for id_ in (id_ for id_ in before if id_ not in after):
        yield Change(Nature.WAY, "", f"Bỏ mục {id_}.", f"Section {id_} is gone.")
    for id_, section in after.items():
        if id_ in before:
            name = (f"Tên mục {id_}", f"The title of section {id_}")
            yield from _text("", name, before[id_]["title"], section["title"])
            for key, (vi, en) in SECTIONS.items():
                if before[id_][key] != section[key]:
                    named = (f"Mục {id_}, {vi}", f"Section {id_}, {en}")
                    yield _differs(Nature.WAY, "", named, (before[id_][key], section[key]))
        else:
            title = section["title"]["vi"]
            yield Change(Nature.WAY, "", f"Thêm mục {id_}: “{title}”.",
                         f"New section {id_}: “{title}”.")  # fmt: skip


def _questions(old: Sequence[Plain], new: Sequence[Plain]) -> Iterator[Change]:
    before, after = _by(old, "id"), _by(new, "id")
    renamed = _renamed(before, after)
    for id_, question in before.items():
        if id_ not in after and id_ not in renamed.values():
            words = question["text"]["vi"]
            yield Change(Nature.WAY, "", f"Bỏ câu {id_}: “{words}”.",
                         f"Question {id_} is gone: “{words}”.")  # fmt: skip
    moved = _moved(list(before), list(after))
    behind = ""
    for id_, question in after.items():
        if id_ in before:
            if id_ in moved:
                yield _place(id_, behind)
            yield from _question(id_, before[id_], question)
        elif id_ in renamed:
            yield Change(
                Nature.MEANING, id_,
                f"Câu {renamed[id_]} nay mang mã {id_}: câu trả lời trước và sau không nối nhau.",
                f"Question {renamed[id_]} is now called {id_}: answers before and after do not "
                "join.",
            )  # fmt: skip
        else:
            yield _added(id_, question, behind)
        behind = id_


def _added(id_: str, question: Plain, behind: str) -> Change:
    words = question["text"]["vi"]
    vi, en = (f"sau câu {behind}", f"after {behind}") if behind else ("ở đầu", "at the top")
    return Change(Nature.WAY, "", f"Thêm câu {id_} {vi}: “{words}”.",
                  f"New question {id_} {en}: “{words}”.")  # fmt: skip


def _place(id_: str, behind: str) -> Change:
    vi, en = (f"sau câu {behind}", f"after {behind}") if behind else ("lên đầu", "to the top")
    return Change(Nature.WAY, id_, f"Câu {id_} chuyển {vi}.", f"Question {id_} moved {en}.")


def _renamed(before: Mapping[str, Plain], after: Mapping[str, Plain]) -> dict[str, str]:
    """New id to old id, where the same words stand under another id."""
    gone = {q["text"]["vi"]: id_ for id_, q in before.items() if id_ not in after}
    new = {id_: q["text"]["vi"] for id_, q in after.items() if id_ not in before}
    return {id_: gone[words] for id_, words in new.items() if words in gone}


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The fewest ids that must move to turn one order of the shared ids into the other."""
    old = [id_ for id_ in before if id_ in set(after)]
    new = [id_ for id_ in after if id_ in set(before)]
    stays: set[str] = set()
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        stays.update(new[block.b : block.b + block.size])
    return set(new) - stays


def _question(id_: str, old: Plain, new: Plain) -> Iterator[Change]:
    for key in new:
        if key in TEXTS:
            vi, en = TEXTS[key]
            yield from _text(id_, (f"Câu {id_}, {vi}", f"Question {id_}, {en}"), old[key], new[key])
        elif key not in OWN_RULES and old[key] != new[key]:
            # A key that nobody listed yet may mean anything: it is taken as a changed meaning.
            nature, vi, en = KEYS.get(key, (Nature.MEANING, key, key))
            name = (f"Câu {id_}, {vi}", f"Question {id_}, {en}")
            yield _differs(nature, id_, name, (old[key], new[key]))
    yield from _choices(id_, old["choices"], new["choices"])


def _choices(id_: str, old: Sequence[Plain], new: Sequence[Plain]) -> Iterator[Change]:
    before, after = _by(old, "value"), _by(new, "value")
    for value in (value for value in before if value not in after):
        label = before[value]["label"]["vi"]
        yield Change(Nature.MEANING, id_, f"Câu {id_}: bỏ lựa chọn {value} “{label}”.",
                     f"Question {id_}: choice {value} “{label}” is gone.")  # fmt: skip
    labels = {choice["label"]["vi"]: value for value, choice in before.items()}
    for value, choice in after.items():
        label = choice["label"]["vi"]
        if value not in before:
            yield Change(Nature.MEANING, id_, f"Câu {id_}: thêm lựa chọn {value} “{label}”.",
                         f"Question {id_}: new choice {value} “{label}”.")  # fmt: skip
        elif labels.get(label, value) != value:
            yield Change(
                Nature.MEANING, id_,
                f"Câu {id_}: “{label}” trước là của {labels[label]}, nay là của {value}.",
                f"Question {id_}: “{label}” was the label of {labels[label]}, now of {value}.",
            )  # fmt: skip
        else:
            yield from _choice(id_, value, before[value], choice)
    if _moved(list(before), list(after)):
        yield Change(Nature.WAY, id_, f"Câu {id_}: các lựa chọn đổi thứ tự.",
                     f"Question {id_}: the choices stand in another order.")  # fmt: skip


def _choice(id_: str, value: str, old: Plain, new: Plain) -> Iterator[Change]:
    vi, en = f"Câu {id_}, lựa chọn {value}", f"Question {id_}, choice {value}"
    yield from _text(id_, (vi, en), old["label"], new["label"])
    for key in new:
        if key not in ("value", "label") and old[key] != new[key]:
            nature, ours, theirs = CHOICES.get(key, (Nature.MEANING, key, key))
            name = (f"{vi}, {ours}", f"{en}, {theirs}")
            yield _differs(nature, id_, name, (old[key], new[key]))


def _text(
    question: str, name: tuple[str, str], old: Plain | None, new: Plain | None
) -> Iterator[Change]:
    """What changed of a text, language by language, Vietnamese first."""
    before, after = old or {}, new or {}
    for language in sorted({*before, *after}, key=lambda code: (code != "vi", code)):
        pair = (before.get(language), after.get(language))
        if pair[0] != pair[1]:
            named = (f"{name[0]} ({language})", f"{name[1]} ({language})")
            yield _differs(Nature.WORDING, question, named, pair)


def _differs(
    nature: Nature, question: str, name: tuple[str, str], pair: tuple[object, object]
) -> Change:
    (old, old_en), (new, new_en) = _shown(pair[0]), _shown(pair[1])
    vi, en = f"{name[0]}: {old} → {new}.", f"{name[1]}: {old_en} → {new_en}."
    return Change(nature, question, vi, en)


def _shown(value: object) -> tuple[str, str]:
    """A value as it is printed, in Vietnamese and English."""
    if value is None or value in ([], {}, ""):
        return "(không có)", "(none)"
    if isinstance(value, bool):
        return ("có", "yes") if value else ("không", "no")
    if isinstance(value, Mapping):
        parts = [(f"{key}: {_shown(v)[0]}", f"{key}: {_shown(v)[1]}") for key, v in value.items()]
        return ", ".join(vi for vi, _ in parts), ", ".join(en for _, en in parts)
    if isinstance(value, list | tuple):
        text = ", ".join(str(part) for part in value)
        return text, text
    text = f"“{value}”" if isinstance(value, str) else str(value)
    return text, text


def _by(parts: Sequence[Plain], key: str) -> dict[str, Plain]:
    return {part[key]: part for part in parts}
