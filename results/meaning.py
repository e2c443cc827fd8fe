"""From which publication on a question has meant what it means in a version. Pure.

An export joins the versions of a survey by question id, and no further than the meaning goes. It
judges no wording: what changed a meaning, the history of publications says.
"""

from collections.abc import Sequence

from results.ports import Published


class Meanings:
    """The meanings that the questions of one survey had, by its history (oldest first)."""

    def __init__(self, history: Sequence[Published]) -> None:
        self._history = history
        self._found: dict[str, dict[str, int]] = {}

    def of(self, question: str, version: str) -> int | None:
        """The number of the publication from which `question` has meant what it does there.

        None for a version from before the history. A remark ("thai_do/loi") goes with its question.
        """
        asked = question.partition("/")[0]
        if asked not in self._found:
            self._found[asked] = _classes(self._history, asked)
        return self._found[asked].get(version)

    def join(self, question: str, version: str, other: str) -> bool:
        """Whether answers to `question` under both versions may be counted together.

        A version from before the history is taken to mean the same: nothing says otherwise.
        """
        one, two = self.of(question, version), self.of(question, other)
        return one is None or two is None or one == two


def _classes(history: Sequence[Published], question: str) -> dict[str, int]:
    """Hash to number; a form that came back means what it meant."""
    found: dict[str, int] = {}
    before: int | None = None
    for each in history:
        if each.hash in found:
            before = found[each.hash]
        elif before is None or question in each.meaning:
            before = each.number
        found[each.hash] = before
    return found
