"""A page that is made once for many is the page that each would have got, and holds nobody's."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.afterwards import Afterwards
from bot.conversation import Conversation, Status
from bot.fields import Told
from bot.receipt import RECEIPT
from bot.step import step
from bot.view import Screen, view
from channels.web import render
from channels.web.read import read_sent
from channels.web.render import Around, survey
from channels.web.skeleton import MOST_PAGES, Skeletons, is_common
from tests.channels.test_web_kinds import FIRST
from tests.channels.test_web_review import at_the_review
from tests.channels.webpage import FLOW, NOW, TOKEN, Visitor
from tests.support.transcripts import FACTS, flow_named

CONV = Conversation(7, FLOW.hash, FACTS)
NINE = flow_named("hai-long-tthc")


def direct(screen: Screen, token: str, missing: bool, around: Around) -> str:
    """Made for this one alone."""
    here = around.here or f"/k/{token}"
    return render._survey(screen, token, missing, False, replace(around, here=here))


@pytest.mark.parametrize("language", FLOW.languages)
@pytest.mark.parametrize("missing", [False, True])
@pytest.mark.parametrize(
    "around",
    [Around(), Around(here="/p/ab", ref="ab", big=True), Around(ref="cd", chon="sao:4")],
    ids=["link", "cookie and large", "preselected"],
)
def test_it_is_the_page_that_each_would_have_got(
    language: str, missing: bool, around: Around
) -> None:
    screen = view(FLOW, CONV, language)
    assert is_common(screen)
    for token in (TOKEN, "u" * 22, TOKEN):
        assert survey(screen, token, missing, around=around) == direct(
            screen, token, missing, around
        )


def test_another_unit_gets_its_own() -> None:
    pages = set()
    for name in ("Sở A", "Sở <B>"):
        conv = Conversation(7, NINE.hash, {**FACTS, "department.name": name, "agency.name": name})
        screen = view(NINE, conv)
        pages.add(survey(screen, TOKEN, False))
        assert survey(screen, TOKEN, False) == direct(screen, TOKEN, False, Around())
    assert len(pages) == 2


def test_what_somebody_answered_or_put_in_is_not_kept() -> None:
    here = Visitor()
    here.post({**FIRST})
    assert is_common(view(FLOW, here.conv)), "the next screen"
    assert not is_common(view(FLOW, here.conv, wanted="m1")), "answered"
    assert not is_common(view(FLOW, CONV, put_in={"sao": Told("4")})), "put in"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_review_and_its_thanks_are_each_ones_own(language: str) -> None:
    for answer, code, minute in (("2", "7K2M9PQR", 3), ("<&41>", "ABCD2345", 40)):
        here = at_the_review(language)
        here.conv = replace(here.conv, facts={**here.conv.facts, RECEIPT: code})
        form = read_sent(here.form.sent({}, "send"), here.conv, NOW)
        sent, _ = step(here.flow, here.conv, form.event, NOW + timedelta(minutes=minute))
        for conv in (here.conv, sent):
            screen = view(here.flow, conv, language, told=Afterwards(NOW + timedelta(days=20)))
            screen = with_answer(screen, answer)
            assert is_common(screen)
            assert survey(screen, TOKEN, False) == direct(screen, TOKEN, False, Around())
    kept = "".join("".join(parts) for parts in render._COMMON._kept.values())
    assert [
        said for said in ("&lt;&amp;41", "2345", "09:40", "7K2M", "09:03") if said in kept
    ] == []


def with_answer(screen: Screen, said: str) -> Screen:
    """The screen with another answer on its last line but one."""
    *parts, last = screen.review
    first, line, *others = last.lines
    lines = (first, line._replace(answer=said), *others)
    return replace(screen, review=(*parts, last._replace(lines=lines)))


def test_what_came_too_late_is_not_kept() -> None:
    over = Afterwards(None, unsent={"tong_the": "3"})
    assert not is_common(view(NINE, replace(CONV, status=Status.ENDED), told=over))


def test_it_is_bounded_and_the_longest_unseen_goes_first() -> None:
    kept, made = Skeletons(), []
    screen = view(FLOW, CONV)

    def page(number: int) -> str:
        def once(_: Screen) -> str:
            made.append(number)
            return f"{number}\x02token\x02"

        return kept.page(screen, (number,), {"token": "T"}, once)

    for number in range(MOST_PAGES + 1):
        page(number)
    assert page(1) == "1T"
    assert page(0) == "0T"
    assert made[-2:] == [MOST_PAGES, 0], "the first was forgotten, the second was not"
