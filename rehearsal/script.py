"""What a simulated citizen was asked, did and meant: the rehearsal's own truth. Data only.

It is written by the citizens themselves from what they sent and what they were shown, and read by
the invariants. It imports nothing of the product.
"""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class Deed:
    """One answer as it was given. `known`: the chat or the page showed that it was understood."""

    question: str
    value: str  # as the button or the field names it; "" for free words, "?" or "-" as the survey
    words: str | None
    at: datetime
    known: bool = False


@dataclass(slots=True)
class Script:
    """One invited citizen, by the token of their link."""

    token: str
    agency: str  # its name, as the invitation has it
    contacts: list[str]  # "84…" or a mail address, in the order in which they were reached
    invited_at: datetime
    code: str = ""
    link: str = ""
    one_click: str = ""  # the mail's List-Unsubscribe
    chat: str = ""  # the id of the bubble that invited in a known chat
    template: str = ""  # the id of the Zalo bubble that invited
    stars: str = ""  # the question that the stars under that bubble answer; "" = it has none
    deeds: list[Deed] = field(default_factory=list)
    began_at: datetime | None = None
    completed_at: datetime | None = None
    refused_at: datetime | None = None
    refused_by: str = ""  # chat, page, one-click
    asides: set[str] = field(default_factory=set)  # said while waiting for a reply that was lost
    chatted: bool = False  # it was answered in the chat
    lost: bool = False  # never saw how it ended: no reply came, or one that it was over already

    @property
    def phone(self) -> str | None:
        """The phone that the invitation reached, if one did."""
        return next((c for c in self.contacts if "@" not in c), None)

    def did(self, question: str, value: str, words: str | None, now: datetime) -> Deed:
        """Note an answer at the moment it leaves."""
        deed = Deed(question, value, words, now)
        self.deeds.append(deed)
        if value != "-":  # a page sent blank begins nothing
            self.began_at = self.began_at or now
        return deed

    def settle_stars(self) -> None:
        """Who came to the end without being asked that question knows that the stars were taken."""
        rated = [deed for deed in self.deeds if deed.question == self.stars]
        if self.stars and rated and self.completed_at is not None:
            rated[-1].known = True
