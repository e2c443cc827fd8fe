"""How likely one is to recommend, 0 to 10; values "0" to "10"."""

from dataclasses import replace

from flows.language import keys
from flows.language.kinds.entry import KindEntry, number_of, one_of, values
from flows.language.kinds.scale import numbers
from flows.language.source import Source
from flows.model import Choice, Kind, Question, Text

POLES: tuple[Text, Text] = (
    {"vi": "chắc chắn không", "en": "certainly not", "km": "ប្រាកដជាមិន"},
    {"vi": "chắc chắn có", "en": "certainly", "km": "ប្រាកដជា"},
)


def _read(question: Question, source: Source) -> tuple[Question, ...]:
    points = tuple(Choice(str(n), dict.fromkeys(source.languages, str(n))) for n in range(11))
    return (replace(question, choices=points, poles=_poles(source)),)


def _poles(source: Source) -> tuple[Text, Text]:
    part = source.found.get("poles")
    if part is None:
        return source.usual(POLES[0], "poles", "1"), source.usual(POLES[1], "poles", "2")
    items = part.items()
    if isinstance(part.value, list) and len(items) != 2:
        part.fault("F048", count=len(items))
    said = [
        source.translations.text(item, *source.key("poles", str(n)))
        for n, item in enumerate(items, 1)
    ]
    return (said[0], said[1]) if len(said) == 2 else POLES


RECOMMEND = KindEntry(
    word="recommend",
    kind=Kind.RECOMMEND,
    vi="Mức sẵn lòng giới thiệu, từ 0 đến 10.",
    en="How likely one is to recommend, 0 to 10.",
    example={"text": "Ông/Bà có sẵn lòng giới thiệu … với người quen không?", "kind": "recommend"},
    read=_read,
    name=numbers,
    value=number_of,
    parse=one_of,
    samples=values,
    keys=(keys.POLES, keys.ALERT, keys.ENDS, keys.GOES_TO),
)
