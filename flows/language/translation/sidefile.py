"""Writes a translation, NAME.xx.yaml, whole: the words of one language in the survey's order.

It makes the text; `wordbook` reads it back before anything is replaced. The comments at the head
of the file before are kept, and none further down.
"""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows.language.translation.translations import Key

POINTER = "# yaml-language-server: $schema=flow.schema.json"
WIDTH = 100  # signs, where words can be parted so

_Tree = dict[str, "_Tree | str"]
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_.-]+")
_UNPRINTABLE = re.compile("[\x7f-\x9f\ufffe\uffff]")
# other programs read these as true, false or nothing
_NO_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


@dataclass(frozen=True, slots=True)
class Head:
    """What a translation says of itself, and the comments that stand first in its file."""

    language: str
    falls_back_to: str = "vi"
    reviewed: bool = True
    common: str = ""
    comments: tuple[str, ...] = ()


def comments_of(text: str) -> tuple[str, ...]:
    """The comment lines at the head of a file, without the one that names the schema."""
    lines = text.removeprefix("\ufeff").splitlines()
    count = next((n for n, line in enumerate(lines) if line and line[0] != "#"), len(lines))
    return tuple(line for line in lines[:count] if line and "yaml-language-server" not in line)


def side_text(head: Head, keys: Sequence[Key], texts: Mapping[Key, str]) -> str:
    """The file with these texts; `keys` are all that the survey asks for, in its order."""
    lines = [POINTER, *head.comments]
    if head.common:  # it stands in a folder of its own
        lines[0] = POINTER.replace("=", "=../")
        lines.append(f"common: {head.common}")
    lines.append(f"language: {head.language}")
    if head.falls_back_to != "vi":
        lines.append(f"falls_back_to: {head.falls_back_to}")
    if not head.reviewed:
        lines.append("reviewed: false")
    tree: _Tree = {}
    for key in keys:
        if key in texts:
            _put(tree, key, texts[key])
    return "\n".join([*lines, *_lines(tree, (), frozenset(keys))]) + "\n"


def _put(tree: _Tree, key: Key, text: str) -> None:
    for step in key[:-1]:
        inner = tree.setdefault(step, {})
        assert isinstance(inner, dict)  # no key is the beginning of another
        tree = inner
    tree[key[-1]] = text


def _lines(tree: _Tree, prefix: Key, keys: frozenset[Key]) -> Iterator[str]:
    indent = "  " * len(prefix)
    for step, found in tree.items():
        inner = _shortened(found) if prefix == ("questions",) else found
        head = f"{indent}{step if _PLAIN_KEY.fullmatch(step) else json.dumps(step)}:"
        if isinstance(inner, str):
            yield from _wrapped(f"{head} {_scalar(inner)}", indent)
        elif items := _whole_list(inner, (*prefix, step), keys):
            yield from _list(head, indent, items)
        else:
            yield head
            yield from _lines(inner, (*prefix, step), keys)


def _shortened(entry: _Tree | str) -> _Tree | str:
    """`gop_y: words` is short for `gop_y: {text: words}`."""
    return entry["text"] if isinstance(entry, dict) and list(entry) == ["text"] else entry


def _whole_list(tree: _Tree, prefix: Key, keys: frozenset[Key]) -> list[str]:
    """The items where all places, 1 to the last, have words; a list with a gap is a group."""
    count = sum(key[:-1] == prefix for key in keys)
    texts = [text for text in tree.values() if isinstance(text, str)]
    whole = list(tree) == [str(n) for n in range(1, count + 1)]
    return texts if whole and len(texts) == count else []


def _list(head: str, indent: str, items: Sequence[str]) -> Iterator[str]:
    on_a_line = f"{head} [{', '.join(_scalar(item, within=True) for item in items)}]"
    if len(on_a_line) <= WIDTH:
        yield on_a_line
        return
    yield head
    for item in items:
        yield from _wrapped(f"{indent}  - {_scalar(item)}", f"{indent}  ")


def _wrapped(line: str, indent: str) -> list[str]:
    """A line folded at spaces, which YAML joins again with one space."""
    return textwrap.wrap(line, WIDTH, subsequent_indent=f"{indent}  ", break_long_words=False,
                         break_on_hyphens=False)  # fmt: skip


def _scalar(text: str, within: bool = False) -> str:
    """Words as they are where YAML reads them so, else in double quotes."""
    risky = [": ", " #", *(",[]{}:" if within else ())]
    plain = (
        text[:1].isalpha()
        and not text.endswith(":")
        and text.lower() not in _NO_WORDS
        and not any(sign in text for sign in risky)
        and text.isprintable()
    )
    if plain:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", quoted)
