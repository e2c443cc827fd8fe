"""Compares a talk with what was expected of it. It plays nothing and changes nothing."""

from collections.abc import Iterator

from bot.tester.acts import Expected
from bot.tester.faults import fault
from bot.tester.kinds import written
from bot.tester.talk import Talk
from ground.faults import Fault
from ground.text import squeeze
from ground.yamlfile import Document

_SHOWN = 300  # signs of what was said that a failure repeats


def judge(document: Document, expected: Expected, talk: Talk, at_end: bool) -> Iterator[Fault]:
    """Every expectation that did not come true, at its place.

    `says` is looked for in all that was said at the end of a talk, else in the last reply.
    """
    path = expected.path
    yield from _answers(document, expected, talk)
    if expected.alerts is not None and sorted(set(expected.alerts)) != sorted(talk.alerts):
        yield fault(
            document, (*path, "alerts"), "T102",
            wanted=_list(expected.alerts), came=_list(talk.alerts),
        )  # fmt: skip
    if expected.ending is not None and expected.ending != talk.ending:
        yield fault(document, (*path, "ending"), "T103", wanted=expected.ending, came=talk.ending)
    yield from _truths(document, expected, talk)
    yield from _asked(document, expected, talk)
    said = talk.said if at_end else talk.latest
    for n, words in enumerate(expected.says):
        if not any(_plain(words) in _plain(text) for text in said):
            came = " / ".join(said)[-_SHOWN:] or "–"
            yield fault(document, (*path, "says", n), "T107", wanted=words, came=squeeze(came))


def _answers(document: Document, expected: Expected, talk: Talk) -> Iterator[Fault]:
    given = talk.answers()
    for name, wanted in expected.answers.items():
        came = given.get(name)
        if came == wanted:
            continue
        question = talk.flow.by_id[name]
        quoted = f"“{written(question, came)}”" if came is not None else ""
        yield fault(
            document, (*expected.path, "answers", name), "T101",
            question=name, wanted=written(question, wanted),
            came=quoted or "không có câu trả lời nào", came_en=quoted or "no answer at all",
        )  # fmt: skip


def _truths(document: Document, expected: Expected, talk: Talk) -> Iterator[Fault]:
    valid, shared = talk.conv.valid, talk.shared
    if expected.valid is not None and expected.valid != valid:
        yield fault(
            document, (*expected.path, "valid"), "T104",
            wanted="hợp lệ" if expected.valid else "không hợp lệ",
            came="ý kiến hợp lệ" if valid else "ý kiến không hợp lệ",
            wanted_en="valid" if expected.valid else "not valid",
            came_en="valid" if valid else "not valid",
        )  # fmt: skip
    if expected.shares_case is not None and expected.shares_case != shared:
        yield fault(
            document, (*expected.path, "shares_case"), "T108",
            wanted="được chia sẻ" if expected.shares_case else "không được chia sẻ",
            came="đã chia sẻ" if shared else "không chia sẻ",
            wanted_en="shared" if expected.shares_case else "not shared",
            came_en="shared" if shared else "not shared",
        )  # fmt: skip


def _asked(document: Document, expected: Expected, talk: Talk) -> Iterator[Fault]:
    path, came = expected.path, _list(talk.asked)
    left = iter(talk.asked)
    for n, name in enumerate(expected.asked):
        if name not in left:  # looks on from where the one before was found
            yield fault(document, (*path, "asked", n), "T105", question=name, came=came)
            break
    for n, name in enumerate(expected.not_asked):
        if name in talk.asked:
            yield fault(document, (*path, "not_asked", n), "T106", question=name, came=came)


def _list(names: tuple[str, ...] | list[str]) -> str:
    return f"[{', '.join(names)}]"


def _plain(text: str) -> str:
    return squeeze(text).casefold()
