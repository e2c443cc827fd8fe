"""What was put in and is not recorded, carried from screen to screen in the form itself. Pure.

Without it, who goes back or changes the language would lose what they ticked and did not send. It
stands hidden in the page, as the token does: the server keeps nothing of it.
"""

from collections.abc import Mapping

from multidict import MultiMapping

from bot.conversation import Conversation
from bot.fields import Told
from bot.view import Screen
from channels.web.read import MAX_FIELDS, MAX_SIGNS, Act
from flows.language.kinds import Problem
from ground.text import clean

PREFIX = "k."
"""Hidden fields of questions that stand on another screen."""


def read_carried(form: MultiMapping[object]) -> dict[str, str]:
    """Raw values by question."""
    named = [name for name in form if name.startswith(PREFIX)][:MAX_FIELDS]
    values = {name[len(PREFIX) :][:60]: clean(str(form[name]))[:MAX_SIGNS] for name in named}
    return {id_: raw for id_, raw in values.items() if raw}


def put_in(
    act: Act,
    conv: Conversation,
    posted: Mapping[str, str],
    carried: Mapping[str, str],
    misfits: Mapping[str, Problem],
) -> dict[str, Told]:
    """What is shown again after a form: where it was sent, what did not fit, with the reason;
    where they went back, what could not be kept; where the page was only drawn anew, all of it.
    """
    told = {id_: Told(raw) for id_, raw in carried.items() if id_ not in conv.answers}
    filled = {id_: Told(raw) for id_, raw in posted.items() if raw}
    match act:
        case Act.REDRAW:
            return told | filled
        case Act.BACK:
            lost = {id_ for id_ in filled if id_ not in conv.answers or id_ in misfits}
            return told | {id_: filled[id_] for id_ in lost}
        case _:
            return told | {id_: Told(posted[id_], why) for id_, why in misfits.items()}


def carried_on(screen: Screen, told: Mapping[str, Told]) -> dict[str, str]:
    """What no field of this screen holds: it goes on hidden."""
    here = {field.id for field in screen.fields}
    return {id_: each.raw for id_, each in told.items() if id_ not in here}
