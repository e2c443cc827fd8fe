"""Consent, asked for in so many words: never chosen beforehand, and silence is none (Law 91/2025
on personal data, article 9).
"""

from flows.language import keys
from flows.language.defaults import CONSENT as LABELS
from flows.language.kinds.entry import KindEntry, one_of, values
from flows.language.kinds.yes_no import is_yes, read_labels, truth
from flows.model import Kind

CONSENT = KindEntry(
    word="consent",
    kind=Kind.CONSENT,
    vi="Xin sự đồng ý; không bao giờ điền sẵn, im lặng là không.",
    en="Consent: never chosen beforehand, and silence is none.",
    example={"text": "Ông/Bà có đồng ý … không?", "kind": "consent", "consents_to": "share_case"},
    read=lambda question, source: read_labels(question, source, LABELS),
    name=truth,
    value=is_yes,
    parse=one_of,
    samples=values,
    keys=(keys.LABELS, keys.ENDS, keys.GOES_TO, keys.CONSENTS_TO),
)
