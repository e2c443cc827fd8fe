"""Consent, asked for in so many words: never chosen beforehand, and silence is none (Law 91/2025
on personal data, article 9).
"""

from dataclasses import replace

from flows.language import keys
from flows.language.choices import yes_no
from flows.language.defaults import CONSENT as LABELS
from flows.language.kinds.entry import KindEntry, one_of, values
from flows.language.kinds.yes_no import is_yes, truth
from flows.language.source import Source
from flows.model import Kind, Question


def _read(question: Question, source: Source) -> tuple[Question, ...]:
    return (replace(question, choices=yes_no(source, LABELS)),)


CONSENT = KindEntry(
    word="consent",
    kind=Kind.CONSENT,
    vi="Xin sự đồng ý; không bao giờ điền sẵn, im lặng là không.",
    en="Consent: never chosen beforehand, and silence is none.",
    example={"text": "Ông/Bà có đồng ý … không?", "kind": "consent", "consents_to": "share_case"},
    read=_read,
    name=truth,
    value=is_yes,
    parse=one_of,
    samples=values,
    keys=(keys.LABELS, keys.ENDS, keys.GOES_TO, keys.CONSENTS_TO),
)
