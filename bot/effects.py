"""From a step's effects to rows: gathered over a batch, written once at its end."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from bot.conversation import Conversation, Status
from bot.events import Alert, Close, Effect, Record, Refuse, Say, ShareCase
from bot.ports import AlertRow, AnswerRow, InvitationMove, Loaded, TurnPort
from bot.turns import Turn
from flows.language.placeholders import fill
from flows.model import DONT_KNOW, OFF_PATH, SKIPPED, Ending, Flow, Kind, words
from ground.when import local_date
from post.ports import NewMessage

Stepped = tuple[Flow, Conversation, tuple[Effect, ...]]


@dataclass(slots=True)
class Gathered:
    """The rows that a batch will write."""

    moved: list[Loaded] = field(default_factory=list)
    answers: list[AnswerRow] = field(default_factory=list)
    alerts: list[AlertRow] = field(default_factory=list)
    shared: list[tuple[Loaded, list[str]]] = field(default_factory=list)
    kept_back: list[Loaded] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)  # person key hash -> channel
    moves: list[InvitationMove] = field(default_factory=list)
    messages: list[NewMessage] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    ended: list[tuple[Turn, Conversation]] = field(default_factory=list)  # by an answer in chat

    def write(self, port: TurnPort, now: datetime) -> None:
        """Write everything, in lock order; tables without rows are not touched."""
        if self.errors:
            port.mark_quarantined(self.errors)
        if self.heard:
            port.heard(self.heard, now)
        if self.refused:
            port.refuse(self.refused, now)
        if self.moved:
            port.save(self.moved, now)
        if self.moves:
            port.move(self.moves)
        if self.answers:
            port.record(self.answers)
        if self.alerts:
            self.messages += [_alert_mail(row, now) for row in port.alert(self.alerts)]
        if self.shared:
            port.share_cases([here.conversation.id for here, _ in self.shared], agreed=True)
            self.messages += [_share_mail(here, low, now) for here, low in self.shared]
        if self.kept_back:
            port.share_cases([here.conversation.id for here in self.kept_back], agreed=False)
        if self.messages:
            port.enqueue([message for message in self.messages if message.body.get("to", 1)], now)


def gather(
    gathered: Gathered, turn: Turn, here: Loaded, stepped: Stepped, now: datetime
) -> Conversation:
    """Put one step's effects on the heap; the conversation with its messages numbered."""
    flow, moved, effects = stepped
    channel = "zalo" if turn.chat else "web"
    spoken = moved.spoken
    says = sum(isinstance(effect, Say) for effect in effects)
    if says:
        moved = replace(moved, spoken=spoken + says)
    now_here = replace(here, conversation=moved)
    if turn.chat:
        gathered.heard.append(turn.chat.hash)
    began = here.conversation.status is Status.WAITING and moved.status is not Status.WAITING
    if began and here.invitation_state in ("open", "silent", "unreachable"):
        gathered.moves.append(InvitationMove(here.conversation.id, "started", now))
    for effect in effects:
        if isinstance(effect, Say):
            spoken += 1
            gathered.messages.append(_reply(turn, now_here, effect.prompt, spoken, now))
        else:
            _follow(gathered, flow, now_here, (effect, channel), now)
    if moved != here.conversation:
        gathered.moved.append(now_here)
    return moved


def _follow(
    gathered: Gathered,
    flow: Flow,
    here: Loaded,
    followed: tuple[Record | Alert | ShareCase | Refuse | Close, str],
    now: datetime,
) -> None:
    """What an effect leaves in the store; `followed` is the effect and the channel it came by."""
    effect, channel = followed
    match effect:
        case Record():
            gathered.answers.append(_answer(flow, here, effect, channel, now))
        case Alert():
            gathered.alerts.append(_alert(flow, here, effect, now))
        case ShareCase(True):
            gathered.shared.append((here, _low_criteria(flow, here)))
        case ShareCase():
            gathered.kept_back.append(here)
        case Refuse():
            gathered.refused[here.person_hash] = channel
        case Close():
            id_ = here.conversation.id
            gathered.moves = [move for move in gathered.moves if move.id != id_]
            gathered.moves.append(InvitationMove(id_, _final_state(effect, here), now))
        case _:
            assert_never(effect)


