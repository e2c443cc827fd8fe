"""A correction after sending, until the invitation closes: its answers are new revisions. Pure.

Each counts as soon as its page is posted, as before the sending: who leaves in the middle has
corrected what they posted, and the rest stands as it was sent. The talk stays over: what it counts
for was judged once, its receipt and its chat stay as they are. Answers that may end a survey (a
consent, “is it you?”) are not given anew: who takes part no longer says so by the page's own stop.
"""

from dataclasses import replace
from datetime import datetime

from bot.conversation import Conversation, Status
from bot.events import Corrected, Effect
from bot.form import spoken, taken
from bot.keeping import counted, kept
from flows.model import OFF_PATH, Ending, Flow, Question

Moved = tuple[Conversation, tuple[Effect, ...]]


def correctable(conv: Conversation) -> bool:
    """Whether its answers were sent: what expired or was refused stays as it is."""
    return conv.status is Status.ENDED and conv.ending is Ending.COMPLETE


def may_change(question: Question) -> bool:
    """Whether it can be answered anew after the sending."""
    return not question.ends


def corrected(flow: Flow, conv: Conversation, event: Corrected, now: datetime) -> Moved:
    """Take the fields that say something new; after the closing nothing changes."""
    if not correctable(conv) or now >= event.until:
        return conv, ()
    left = {id_: raw for id_, raw in event.page.fields.items() if _may(flow, id_)}
    page = replace(event.page, fields=left)
    stood = counted(spoken(flow, conv, page))
    moved, path, effects, _ = taken(flow, stood, page, now)
    if not effects:
        return conv, ()
    settled, followed = kept(flow, moved, path, now)
    off = {id_: OFF_PATH for id_, value in conv.answers.items() if value == OFF_PATH}
    over = replace(settled, answers={**conv.answers, **off, **settled.answers}, waiting_on=None)
    return over, (*effects, *followed)


def _may(flow: Flow, id_: str) -> bool:
    question = flow.by_id.get(id_)
    return question is not None and may_change(question)
