"""A mail address in a reply. It mends no spelling, and takes none out of a sentence.

What an address is, people/emails.py knows.
"""

import re

from bot.understand.lexicon import forms
from bot.understand.marks import syllable
from bot.understand.normalise import tokens
from bot.understand.reading import UNCLEAR, Certainty, Reading, sure
from people.emails import read_email

_INVALID = Reading(Certainty.UNCLEAR, invalid=True)
_APART = re.compile(r"[\s,;:]+")
_AROUND = "<>()[]\"'“”.!"
_POLITE = forms(
    ("dạ", "thưa", "vâng", "ạ", "nha", "nhé", "đây", "tôi", "em", "mình", "con", "cháu", "của",
     "là", "địa", "chỉ", "thư", "điện", "tử", "hộp", "hòm", "email", "mail", "gmail", "e",
     "-", "my", "is", "address", "it's", "the", "please")
)  # fmt: skip


def email(typed: str) -> Reading:
    """The one lower-case address that stands alone, or in a short polite frame."""
    pieces = _APART.split(typed.replace("mailto:", ""))
    addresses = {piece.strip(_AROUND) for piece in pieces if "@" in piece}
    said = " ".join(piece for piece in pieces if "@" not in piece)
    if len(addresses) != 1 or "?" in typed:
        return UNCLEAR
    address = read_email(addresses.pop())
    if address is None:
        return _INVALID
    if not _POLITE.issuperset(syllable(word).full for word in tokens(said)):
        return UNCLEAR
    return sure(address)
