"""The stories at the door, each played through the service on SQLite and compared whole."""

from difflib import unified_diff
from pathlib import Path

import pytest

from tests.support.door_stories import play, read_story, stories


@pytest.mark.parametrize("path", stories(), ids=lambda path: path.stem)
async def test_story(path: Path, tmp_path: Path) -> None:
    story = read_story(path)
    played = await play(story, tmp_path)
    difference = "\n".join(unified_diff(story.lines, played, "written", "played", lineterm="", n=1))
    assert not difference, f"{path.name}\n{difference}"


def test_there_are_stories_and_each_act_expects_something() -> None:
    told = [read_story(path) for path in stories()]
    assert len(told) >= 8
    for story in told:
        for act, after in zip(story.lines, [*story.lines[1:], ""], strict=True):
            assert act.startswith(("  ", "@")) or after.startswith("  "), (story.name, act)
