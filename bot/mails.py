"""Mails to the agency and to officers about what a citizen said, never with the words. Pure."""

from collections.abc import Mapping
from datetime import datetime

from bot.conversation import About
from bot.events import Alert
from bot.keeping import COMMENT
from bot.ports import AlertRow, Loaded, ThreadLine
from flows.language.placeholders import fill
from flows.model import Flow, words
from ground.canonical import sha256_hex
from ground.when import local_date
from post.ports import NewMessage


def alert_mail(row: AlertRow, now: datetime) -> NewMessage:
    """To the unit: the criterion and the week, never who, and no case."""
    facts = row.of.conversation.facts
    year, week, _ = local_date(row.at).isocalendar()
    body = {
        "kind": "alert",
        "to": facts.get("agency.alert_mail") or "",
        "agency": facts.get("agency.name"),
        "department": facts.get("department.name"),
        "criterion": row.criterion,
        "week": f"{week:02d}/{year}",
        "urgent": row.level == "urgent",
    }
    key = f"alert/{row.of.case}/{row.question}"
    return _mail(key, "alert", f"agency/{row.of.agency}", body, now)


def alert_row(flow: Flow, here: Loaded, bad: Alert, now: datetime) -> AlertRow:
    """A bad answer; where the citizen has agreed already, the case may be seen with it."""
    consents = (question.id for question in flow.questions if question.consents_to)
    shared = any(here.conversation.answers.get(id_) == "yes" for id_ in consents)
    criterion = _criterion(flow, here, bad.question)
    value = "" if flow.by_id[_asked(bad.question)].sensitive else bad.value
    return AlertRow(here, bad.question, value, now, criterion, shared, bad.level.value)


def _criterion(flow: Flow, here: Loaded, question: str) -> str:
    """The criterion's wording, as the unit will read it."""
    return fill(words(flow.by_id[_asked(question)].text, "vi"), here.conversation.fields())


def _asked(question: str) -> str:
    """The question that a remark was made to, or the question itself."""
    return question.partition(COMMENT)[0]


def low_criteria(flow: Flow, here: Loaded) -> list[str]:
    """The wording of every criterion that warned, each once."""
    asked = dict.fromkeys(_asked(question) for question in here.conversation.alerted)
    return [_criterion(flow, here, question) for question in asked]


def share_mail(here: Loaded, low: list[str], now: datetime) -> NewMessage:
    """To the unit, only after the citizen's yes: which case to look into."""
    facts = here.conversation.facts
    body = {
        "kind": "share",
        "to": facts.get("agency.alert_mail") or "",
        "agency": facts.get("agency.name"),
        "department": facts.get("department.name"),
        "case": facts.get("case.code"),
        "criteria": low,
    }
    return _mail(f"share/{here.case}", "alert", f"agency/{here.agency}", body, now)


def officer_mail(line: ThreadLine, now: datetime) -> NewMessage:
    """To whom must read a thread: that there is one. Its words are read at the desk only.

    An accusation goes to the province's supervisor and to nobody else.
    """
    facts = line.of.conversation.facts
    supervisor = line.about == About.ACCUSATION
    mail = facts.get("plan.supervisor_mail" if supervisor else "plan.officer_mail")
    opened = sha256_hex(line.event_key.encode())[:16]
    key = f"thread/{line.of.conversation.id}/{line.about}/{opened}"
    body = {
        "kind": "thread",
        "to": mail or "",
        "department": facts.get("department.name"),
        "about": line.about,
        "urgent": line.about == About.DISTRESS,
    }
    return _mail(key, "thread", "supervisor" if supervisor else "officer", body, now)


def _mail(
    key: str, purpose: str, recipient: str, body: Mapping[str, object], now: datetime
) -> NewMessage:
    """A mail of no invitation: no refusal of a citizen stops it."""
    return NewMessage(
        key=key,
        invitation=None,
        purpose=purpose,
        channel="email",
        recipient=recipient,
        subject_hash=None,
        body=body,
        due_at=now,
    )
