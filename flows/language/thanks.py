"""How a survey thanks: words for each ending, and others where a condition holds."""

from collections.abc import Sequence

from flows.language.conditions.known import Conditions
from flows.language.keys import THANKS, names, required
from flows.language.parts import Part
from flows.language.translation.translations import Translations
from flows.model import Ending, Question, Text, Thanks

ALWAYS = (Ending.COMPLETE, Ending.REFUSED, Ending.EXPIRED, Ending.QUOTA_FULL)
"""Endings that every survey can come to."""

_ENDINGS = [ending.value for ending in Ending]


def thanks(
    part: Part | None,
    translations: Translations,
    conditions: Conditions,
    questions: Sequence[Question],
) -> tuple[dict[Ending, Text], tuple[Thanks, ...]]:
    """The words for each ending, and the special ones in the file's order."""
    if part is None:
        return {}, ()
    usual: dict[Ending, Text] = {}
    also: list[Thanks] = []
    used = [ending.value for q in questions for ending in q.ends.values()]
    own = [key for key, each in part.group().items() if isinstance(each.value, dict)]
    wanted = dict.fromkeys((*(ending.value for ending in ALWAYS), *used))
    for key, each in part.closed((*_ENDINGS, *own), tuple(wanted)).items():
        if key in _ENDINGS:
            usual[Ending(key)] = translations.text(each, "thanks", key)
        else:
            also.append(_special(key, each, translations, conditions))
    return usual, tuple(also)


def _special(key: str, part: Part, translations: Translations, conditions: Conditions) -> Thanks:
    part.check_id()
    found = part.closed(names(THANKS), required(THANKS))
    word = found["of"].one_of(_ENDINGS, "F019", "ending") if "of" in found else ""
    text = translations.text(found["text"], "thanks", key) if "text" in found else {"vi": ""}
    of = Ending(word) if word in _ENDINGS else Ending.COMPLETE
    return Thanks(key, of, conditions.condition(found.get("when")), text)
