"""What can happen to a conversation, and what follows. Closed unions; no behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.conversation import About
from bot.mail_events import Mailed
from flows.model import Ending, Level


# -- events --------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Begun:
    """The citizen opened the chat with the invitation's code."""


@dataclass(frozen=True, slots=True)
class Replied:
    """The citizen typed `text` in chat, at the platform's own time `at`."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Tapped:
    """The citizen pressed a button; it names its conversation, question and value."""

    conversation: int
    question: str
    value: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Attached:
    """What was sent beside or instead of text: where the platform keeps it, and words to read."""

    url: str  # "" = there is nothing to fetch
    name: str = ""
    said: str = ""  # the caption, a place, a link, a number on a card


@dataclass(frozen=True, slots=True)
class SentOther:
    """The citizen sent something that is not text: a picture, a voice message, a sticker."""

    what: str
    at: datetime
    attached: Attached | None = None


@dataclass(frozen=True, slots=True)
class Rated:
    """Stars, 1 to 5, pressed under a rating template, with the words chosen and written there.

    `in_chat`: what follows can be said in this person's chat; else it waits on their page.
    """

    stars: int
    words: str
    at: datetime
    in_chat: bool = False


@dataclass(frozen=True, slots=True)
class SharedPhone:
    """The citizen let the platform tell us a number of theirs: `phone` is "84…"."""

    phone: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Greeted:
    """The citizen opened the chat by its button, and has said nothing yet."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Withdrew:
    """The citizen asks by the platform's form that their data be erased; nothing is said to it."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Submitted:
    """A page was posted: raw values of the questions that stood on it ("" = left blank)."""

    fields: Mapping[str, str]
    skip_blanks: bool = False  # the citizen chose to pass over what is blank
    language: str | None = None  # the page's
    shown: Mapping[str, str] | None = None  # what it showed as answered; None = that is not known
    aside: bool = False  # they go back: what fits is kept, but nothing is ended by it


@dataclass(frozen=True, slots=True)
class Sent:
    """The page's review was sent; `seen` = how many revisions there were when it was shown."""

    seen: int


@dataclass(frozen=True, slots=True)
class Corrected:
    """Answers that were sent are given anew, by a page; from `until` on none are taken."""

    page: Submitted
    until: datetime


@dataclass(frozen=True, slots=True)
class AskedToStop:
    """The citizen refused outside the chat: the page's or the mail's one-click stop."""


@dataclass(frozen=True, slots=True)
class AskedForOfficer:
    """The citizen asks on a page that has run out to be contacted by a person."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The plan closes the invitation: expired, or the quota is full and nothing was begun."""

    ending: Ending


@dataclass(frozen=True, slots=True)
class HandedBack:
    """An officer has read the thread, and gives the word back where they had it."""

    about: About


@dataclass(frozen=True, slots=True)
class Woken:
    """The time has come for which the citizen said “later” the `number`-th time."""

    number: int


@dataclass(frozen=True, slots=True)
class WentSilent:
    """The plan's time to remind somebody who began and stopped; `last` = to leave them alone."""

    last: bool


Event: TypeAlias = (
    Begun
    | Replied
    | Tapped
    | SentOther
    | SharedPhone
    | Rated
    | Greeted
    | Withdrew
    | Submitted
    | Sent
    | Corrected
    | AskedToStop
    | AskedForOfficer
    | Mailed
    | Ended
    | HandedBack
    | Woken
    | WentSilent
)


# -- effects -------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen under a prompt; `question` and `value` name the answer."""

    label: str
    question: str
    value: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is said, for every channel to render in its own way.

    `listed`: the options are to be read as a numbered list, and are answered by numbers. `how`
    says so, for a channel that lists them because they are too many for buttons. `contact`: the
    title of a request to share one's contact details, which `text` explains. `page`: the
    citizen's own link is given with it. `quotes`: it is about the message that it answers.
    """

    text: str
    options: tuple[Option, ...] = ()
    listed: bool = False
    how: str = ""
    contact: str = ""
    page: bool = False
    quotes: bool = False


@dataclass(frozen=True, slots=True)
class Say:
    """Send this to the citizen's chat."""

    prompt: Prompt


@dataclass(frozen=True, slots=True)
class Record:
    """Append an answer. `words` are what the citizen wrote; None for taps and choices."""

    question: str
    value: str
    way_in: str  # tap, typed, form, rating; computed, or path where it fell off it
    revision: int  # 1-based
    words: str | None = None
    held: bool = False  # the words are for the supervisor only


@dataclass(frozen=True, slots=True)
class Alert:
    """A bad answer: the agency is told the criterion, never who or which case."""

    question: str
    value: str
    level: Level = Level.NOTICE


@dataclass(frozen=True, slots=True)
class ShareCase:
    """The citizen agreed that the agency may see the case, or took that back."""

    agreed: bool


@dataclass(frozen=True, slots=True)
class Refuse:
    """Nothing more may be begun with this person, on any channel."""


@dataclass(frozen=True, slots=True)
class Close:
    """The conversation is over; `valid` = it counts for the quota."""

    ending: Ending
    valid: bool


@dataclass(frozen=True, slots=True)
class ForOfficer:
    """An officer must read this: the thread is opened, or gets one more line.

    `words` are None where they cannot be read here; `what` then says what was sent.
    """

    about: About
    words: str | None
    what: str = "text"


@dataclass(frozen=True, slots=True)
class ThreadClosed:
    """The officer is done with the thread."""

    about: About


@dataclass(frozen=True, slots=True)
class WakeAt:
    """Wake the conversation then: the citizen's “later”, the `number`-th."""

    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Reminded:
    """One of the plan's reminders is used up."""


Effect: TypeAlias = (
    Say
    | Record
    | Alert
    | ShareCase
    | Refuse
    | Close
    | ForOfficer
    | ThreadClosed
    | WakeAt
    | Reminded
)
