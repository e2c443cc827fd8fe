"""An officer's thread: what a person must read, and who has the word meanwhile. Pure.

In working hours the bot is quiet until the officer hands back; outside them it says when somebody
will read, and the survey goes on. What accuses somebody goes to the province's supervisor only.
"""

from dataclasses import replace
from datetime import datetime

from bot.asking import repeated
from bot.conversation import About, Conversation, Handed, Status
from bot.events import Effect, ForOfficer, HandedBack, Prompt, Replied, Say, SentOther, ThreadClosed
from bot.moments import office_of, told
from bot.prompts import sentence
from bot.reviewing import at_review
from bot.understand import read
from bot.understand.reading import FREE, LEAVING, Grievance
from flows.model import Flow
from ground.text import fold

Moved = tuple[Conversation, tuple[Effect, ...]]

_GO_ON = frozenset(("tiep tuc", "tiep tuc tra loi", "tra loi tiep", "continue", "go on", "បន្ត"))
_ABOUT = {
    Grievance.ACCUSATION: About.ACCUSATION,
    Grievance.DISTRESS: About.DISTRESS,
}
_NOW = {
    About.PERSON: "human_now",
    About.ACCUSATION: "accusation_now",
    About.DISTRESS: "distress_now",
}
_LATER = {
    About.PERSON: "human_later",
    About.ACCUSATION: "accusation_later",
    About.DISTRESS: "distress_later",
}


def quiet(conv: Conversation, now: datetime) -> bool:
    """Whether an officer has the word."""
    return conv.handed is not None and now < conv.handed.until


def about(grievance: Grievance) -> About:
    """The thread that such words belong to."""
    return _ABOUT[grievance]


def to_officer(conv: Conversation, event: Replied | SentOther, now: datetime) -> Moved | None:
    """While an officer has the word, what is said goes to them; None where the bot must act.

    A refusal is obeyed at once, and “tiếp tục” takes the survey up again.
    """
    handed = conv.handed
    if handed is None or not quiet(conv, now):
        return None
    if isinstance(event, SentOther):
        return conv, (ForOfficer(handed.about, None, event.what),)
    reading = read(event.text, FREE)
    if reading.command in LEAVING or goes_on(event.text):
        return None
    if reading.grievance is not None:
        handed = replace(handed, about=about(reading.grievance))
    return replace(conv, handed=handed), (ForOfficer(handed.about, event.text),)


def goes_on(text: str) -> bool:
    """Whether the citizen wants to go on with the survey."""
    return fold(text).strip(" .!") in _GO_ON


def handed_over(moved: Moved, why: About, said: str, now: datetime, noticed: bool = True) -> Moved:
    """The thread is opened with what was said, beside what followed from it otherwise (`moved`).

    In working hours the bot says so and no more; else, and where the notice was not shown yet
    (not `noticed`), its own words follow.
    """
    conv, effects = moved
    conv, line = telling(conv, why), ForOfficer(why, said)
    others = tuple(effect for effect in effects if not isinstance(effect, Say))
    office = office_of(conv)
    if noticed and conv.status is Status.OPEN and office.is_open(now):
        quiet_now = replace(conv, handed=Handed(why, office.closes_at(now)), asked_at=None)
        return quiet_now, (*others, line, Say(Prompt(sentence(conv, _NOW[why]))))
    when = told(conv, office.next_open(now), now)
    before = sentence(conv, _LATER[why], when=when)
    says = tuple(effect for effect in effects if isinstance(effect, Say))
    return conv, (*others, line, *_first(before, says))


def called_for(conv: Conversation) -> Moved:
    """They asked on the page to be contacted; nothing is said in a chat."""
    return telling(conv, About.PERSON), (ForOfficer(About.PERSON, None, "call"),)


def telling(conv: Conversation, why: About) -> Conversation:
    """An officer was told: the citizen's page says so too."""
    return conv if why in conv.told else replace(conv, told=(*conv.told, why))


def _first(before: str, says: tuple[Say, ...]) -> tuple[Say, ...]:
    """`before` said at the head of the first message."""
    if not says:
        return (Say(Prompt(before)),)
    prompt = says[0].prompt
    return Say(replace(prompt, text=f"{before}\n\n{prompt.text}")), *says[1:]


def resumed(conv: Conversation, at: datetime) -> Conversation:
    """The bot has the word again; the open question counts as asked from `at` on.

    A review that may have changed meanwhile is to be shown anew.
    """
    return replace(conv, handed=None, asked_at=None if at_review(conv) else at)


def handed_back(flow: Flow, conv: Conversation, event: HandedBack, now: datetime) -> Moved:
    """The officer is done: the thread is closed, and the survey resumes where it stood."""
    closed: tuple[Effect, ...] = (ThreadClosed(event.about),)
    mine = conv.handed is not None and conv.handed.about is event.about
    if not mine or conv.status is not Status.OPEN:
        return conv, closed
    moved, effects = repeated(flow, resumed(conv, now), "handed_back", now)
    return moved, (*closed, *effects)
