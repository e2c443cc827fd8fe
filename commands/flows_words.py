"""langnghe flows words: takes a survey's words out to translators, and brings them back.

Words come back by their keys. What has no place any more, or was made from Vietnamese that has
changed since, is kept in NAME.xx.orphans.po beside the survey; no word is thrown away.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from commands.common import DONE, FAULTS, USAGE, Command, Told, show
from flows.language.translation.translations import LANGUAGE
from flows.language.translation.wordback import Brought, bring, merged
from flows.language.translation.wordbook import Wordbook, open_wordbook
from flows.language.translation.wordfaults import REFUSED, word_fault
from flows.language.translation.wordlist import Entry, WordFile
from flows.language.translation.wordpo import read_po, write_po
from flows.language.translation.wordxlsx import read_xlsx, write_xlsx
from ground.faults import Faulty

_READERS: dict[str, Callable[[bytes, str], WordFile]] = {".po": read_po, ".xlsx": read_xlsx}
_WORDS = {
    "vi": {
        "survey": "{name}: {total} lời. Đã dịch:",
        "row": "  {language:<4} {translated:>4}/{total}  {percent:>3} %{more}",
        "falls": "  thiếu thì hiện {to}",
        "unreviewed": "  chưa có người đọc lại",
        "shared": "Dùng chung, dịch riêng: {names}",
        "missing": "  {key}  {vi}  (hiện đang dùng: {shown})",
        "out": "Đã ghi {words} lời vào {file}.",
        "brought": "{file}: {taken} lời mới, {same} lời như cũ, {refused} lời không nhận.",
        "kept": "{aside} lời chưa dùng được giữ trong {kept}.",
        "unread": "Nhờ người thạo tiếng đọc lại rồi bỏ dòng “reviewed: false” trong {file}.",
    },
    "en": {
        "survey": "{name}: {total} texts. Translated:",
        "row": "  {language:<4} {translated:>4}/{total}  {percent:>3} %{more}",
        "falls": "  missing ones are shown in {to}",
        "unreviewed": "  not read over yet",
        "shared": "Shared, translated apart: {names}",
        "missing": "  {key}  {vi}  (shown in: {shown})",
        "out": "Wrote {words} texts to {file}.",
        "brought": "{file}: {taken} new, {same} as before, {refused} refused.",
        "kept": "{aside} not used now are kept in {kept}.",
        "unread": "Have a speaker read it over, then drop “reviewed: false” from {file}.",
    },
}


def words() -> dict[str, tuple[str, Command]]:
    """The sub-command of this file, for `commands.common.group`."""
    return {"words": ("take words out to translators, and bring them back", _words)}


def arguments_of(made: dict[str, argparse.ArgumentParser]) -> None:
    """Its own arguments."""
    parser = made["words"]
    parser.add_argument("name", help="a survey's file or name, or common/NAME")
    parser.add_argument("language", nargs="?", help="such as en, km (default: list them all)")
    parser.add_argument("--folder", type=Path, default=Path("flows"))
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--out", type=Path, metavar="FILE", help="write them to this .po or .xlsx")
    way.add_argument("--bring", type=Path, metavar="FILE", help="take them from this .po or .xlsx")


async def _words(arguments: argparse.Namespace) -> int:
    language: str | None = arguments.language
    if language is None and (arguments.out or arguments.bring):
        print("Hãy viết thêm ngôn ngữ, ví dụ km. / Name a language, such as km.", file=sys.stderr)
        return USAGE
    if language is not None and (not LANGUAGE.fullmatch(language) or language == "vi"):
        raise Told(
            f"“{language}” không phải mã ngôn ngữ để dịch sang, như en, km. / "
            f"“{language}” is no code of a language to translate into, such as en, km."
        )
    name: str = arguments.name
    path = Path(name) if name.endswith(".yaml") else arguments.folder / f"{name}.yaml"
    book = open_wordbook(path)
    if language is None:
        return _list(arguments, book)
    if arguments.out:
        return _take_out(arguments, book, language)
    return _bring(arguments, book, language) if arguments.bring else _missing(arguments, book)


def _list(arguments: argparse.Namespace, book: Wordbook) -> int:
    """How complete each language is."""
    rows = [_row(book, language) for language in book.translations.languages[1:]]
    say = _WORDS[arguments.lang]
    data = {"survey": book.name, "languages": rows, "shared": book.shared}

    def lines() -> str:
        told = [say["survey"].format(name=book.name, total=len(book.translations.wanted("vi")))]
        told += [_told(say, row) for row in rows]
        shared = [say["shared"].format(names=", ".join(book.shared))] if book.shared else []
        return "\n".join([*told, *shared])

    show(arguments, data, lines)
    return DONE


def _missing(arguments: argparse.Namespace, book: Wordbook) -> int:
    """What a language lacks, and whose words are shown meanwhile."""
    say, language = _WORDS[arguments.lang], arguments.language
    gaps = [
        {"key": w.code, "vi": w.vi, "shown": book.translations.stand_in(language, *w.key)[0]}
        for w in book.words(language)
        if not w.there
    ]
    row = _row(book, language)

    def lines() -> str:
        return "\n".join([_told(say, row), *(say["missing"].format(**gap) for gap in gaps)])

    show(arguments, {"survey": book.name, **row, "missing": gaps}, lines)
    return DONE


def _row(book: Wordbook, language: str) -> dict[str, Any]:
    side = book.translations.side(language)
    return {
        "language": language,
        "translated": len(book.translations.own(language)),
        "total": len(book.translations.wanted(language)),
        "falls_back_to": side.falls_back_to if side else "vi",
        "reviewed": side.reviewed if side else False,
    }


def _told(say: dict[str, str], row: dict[str, Any]) -> str:
    whole = row["translated"] == row["total"]
    more = "" if whole else say["falls"].format(to=row["falls_back_to"])
    more += "" if row["reviewed"] or not row["translated"] else say["unreviewed"]
    percent = 100 * row["translated"] // max(row["total"], 1)
    return say["row"].format(**row, percent=percent, more=more)


def _take_out(arguments: argparse.Namespace, book: Wordbook, language: str) -> int:
    out: Path = arguments.out
    listed = book.words(language)
    if out.suffix.lower() == ".po":
        raw = write_po(book.name, language, [word.entry() for word in listed])
    elif out.suffix.lower() == ".xlsx":
        raw = write_xlsx(language, listed)
    else:
        raise Faulty([word_fault(str(out), 0, "W001")])
    try:
        with out.open("xb") as file:
            file.write(raw)
    except FileExistsError:
        raise Told(
            f"Đã có {out}: có thể là bản dịch chưa đưa vào. Hãy chọn tên khác. / "
            f"{out} is there already: it may hold work not brought back yet. Name another."
        ) from None
    data = {"file": str(out), "language": language, "words": len(listed)}
    show(arguments, data, lambda: _WORDS[arguments.lang]["out"].format(**data))
    return DONE


def _bring(arguments: argparse.Namespace, book: Wordbook, language: str) -> int:
    said = _read(arguments.bring)
    if said.language and said.language != language:
        fault = word_fault(str(arguments.bring), 0, "W005", found=said.language, wanted=language)
        raise Faulty([fault])
    side = book.side_path(language)
    if book.translations.side(language) is None and side.exists():
        raise Told(f"{side} là của ngôn ngữ khác. / {side} is of another language.")
    kept = side.with_name(f"{side.stem}.orphans.po")
    brought = bring(book.words(language), said.entries, str(arguments.bring), str(kept),
                    book.trial(language))  # fmt: skip
    if brought.aside:
        _keep(kept, book.name, language, brought.aside)
    if brought.taken:
        _put(side, book.side_text(language, brought.texts).encode())
    _report(arguments, brought, side, kept)
    return FAULTS if brought.refused else DONE


def _read(path: Path) -> WordFile:
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise Faulty([word_fault(str(path), 0, "W001")])
    return reader(path.read_bytes(), str(path))


def _keep(kept: Path, name: str, language: str, aside: list[Entry]) -> None:
    """Add to what is kept apart; a file that cannot be read is left alone, and nothing is done."""
    before = read_po(kept.read_bytes(), str(kept)).entries if kept.exists() else ()
    _put(kept, write_po(name, language, merged(before, aside)))


def _put(path: Path, raw: bytes) -> None:
    """Put a file in an old one's place, whole or not at all."""
    new = path.with_name(f"{path.name}.new")
    new.write_bytes(raw)
    new.replace(path)


def _report(arguments: argparse.Namespace, brought: Brought, side: Path, kept: Path) -> None:
    say = _WORDS[arguments.lang]
    data = {
        "file": str(side),
        "taken": len(brought.taken),
        "same": brought.same,
        "aside": len(brought.aside),
        "kept": str(kept),
        "refused": sum(fault.code in REFUSED for fault in brought.faults),
        "faults": brought.faults,
    }

    def lines() -> str:
        told = [fault.told(arguments.lang) for fault in brought.faults]
        unread = brought.taken and b"\nreviewed: false\n" in side.read_bytes()
        notes = [say["kept"].format(**data)] if brought.aside else []
        notes += [say["unread"].format(file=side)] if unread else []
        return "\n".join([*told, say["brought"].format(**data), *notes])

    show(arguments, data, lines)
