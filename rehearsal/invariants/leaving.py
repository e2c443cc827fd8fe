"""What left: to whom, how often, at which hours, and what after a refusal."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from rehearsal.casefile import FileCase
from rehearsal.invariants.evidence import TEMPLATE, Check, Evidence, moment
from rehearsal.script import Script

_HERE = timezone(timedelta(hours=7))
_COURTESY = timedelta(minutes=5)
"""Two bubbles of one round carry times a few milliseconds apart."""


def invited_once(e: Evidence) -> str | None:
    """No link and no contact is invited twice on a channel; reminders are no invitation."""
    links: Counter[str] = Counter()
    contacts: dict[str, str] = {}
    for contact, token in _invitations(e):
        links[f"{token}{'@' in contact}"] += 1
        if links[f"{token}{'@' in contact}"] > 1:
            return f"{_masked(contact)} was invited twice by one link"
        if contacts.setdefault(contact, token) != token:
            return f"{_masked(contact)} was invited for two cases"
    return None


def _invitations(e: Evidence) -> Iterator[tuple[str, str]]:
    """(contact, token) of everything that invites."""
    for bubble in e.bubbles:
        if bubble["kind"] == "template" and bubble["template_id"] in e.rules.invites:
            yield str(bubble["phone"]), str(bubble["params"]["token"])
    for mail in e.mails:
        token = _token(mail["links"])
        if token and "mời" in str(mail["subject"]):
            yield str(mail["to"][0]).casefold(), token


def _token(links: list[str]) -> str:
    found = (link.partition("/k/")[2].partition("?")[0].removesuffix("/thoi") for link in links)
    return next((token for token in found if token), "")


def inside_window(e: Evidence) -> str | None:
    """Nothing that the product begins leaves outside the plan's hours."""
    offices = {address.casefold() for address in e.rules.alerts.values()}
    begun = [(moment(c), "a template") for c in e.calls if c["path"] == TEMPLATE]
    begun += [
        (moment(mail), "a mail")
        for mail in e.mails
        if not offices & {str(to).casefold() for to in mail["to"]}
    ]
    for at, what in begun:
        if not e.rules.opens <= at.astimezone(_HERE).time() < e.rules.closes:
            return f"{what} left at {at.astimezone(_HERE):%d/%m %H:%M}"
    return None


def nothing_after_refusal(e: Evidence) -> str | None:
    """After a refusal one confirmation (in the chat, or the page itself), and then nothing."""
    for script in e.scripts:
        refused = script.refused_at
        if refused is None:
            continue
        contacts = set(script.contacts)
        contacts.update(c for case in _own(e, script) for c in (*case.phones, *case.mails))
        told = [at for at in _reached(e, contacts) if at > refused]
        most = 1 if script.refused_by == "chat" else 0
        least = 0 if e.chat_faults else most
        if not least <= len(told) <= most or any(at > refused + _COURTESY for at in told):
            who = _masked(script.contacts[0])
            return f"{who} refused by {script.refused_by} and then got {len(told)} messages"
    return None


def _own(e: Evidence, script: Script) -> list[FileCase]:
    cases = e.index.cases_of(script)
    return cases if len(cases) == 1 else []


def _reached(e: Evidence, contacts: set[str]) -> Iterator[datetime]:
    for contact in contacts:
        yield from e.index.reached.get(contact, ())


def strangers_learn_nothing(e: Evidence) -> str | None:
    """Who was not invited gets no name of an agency, no case and no question."""
    known = set(e.strangers)
    for bubble in e.bubbles:
        if bubble["phone"] not in known or bubble["by"] != "oa":
            continue
        said = str(bubble["text"])
        if bubble["buttons"] or any(name in said for name in e.rules.agencies):
            return f"a stranger was told: {said[:60]}"
    return None


def outbox_knows(e: Evidence) -> str | None:
    """Every message that reached a citizen stands as sent, or as unknown, in the database.

    What arrived by a call of unknown outcome has no id in the database: it is counted.
    """
    unknown = sum(state == "unknown" for state in e.outbox.values())
    for id_, others in _arrived(e):
        states = {e.outbox[name] for name in (id_, *others) if name in e.outbox}
        if not states:
            unknown -= 1
        if states - {"sent", "unknown"} or unknown < 0:
            return f"message {id_[:16]} arrived, and is {states or 'nowhere'} in the database"
    return None


def _arrived(e: Evidence) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The ids of all that came to a phone or a mailbox, as the other side names them."""
    for bubble in e.bubbles:
        if bubble["by"] == "oa":
            yield str(bubble["id"]), (str(bubble["tracking_id"]),)
    for mail in e.mails:
        id_ = str(mail["headers"].get("Message-ID", "")).strip("<>").partition("@")[0]
        yield id_, (id_.replace(".", "/"),)


def _masked(contact: str) -> str:
    return f"{contact[:4]}…{contact[-2:]}"


CHECKS: dict[str, Check] = {
    "invited_once": invited_once,
    "inside_window": inside_window,
    "nothing_after_refusal": nothing_after_refusal,
    "strangers_learn_nothing": strangers_learn_nothing,
    "outbox_knows_what_arrived": outbox_knows,
}
