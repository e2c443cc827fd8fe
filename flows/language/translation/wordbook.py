"""A survey (or a file of common/) opened for translation: its words, and its side files anew.

What it makes of a side file is compiled with the survey and compared word for word before
anybody may put it in the old one's place. It reads files and writes none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from flows.language.compile import words_in
from flows.language.files import Files, read_files
from flows.language.translation.sidefile import Head, comments_of, side_text
from flows.language.translation.translations import Key, Translations
from flows.language.translation.wordback import Trial
from flows.language.translation.wordlist import Word, word_list
from ground.faults import Fault, Faulty
from ground.yamlfile import Document, parse


@dataclass(frozen=True, slots=True)
class Wordbook:
    """The files of a survey, and its words in every language."""

    path: Path
    files: Files
    translations: Translations

    @property
    def name(self) -> str:
        """As commands take it: hai-long-tthc, or common/thang-do."""
        return f"common/{self.path.stem}" if self._is_common else self.path.stem

    @property
    def shared(self) -> list[str]:
        """The files of common/ that it uses, by the same kind of name."""
        return [f"common/{Path(each.main.file).stem}" for each in self.files.shared]

    def words(self, language: str) -> tuple[Word, ...]:
        """Every text for one language, which need not have a side file yet."""
        entries = _group(_group(self.files.main.value).get("questions"))
        sections = {name for name, entry in entries.items() if "section" in _group(entry)}
        return word_list(self.translations, sections, language)

    def side_path(self, language: str) -> Path:
        """The side file of a language, there already or not."""
        side = self._document(language)
        return Path(side.file) if side else self.path.with_name(f"{self.path.stem}.{language}.yaml")

    def side_text(self, language: str, texts: Mapping[Key, str]) -> str:
        """The side file with these words."""
        return side_text(self._head(language), self.translations.in_order(), texts)

    def trial(self, language: str) -> Trial:
        """Compiles the survey with other words of a language; see `wordback.Trial`."""
        file = str(self.side_path(language))

        def tried(texts: Mapping[Key, str]) -> Mapping[Key, Fault]:
            document = parse(self.side_text(language, texts).encode(), file)
            others = [side for side in self.files.sides if side.file != file]
            try:
                translations = words_in(replace(self.files, sides=(*others, document)))
            except Faulty as faulty:
                return _by_key(faulty, document)
            if translations.own(language) != texts:
                raise RuntimeError(f"{file} does not read back to the words that it was made of")
            return {}

        return tried

    def _head(self, language: str) -> Head:
        side, document = self.translations.side(language), self._document(language)
        if side is None or document is None:
            # nobody has read over what a translator hands in
            about = f"# Lời của {self.path.name} ({language}). / The words of {self.path.name}."
            common = self.path.stem if self._is_common else ""
            return Head(language, "vi", False, common, (about,))
        comments = comments_of(Path(document.file).read_text("utf-8-sig"))
        return Head(language, side.falls_back_to, side.reviewed, side.common, comments)

    def _document(self, language: str) -> Document | None:
        sides = self.files.sides
        return next((d for d in sides if _group(d.value).get("language") == language), None)

    @property
    def _is_common(self) -> bool:
        return "common" in _group(self.files.main.value)


def open_wordbook(path: Path) -> Wordbook:
    """Read a survey and its translations; raises Faulty."""
    files = read_files(path)
    return Wordbook(path, files, words_in(files))


def _by_key(faulty: Faulty, document: Document) -> dict[Key, Fault]:
    """The faults by the words that they are about; raises `faulty` where one is about others."""
    at: dict[tuple[int, int], Key] = {}
    for path, place in document.places.items():
        at[place] = _key(path)
    found: dict[Key, Fault] = {}
    for fault in faulty.faults:
        if fault.file != document.file or (fault.line, fault.column) not in at:
            raise faulty
        found.setdefault(at[fault.line, fault.column], fault)
    return found


def _key(path: tuple[str | int, ...]) -> Key:
    """The key of what stands at a path, as `Translations` has it."""
    steps = tuple(str(step + 1) if isinstance(step, int) else step for step in path)
    return (*steps, "text") if steps[:1] == ("questions",) and len(steps) == 2 else steps


def _group(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
