"""From a step's effects to rows: gathered over a batch, written once at its end."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias, assert_never

from bot.conversation import About, Conversation, Status
from bot.events import (
    Alert,
    Close,
    Effect,
    ForOfficer,
    Prompt,
    Rated,
    Record,
    Refuse,
    Reminded,
    Say,
    SentOther,
    ShareCase,
    ThreadClosed,
    WakeAt,
    WentSilent,
    Woken,
)
from bot.mails import alert_mail, alert_row, low_criteria, officer_mail, share_mail
from bot.moments import window_of
from bot.parts import parted
from bot.ports import (
    AlertRow,
    AnswerRow,
    InvitationMove,
    Loaded,
    ThreadLine,
    TurnPort,
    WakeUp,
)
from bot.turns import Touch, Turn
from bot.walk import LEAVES
from flows.model import DONT_KNOW, OFF_PATH, SKIPPED, Ending, Flow, Kind
from post.ports import NewMessage

Stepped = tuple[Flow, Conversation, tuple[Effect, ...]]
Stored: TypeAlias = (
    Record | Alert | ShareCase | Refuse | Close | ForOfficer | ThreadClosed | WakeAt | Reminded
)
"""Effects that leave something in the store; what is said leaves by the outbox."""


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
    lines: list[ThreadLine] = field(default_factory=list)
    closed: list[tuple[int, str]] = field(default_factory=list)
    wakes: list[WakeUp] = field(default_factory=list)
    reminded: list[int] = field(default_factory=list)
    heard: dict[str, datetime] = field(default_factory=dict)  # chat -> by the platform's clock
    touches: list[Touch] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    cut: list[str] = field(default_factory=list)  # chats whose owner withdrew
    ended: list[tuple[Turn, Conversation]] = field(default_factory=list)  # by an answer in chat

    def write(self, port: TurnPort, now: datetime) -> None:
        """Write everything, in lock order; tables without rows are not touched."""
        if self.errors:
            port.mark_quarantined(self.errors)
        if self.heard or self.touches:
            port.heard(self.heard, self.touches)
        if self.refused:
            port.refuse(self.refused, now)
        if self.moved:
            port.save(self.moved, now)
        if self.moves:
            port.move(self.moves)
        if self.answers:
            port.record(self.answers)
        if self.alerts:
            self.messages += [alert_mail(row, now) for row in port.alert(self.alerts)]
        if self.shared:
            port.share_cases([here.conversation.id for here, _ in self.shared], agreed=True)
            self.messages += [share_mail(here, low, now) for here, low in self.shared]
        if self.kept_back:
            port.share_cases([here.conversation.id for here in self.kept_back], agreed=False)
        self._threads(port, now)
        if self.messages:
            self._own_pages(port)
            said = [message for message in self.messages if message.body.get("to", 1)]
            port.enqueue([part for message in said for part in parted(message)], now)
        for chat in self.cut:
            port.cut(chat, now)

    def _threads(self, port: TurnPort, now: datetime) -> None:
        if self.closed:
            port.close_threads(self.closed, now)
        if self.lines:
            self.messages += [officer_mail(line, now) for line in port.to_officer(self.lines)]
        if self.wakes:
            port.wake_at(self.wakes)
        if self.reminded:
            port.reminded(self.reminded)

    def _own_pages(self, port: TurnPort) -> None:
        """Messages that offer the citizen's own page get its secret."""
        wanted = {m.invitation for m in self.messages if m.body.get("page") and m.invitation}
        if wanted:
            tokens = port.tokens(sorted(wanted))
            self.messages = [_with_token(message, tokens) for message in self.messages]


def _with_token(message: NewMessage, tokens: Mapping[int, str]) -> NewMessage:
    token = tokens.get(message.invitation or 0) if message.body.get("page") else None
    return replace(message, body={**message.body, "token": token}) if token else message


