"""Pages that are the same for many: rendered once, filled in for each visitor.

Such a page is the same for everybody whose survey, language and unit are the same, but for what has
a slot: the token, the address that goes on, the public reference, the answers of a review, the
receipt, and the moments of a sending. What stands in a slot is never kept here, and neither is a
page that shows more of somebody. The cache is bounded, in memory, and gone with the process.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from operator import attrgetter

from bot.view import ReviewLine, Screen

MOST_PAGES = 2_000
FACTS = ("department.name", "plan.hotline")
"""All that a page says of the case and the plan besides its survey's own words."""
TOKEN, HERE, REF = "\x02token\x02", "\x02here\x02", "\x02ref\x02"
"""What stands in a skeleton in their place; no text of a survey has such signs."""
SENT, UNTIL = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
MOMENTS = {SENT: "\x02sent\x02", UNTIL: "\x02until\x02"}
"""What stands there for a moment, and how it is written."""

_SLOT = re.compile("\x02(token|here|ref|receipt|sent|until|answer[0-9]+)\x02")
_ALL = attrgetter(*(each.name for each in fields(Screen) if each.name != "facts"))


@dataclass(slots=True)
class Skeletons:
    """By all that a page shows."""

    _kept: OrderedDict[Hashable, tuple[str, ...]] = field(default_factory=OrderedDict)

    def page(
        self,
        screen: Screen,
        more: tuple[Hashable, ...],
        mine: dict[str, str],
        render: Callable[[Screen], str],
    ) -> str:
        """The page of `screen` with `mine` in its slots; `more`: what else it shows.

        `render` makes it with the slots where they belong.
        """
        facts = {name: screen.facts[name] for name in FACTS if name in screen.facts}
        key = (_ALL(screen), more, tuple(facts.items()))
        parts = self._kept.get(key)
        if parts is None:
            parts = tuple(_SLOT.split(render(replace(screen, facts=facts))))
            self._kept[key] = parts
            if len(self._kept) > MOST_PAGES:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        filled = list(parts)  # every second one is the name of a slot
        filled[1::2] = [mine[name] for name in parts[1::2]]
        return "".join(filled)


def is_common(screen: Screen) -> bool:
    """Whether nothing of anybody stands on it but what has a slot."""
    if screen.heeded or (screen.over is not None and screen.over.unsent):
        return False
    return all(one.answer is None and not one.error and not one.held for one in screen.fields)


def parted(screen: Screen) -> tuple[Screen, dict[str, str | datetime]]:
    """A common screen with slots where one person's own stands, and what stands in each."""
    if screen.over is None and not screen.review:
        return screen, {}
    mine: dict[str, str | datetime] = {"receipt": screen.receipt}

    def without(line: ReviewLine) -> ReviewLine:
        name = f"answer{len(mine)}"
        mine[name] = line.answer
        return line._replace(answer=f"\x02{name}\x02")

    review = tuple(part._replace(lines=tuple(map(without, part.lines))) for part in screen.review)
    over = screen.over
    if over is not None:
        sent, until = over.sent_at and SENT, over.until and UNTIL
        mine |= {"sent": over.sent_at or "", "until": over.until or ""}
        over = replace(over, sent_at=sent, until=until)
    receipt = screen.receipt and "\x02receipt\x02"
    return replace(screen, review=review, over=over, receipt=receipt), mine
