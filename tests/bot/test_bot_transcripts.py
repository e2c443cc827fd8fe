"""The stories of tests/transcripts/, each played and compared whole."""

from difflib import unified_diff
from pathlib import Path

import pytest

from tests.support.transcripts import play, read_story, stories


@pytest.mark.parametrize("path", stories(), ids=lambda path: path.stem)
def test_story(path: Path) -> None:
    story = read_story(path)
    played = play(story)
    difference = "\n".join(unified_diff(story.lines, played, "written", "played", lineterm="", n=1))
    assert not difference, f"{path.name}\n{difference}"


def test_there_are_stories_and_each_expects_something() -> None:
    told = [read_story(path) for path in stories()]
    assert len(told) >= 25
    for story in told:
        acts = [line for line in story.lines if not line.startswith(("  ", "@"))]
        silent = [
            act
            for act, after in zip(story.lines, [*story.lines[1:], ""], strict=True)
            if act in acts and not after.startswith("  ")
        ]
        assert acts, story.name
        assert not silent, (story.name, silent)