def gather(
    gathered: Gathered, turn: Turn, here: Loaded, stepped: Stepped, now: datetime
) -> Conversation:
    """Put one step's effects on the heap; the conversation with its messages numbered."""
    flow, moved, effects = stepped
    channel = _channel(turn)
    spoken = moved.spoken
    says = sum(isinstance(effect, Say) for effect in effects)
    if says:
        moved = replace(moved, spoken=spoken + says)
    now_here = here._replace(conversation=moved)
    began = here.conversation.status is Status.WAITING and moved.status is not Status.WAITING
    if began and here.invitation_state in ("open", "silent", "unreachable"):
        gathered.moves.append(InvitationMove(here.conversation.id, "started", now))
    for effect in effects:
        if isinstance(effect, Say):
            spoken += 1
            gathered.messages.append(_reply(turn, now_here, effect.prompt, spoken, now))
        else:
            _follow(gathered, flow, (turn, now_here), (effect, channel), now)
    if moved != here.conversation:
        gathered.moved.append(now_here)
    return moved


def _channel(turn: Turn) -> str:
    """By what somebody did this."""
    if turn.mail:
        return "email"
    return "zalo" if turn.chat or turn.message else "web"


def _follow(
    gathered: Gathered,
    flow: Flow,
    of: tuple[Turn, Loaded],
    followed: tuple[Stored, str],
    now: datetime,
) -> None:
    """What an effect leaves in the store; `followed` is the effect and the channel it came by."""
    (turn, here), (effect, channel) = of, followed
    id_ = here.conversation.id
    match effect:
        case Record():
            gathered.answers.append(_answer(flow, here, effect, channel, now))
        case Alert():
            gathered.alerts.append(alert_row(flow, here, effect, now))
        case ShareCase(True):
            gathered.shared.append((here, low_criteria(flow, here)))
        case ShareCase():
            gathered.kept_back.append(here)
        case Refuse():
            gathered.refused[here.person_hash] = channel
        case ForOfficer(about, said, what):
            gathered.lines.append(_line(turn, here, (about, said, what), now))
        case ThreadClosed(about):
            gathered.closed.append((id_, about.value))
        case WakeAt(number, at):
            gathered.wakes.append(WakeUp(id_, number, at))
        case Reminded():
            gathered.reminded.append(id_)
        case Close():
            gathered.moves = [move for move in gathered.moves if move.id != id_]
            gathered.moves.append(InvitationMove(id_, _final_state(effect, here), now))
        case _:
            assert_never(effect)


def _line(
    turn: Turn, here: Loaded, said: tuple[About, str | None, str], now: datetime
) -> ThreadLine:
    """A line of a thread; what was attached to the message goes with it."""
    about, words, what = said
    sent = turn.event.attached if isinstance(turn.event, SentOther) else None
    words = words if sent is None else sent.said or None
    return ThreadLine(here, about.value, turn.event_key, now, what, words, sent)


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


def _reply(turn: Turn, here: Loaded, prompt: Prompt, number: int, now: datetime) -> NewMessage:
    chat = turn.chat
    if chat is None:
        raise ValueError("only a chat can be replied to")
    id_ = here.conversation.id
    opens, closes = _hours(turn, here.conversation)
    return NewMessage(
        key=f"{id_}/reply/{number}/zalo",
        invitation=id_,
        purpose="reply",
        channel="zalo",
        recipient=chat.hash,
        # A refusal drops what is still queued, but not its own last word.
        subject_hash=None if here.conversation.ending in LEAVES else here.person_hash,
        body={
            "prompt": prompt,
            "user": chat.user,
            "account": chat.account,
            "conversation": id_,
            "asking": number,
            "page": prompt.page,
            **({"quote": turn.said_in} if prompt.quotes and turn.said_in else {}),
        },
        due_at=now,
        opens=opens,
        closes=closes,
        not_after=turn.push.until if turn.push else None,
        account=chat.account,
        way="consultation",
        price=turn.push.price if turn.push else 0,
    )


def _hours(turn: Turn, conv: Conversation) -> tuple[int, int] | tuple[None, None]:
    """The minutes of the day between which what we begin may leave; answers leave at any hour."""
    if not isinstance(turn.event, Rated | Woken | WentSilent):
        return None, None
    window = window_of(conv)
    opens, closes = window.opens, window.closes
    return opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute


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
        sensitive=sensitive or given.held,
    )
