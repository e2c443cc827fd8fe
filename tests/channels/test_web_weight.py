"""What a screen weighs, HTML, style sheet and script together, uncompressed, of every survey."""

import re
from pathlib import Path

import pytest

from bot.conversation import Conversation
from bot.events import Sent, Submitted
from bot.samples import answer_to
from bot.step import step
from bot.view import Screen, view
from channels.web.render import Around, survey
from channels.web.static import SCRIPT
from flows.language.compile import load_flow
from flows.language.files import flow_files
from flows.model import Flow
from look import pages
from tests.channels.webpage import NOW
from tests.support.pagehost import BY_QUESTION, BY_SECTION
from tests.support.transcripts import FACTS

MOST = 40_000
"""Bytes of any screen by itself, the first view and the longest."""
MOST_SCRIPT = 8_192
FLOWS = Path(__file__).parents[2] / "flows"
SHEET = Path(pages.__file__).parent / "static" / "look.css"
SURVEYS = [*(load_flow(path) for path in flow_files(FLOWS)), BY_SECTION, BY_QUESTION]
AROUND = Around(here=f"/p/{'0' * 32}", ref="0" * 32)


def weight(html: str) -> int:
    return len(html.encode()) + SHEET.stat().st_size + SCRIPT.stat().st_size


def screens(flow: Flow, language: str) -> list[str]:
    """Every page of a dissatisfied citizen, to the end."""
    conv, found = Conversation(1, flow.hash, FACTS, language), []
    for _ in range(100):
        screen = view(flow, conv)
        found.append(survey(screen, "t" * 22, missing=False, around=AROUND))
        if conv.ending is not None:
            return found
        event = Sent(screen.revision) if screen.review else Submitted(filled(flow, screen), True)
        conv, _ = step(flow, conv, event, NOW)
    raise AssertionError("it does not end")


def filled(flow: Flow, screen: Screen) -> dict[str, str]:
    return {f.id: answer_to(flow.by_id[f.id], True, screen.language) for f in screen.fields}


def test_the_script_is_small_and_says_nothing_that_an_old_webview_cannot_read() -> None:
    """ES2017, as Chrome 58 reads it: what came later would stop all of it at once."""
    script = SCRIPT.read_text("utf-8")
    assert SCRIPT.stat().st_size <= MOST_SCRIPT
    later = (
        r"\?\.[a-z(\[]",
        r"\?\?",
        r"catch\s*\{",
        r"\{\s*\.\.\.",
        r"for await",
        r"\.flat\(",
        r"#\w+\s*=",
    )
    assert [each for each in later if re.search(each, script)] == []
    assert not re.search(r"innerHTML|eval\(|document\.write|setInterval", script)


@pytest.mark.parametrize("flow", SURVEYS, ids=lambda flow: f"{flow.name}-{flow.one_a_screen}")
def test_every_screen_in_every_language_is_light(flow: Flow) -> None:
    for language in flow.languages:
        pages_ = screens(flow, language)
        assert max(map(weight, pages_)) < MOST, (flow.name, language)
        for html in pages_:
            loaded = re.findall(r'(?:src|href)="([^"#?]+)', html)
            assert all(each.startswith(("/", "data:,", "tel:")) for each in loaded), loaded
            assert "//" not in html.replace("data:,", ""), "nothing of a third party"
