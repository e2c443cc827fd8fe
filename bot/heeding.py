"""What is heard in free words beside the answer that they are. Pure.

A complaint warns the agency; an accusation or distress goes to an officer. Words that accuse are
the supervisor's alone: they are held back from every export, and warn nobody.
"""

from bot.answers import Given
from bot.conversation import About, Conversation
from bot.events import Effect, ForOfficer
from bot.handing import about, telling
from bot.unclear import complained
from bot.understand import read
from bot.understand.reading import FREE, Grievance, Reading
from flows.model import Kind, Question

Moved = tuple[Conversation, tuple[Effect, ...]]


def held(given: Given, told: Grievance | None) -> Given:
    """The answer without words that accuse somebody, where it has a value; else with them held."""
    if told is not Grievance.ACCUSATION:
        return given
    return given._replace(words=None) if given.value else given._replace(held=True)


def warned(conv: Conversation, question: Question, reading: Reading) -> Moved:
    """Free words that complain warn the agency, if nothing did yet; an accusation warns nobody."""
    complains = question.kind is Kind.TEXT and reading.complaint and not conv.alerted
    if not complains or question.sensitive or reading.grievance is Grievance.ACCUSATION:
        return conv, ()
    return complained(conv, question.id)


def written(
    conv: Conversation, question: Question, given: Given
) -> tuple[Conversation, Given, tuple[Effect, ...]]:
    """Words of a page: the same is heard in them as in chat; nobody is made quiet by it."""
    if question.kind is not Kind.TEXT or not given.words:
        return conv, given, ()
    words, reading = given.words, read(given.words, FREE)
    conv, effects = warned(conv, question, reading)
    if reading.grievance is None:
        return conv, given, effects
    why: About = about(reading.grievance)
    line = ForOfficer(why, words)
    return telling(conv, why), held(given, reading.grievance), (*effects, line)
