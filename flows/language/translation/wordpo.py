"""The words of a survey as a PO file, which every translator's tool opens.

msgctxt is the key, msgid the Vietnamese, msgstr the translation. It knows bytes, not files, and
reads strictly: what a lax reader would guess at is told with its line.
"""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser
from babel.messages.pofile import write_po as write_catalog

from flows.language.translation.wordfaults import word_fault
from flows.language.translation.wordlist import Entry, WordFile
from ground.faults import Faulty
from ground.text import squeeze

MAX_BYTES = 8 * 1024 * 1024
_UNWRAPPED = 100_000  # signs; wrapped comments would come back as several

_HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: {survey}\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
_LANGUAGE = re.compile(r"^Language: *([\w-]+)", re.MULTILINE)
_LINE = re.compile(r'(?:(msgctxt|msgid|msgstr) )?\s*"(?:[^"\\]|\\.)*"')
_AFTER = {"": ("msgctxt", "msgid"), "msgctxt": ("msgid",), "msgid": ("msgstr",),
          "msgstr": ("msgctxt", "msgid")}  # fmt: skip


class _Heard(Catalog):
    """Keeps every message as it comes; a catalog would drop one of two with the same key."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Message] = []

    def __setitem__(self, id: object, message: Message) -> None:
        self.heard.append(message)


def write_po(survey: str, language: str, entries: Iterable[Entry]) -> bytes:
    """A PO file of these entries, in their order, their notes as comments for the translator."""
    catalog = Catalog()
    for entry in entries:
        message = catalog.add(
            entry.vi or entry.code or "?",
            entry.words,
            flags=["fuzzy"] if entry.fuzzy else [],
            auto_comments=[squeeze(note) for note in entry.notes],
            context=entry.code or None,
        )
        if "|" in entry.vi:  # words for a gap are to be translated, which that check forbids
            message.flags.discard("python-brace-format")
    written = BytesIO(_HEADER.format(survey=survey, language=language).encode())
    written.seek(0, 2)
    write_catalog(written, catalog, omit_header=True, width=_UNWRAPPED)
    return written.getvalue()


def read_po(raw: bytes, file: str) -> WordFile:
    """What a PO file says; raises Faulty at the line where it is broken."""
    if len(raw) > MAX_BYTES:
        raise Faulty([word_fault(file, 0, "W006")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Faulty([word_fault(file, line, "W007")]) from error
    lines = ["" if line.startswith("#~|") else line.strip() for line in text.split("\n")]
    _check(lines, file)
    catalog = _Heard()
    try:
        PoFileParser(catalog, abort_invalid=True).parse(lines)
    except PoFileError as error:
        raise _broken(file, error.lineno + 1, "không đọc được", "it cannot be read") from error
    header = next((str(m.string) for m in catalog.heard if not m.id and not m.context), "")
    language = _LANGUAGE.search(header)
    return WordFile(language[1] if language else "", tuple(_entries(catalog)))


def _entries(catalog: _Heard) -> Iterator[Entry]:
    yield from (_entry(m, m.fuzzy) for m in catalog.heard if m.id or m.context)
    # What a tool has struck out (#~) is as unsure as what it has marked fuzzy.
    yield from (_entry(message, True) for message in catalog.obsolete.values())


def _entry(message: Message, fuzzy: bool) -> Entry:
    return Entry(
        line=message.lineno or 0,
        code=message.context or "",
        vi=str(message.id),
        words=str(message.string or ""),
        fuzzy=fuzzy,
        notes=(*message.user_comments, *message.auto_comments),
    )


def _check(lines: Iterable[str], file: str) -> None:
    """Refuse lines that are no PO, and keywords out of their order."""
    before = {False: "", True: ""}
    last = 0
    for number, line in enumerate(lines, 1):
        struck = line.startswith("#~")
        said = line[2:].lstrip() if struck else line
        if not said or (said.startswith("#") and not struck):
            continue
        last = number
        found = _LINE.fullmatch(said)
        if found is None:
            raise _broken(file, number, f"không hiểu “{said[:40]}”", f"“{said[:40]}” is no PO")
        keyword = found[1]
        if keyword is None and before[struck]:
            continue
        if keyword is None or keyword not in _AFTER[before[struck]]:
            what = keyword or said[:40]
            raise _broken(file, number, f"“{what}” không đứng ở đây được", f"“{what}” is misplaced")
        before[struck] = keyword
    if any(keyword not in ("", "msgstr") for keyword in before.values()):
        raise _broken(file, last, "thiếu msgstr", "msgstr is missing")


def _broken(file: str, line: int, why: str, why_en: str) -> Faulty:
    return Faulty([word_fault(file, line, "W002", why=why, why_en=why_en)])