def _final_state(close: Close, here: Loaded) -> str:
    """A valid opinion counts; one that falls short is kept as partial and fills no quota."""
    if close.ending in (Ending.REFUSED, Ending.WRONG_PERSON):
        return "refused"
    if close.ending is Ending.NOT_ELIGIBLE:
        return "ineligible"
    if close.valid:
        return "valid"
    if here.conversation.answers:
        return "partial"
    if close.ending is Ending.QUOTA_FULL:
        return "quota_full"
    # Whom nothing reached stays so: it is another thing than silence.
    return "unreachable" if here.invitation_state == "unreachable" else "silent"


def _reply(turn: Turn, here: Loaded, prompt: object, number: int, now: datetime) -> NewMessage:
    chat = turn.chat
    if chat is None:
        raise ValueError("only a chat can be replied to")
    id_ = here.conversation.id
    return NewMessage(
        key=f"{id_}/reply/{number}/zalo",
        invitation=id_,
        purpose="reply",
        channel="zalo",
        recipient=chat.hash,
        # A refusal drops what is still queued, but not its own confirmation.
        subject_hash=None if here.conversation.ending is Ending.REFUSED else here.person_hash,
        body={"prompt": prompt, "user": chat.user, "account": chat.account, "conversation": id_},
        due_at=now,
    )


def _answer(flow: Flow, here: Loaded, given: Record, channel: str, now: datetime) -> AnswerRow:
    question = flow.by_id.get(given.question)
    about = flow.by_id.get(given.question.partition("/")[0])  # a remark goes with its question
    value, said = given.value, given.words
    sensitive = about is not None and about.sensitive
    if sensitive and value not in ("", DONT_KNOW, SKIPPED, OFF_PATH):
        value, said = "", value  # kept apart: in no plain column
    return AnswerRow(
        of=here,
        question=given.question,
        revision=given.revision,
        kind=(question.kind if question else Kind.TEXT).value,
        value=value,
        words=said,
        channel=channel,
        way_in=given.way_in,
        at=now,
        sensitive=sensitive,
    )


def _alert_mail(row: AlertRow, now: datetime) -> NewMessage:
    """To the unit: the criterion and the week, never who, and no case."""
    facts = row.of.conversation.facts
    year, week, _ = local_date(row.at).isocalendar()
    return NewMessage(
        key=f"alert/{row.of.case}/{row.question}",
        invitation=None,
        purpose="alert",
        channel="email",
        recipient=f"agency/{row.of.agency}",
        subject_hash=None,
        body={
            "kind": "alert",
            "to": facts.get("agency.alert_mail") or "",
            "agency": facts.get("agency.name"),
            "department": facts.get("department.name"),
            "criterion": row.criterion,
            "week": f"{week:02d}/{year}",
            "urgent": row.level == "urgent",
        },
        due_at=now,
    )


def _alert(flow: Flow, here: Loaded, bad: Alert, now: datetime) -> AlertRow:
    """A bad answer; where the citizen has agreed already, the case may be seen with it."""
    consents = (question.id for question in flow.questions if question.consents_to)
    shared = any(here.conversation.answers.get(id_) == "yes" for id_ in consents)
    criterion = _criterion(flow, here, bad.question)
    value = "" if flow.by_id[bad.question].sensitive else bad.value
    return AlertRow(here, bad.question, value, now, criterion, shared, bad.level.value)


def _criterion(flow: Flow, here: Loaded, question: str) -> str:
    """The criterion's wording, as the unit will read it."""
    return fill(words(flow.by_id[question].text, "vi"), here.conversation.fields())


def _low_criteria(flow: Flow, here: Loaded) -> list[str]:
    return [_criterion(flow, here, question) for question in here.conversation.alerted]


def _share_mail(here: Loaded, low: list[str], now: datetime) -> NewMessage:
    """To the unit, only after the citizen's yes: which case to look into."""
    facts = here.conversation.facts
    return NewMessage(
        key=f"share/{here.case}",
        invitation=None,
        purpose="alert",
        channel="email",
        recipient=f"agency/{here.agency}",
        subject_hash=None,
        body={
            "kind": "share",
            "to": facts.get("agency.alert_mail") or "",
            "agency": facts.get("agency.name"),
            "department": facts.get("department.name"),
            "case": facts.get("case.code"),
            "criteria": low,
        },
        due_at=now,
    )
