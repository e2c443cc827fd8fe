"""A translator's file brought back: what goes in, what is set aside, what is refused, and why.

Nothing is lost: words without a place, or of a Vietnamese that has changed since, are set aside
to be kept. Nothing is guessed: what does not fit is refused at its line. It writes no file.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from flows.language.placeholders import wrong
from flows.language.translation.translations import Key
from flows.language.translation.wordfaults import ASIDE, REFUSED, word_fault
from flows.language.translation.wordlist import Entry, Word, lacking
from ground.faults import Fault, Faulty
from ground.text import squeeze

Trial = Callable[[Mapping[Key, str]], Mapping[Key, Fault]]
"""Compiles the survey with these words of the language: what is wrong with which of them."""


@dataclass(slots=True)
class Brought:
    """What has become of a translator's file."""

    texts: dict[Key, str]  # every word of the language from now on
    taken: dict[Key, Entry] = field(default_factory=dict)
    aside: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    same: int = 0

    @property
    def refused(self) -> bool:
        """Whether there is something that did not go in, and is not marked as unsure."""
        return any(fault.code in REFUSED | ASIDE for fault in self.faults)


def bring(
    words: Sequence[Word], entries: Iterable[Entry], file: str, kept: str, trial: Trial
) -> Brought:
    """Match a file's entries with the survey's words; `kept` names where the rest is kept."""
    known = {word.code: word for word in words}
    brought = Brought({word.key: word.there for word in words if word.there})
    for entry in entries:
        said = replace(entry, vi=squeeze(entry.vi), words=squeeze(entry.words))
        word = known.get(entry.code)
        if entry.unreadable:
            brought.faults.append(word_fault(file, entry.line, "W017", key=entry.code))
        elif not said.words:
            continue  # what is there stays
        elif word is None:
            _set_aside(brought, said, "mã không còn trong phiếu / the key is gone")
            brought.faults.append(
                word_fault(file, entry.line, "W011", key=entry.code or "?", kept=kept)
            )
        else:
            _match(brought, word, said, file, kept)
    _settle(brought, {word.key: word for word in words}, file, trial)
    brought.faults.sort(key=lambda fault: fault.line)
    return brought


def _match(brought: Brought, word: Word, said: Entry, file: str, kept: str) -> None:
    def refuse(code: str, **fields: object) -> None:
        brought.faults.append(word_fault(file, said.line, code, key=said.code, **fields))

    before = brought.taken.get(word.key)
    if said.words == (before.words if before else word.there):
        brought.same += before is None
    elif said.fuzzy:
        refuse("W013")
    elif said.vi != word.vi:
        _set_aside(brought, said, f"tiếng Việt đã đổi / Vietnamese now: {word.vi}", fuzzy=True)
        refuse("W012", kept=kept, vi=word.vi)
    elif strange := [found for _, found in wrong(said.words)]:
        refuse("W015", places=" ".join(strange))
    elif lost := lacking(word.vi, said.words):
        refuse("W014", places=" ".join(lost))
    elif before is not None:
        refuse("W016")
    else:
        brought.taken[word.key] = said
        brought.texts[word.key] = said.words


def _set_aside(brought: Brought, said: Entry, why: str, fuzzy: bool = False) -> None:
    notes = tuple(dict.fromkeys((*said.notes, why)))
    brought.aside.append(replace(said, fuzzy=fuzzy or said.fuzzy, notes=notes))


def _settle(brought: Brought, words: Mapping[Key, Word], file: str, trial: Trial) -> None:
    """Take out again, one round after another, what the survey does not compile with."""
    while brought.taken and (bad := trial(brought.texts)):
        for key, fault in bad.items():
            entry = brought.taken.pop(key, None)
            if entry is None:  # it was so before, and is not this translator's to mend
                raise Faulty([fault])
            brought.faults.append(
                word_fault(file, entry.line, "W018", key=entry.code, why=fault.what,
                           why_en=fault.what_en)
            )  # fmt: skip
            if words[key].there:
                brought.texts[key] = words[key].there
            else:
                del brought.texts[key]


def merged(kept: Iterable[Entry], aside: Iterable[Entry]) -> list[Entry]:
    """What is kept apart from now on: a new wording goes first, the older one into its notes."""
    found = {(entry.code, entry.vi): entry for entry in kept}
    for entry in aside:
        before = found.get((entry.code, entry.vi), entry)
        notes = dict.fromkeys((*entry.notes, *before.notes))
        if entry.words != before.words:
            notes[f"lời trước / before: {before.words}"] = None
        found[entry.code, entry.vi] = replace(entry, notes=tuple(notes))
    return list(found.values())
