"""Pages of screens on which nobody has answered yet: rendered once, filled in for each visitor.

Such a page is the same for everybody whose survey, language and unit are the same, but for the
token, the address that goes on, and the public reference. What somebody answered, put in or is
told is never kept here. The cache is bounded, in memory, and gone with the process.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter

from bot.view import Screen

MOST_PAGES = 2_000
FACTS = ("department.name", "plan.hotline")
"""All that a page says of the case and the plan besides its survey's own words."""
TOKEN, HERE, REF = "\x02token\x02", "\x02here\x02", "\x02ref\x02"
"""What stands in a skeleton in their place; no text of a survey has such signs."""

_SLOT = re.compile("\x02(token|here|ref)\x02")
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
        """The page of `screen` with `mine` (token, here, ref) in it; `more`: what else it shows.

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


def is_fresh(screen: Screen) -> bool:
    """Whether nothing of anybody stands on it."""
    if screen.over is not None or screen.review or screen.heeded or not screen.blocks:
        return False
    return all(one.answer is None and not one.error and not one.held for one in screen.fields)
