"""A talk by hand, line by line: what is typed, and the lines that answer it. It prints nothing.

What Zalo shows as buttons stands as numbered lines; a number or a label presses one. Anything
else is what the citizen would type.
"""

from dataclasses import dataclass, field

from bot.events import Option
from bot.prompts import CONFIRM
from bot.reviewing import REVIEW
from bot.tester.acts import Act, Confirms, Deed, Does, Says, Sends, Taps, Waits
from bot.tester.kinds import stored
from bot.tester.read_acts import SENDS, span_of
from bot.tester.run import do
from bot.tester.talk import Talk
from ground.text import squeeze

HELP = {
    "vi": "/tap câu=giá_trị · /after 2 days · /send image · /stop · /expire · /quit",
    "en": "/tap question=value · /after 2 days · /send image · /stop · /expire · /quit",
}
_LINES = {
    "vi": {
        "alert": "  (báo động: {0})",
        "shared": "  (đồng ý cho cơ quan biết hồ sơ)",
        "ended": "  (kết thúc: {0}; {1})",
        "valid": "hợp lệ",
        "not valid": "không hợp lệ",
        "time": "  (lúc này là {0})",
        "silence": "  (không có lời nào)",
        "no button": "  Không có nút “{0}”.",
        "wrong": "  Không hiểu “{0}”. " + HELP["vi"],
    },
    "en": {
        "alert": "  (alert: {0})",
        "shared": "  (agrees that the agency may see the case)",
        "ended": "  (ended: {0}; {1})",
        "valid": "valid",
        "not valid": "not valid",
        "time": "  (it is now {0})",
        "silence": "  (nothing is said)",
        "no button": "  There is no button “{0}”.",
        "wrong": "  “{0}” is not understood. " + HELP["en"],
    },
}
_DEEDS = {"/stop": Deed.STOP, "/expire": Deed.EXPIRE}


@dataclass(slots=True)
class Terminal:
    """One talk, and the acts that it was made of."""

    talk: Talk
    lang: str = "vi"
    acts: list[Act] = field(default_factory=list)

    def opening(self) -> list[str]:
        """What the citizen reads first."""
        return [HELP[self.lang], "", *self._said()]

    def hear(self, line: str) -> list[str]:
        """Do what one line says; the lines that answer it."""
        line = squeeze(line)
        if not line:
            return []
        act = self._command(line) if line.startswith("/") else self._reply(line)
        if act is None:
            return [self._line("wrong", line)]
        alerts, shared, over = len(self.talk.alerts), self.talk.shared, self.talk.over
        if do(self.talk, act) is not None:
            return [self._line("no button", line.removeprefix("/tap "))]
        self.acts.append(act)
        if isinstance(act, Waits):
            return [self._line("time", f"{self.talk.now:%H:%M %d/%m/%Y}")]
        told = self._said() or [self._line("silence")]
        told += [self._line("alert", name) for name in self.talk.alerts[alerts:]]
        told += [self._line("shared")] if self.talk.shared and not shared else []
        return told if over or not self.talk.over else [*told, self._ended()]

    def _reply(self, line: str) -> Act:
        pressed = () if self.talk.listed else self.talk.options
        for n, option in enumerate(pressed, 1):
            by_number = line == str(n) and option.question != REVIEW  # there it names a question
            if by_number or line.casefold() == squeeze(option.label).casefold():
                return _pressed(option)
        return Says(line)

    def _command(self, line: str) -> Act | None:
        name, _, rest = line.partition(" ")
        if name in _DEEDS and not rest:
            return Does(_DEEDS[name])
        if name == "/after":
            span = span_of(rest)
            return Waits(span) if span else None
        if name == "/send":
            return Sends(rest) if rest in SENDS else None
        if name == "/tap":
            question_id, _, value = rest.replace(" ", "").partition("=")
            question = self.talk.flow.by_id.get(question_id)
            known = stored(question, value) if question else None
            return Taps(((question_id, known),)) if known is not None else None
        return None

    def _said(self) -> list[str]:
        lines = [line for text in self.talk.latest for line in text.split("\n")]
        if not self.talk.latest:
            return []
        reviewed = any(option.question == REVIEW for option in self.talk.options)
        mark = "  [{1}]" if reviewed else "  {}. {}" if self.talk.listed else "  [{}] {}"
        buttons = [mark.format(n, each.label) for n, each in enumerate(self.talk.options, 1)]
        return [*lines, *buttons]

    def _ended(self) -> str:
        return self._line(
            "ended",
            self.talk.ending,
            self._line("valid" if self.talk.conv.valid else "not valid"),
        )

    def _line(self, key: str, *blanks: str) -> str:
        return _LINES[self.lang][key].format(*blanks)


def _pressed(option: Option) -> Act:
    if option.question == REVIEW:
        return Does(Deed.SEND) if option.value.startswith("send") else Says(option.label)
    if option.question == CONFIRM:
        return Confirms(option.value.startswith("yes"))
    return Taps(((option.question, option.value),))
