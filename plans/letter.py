"""One message that we begin, from a plan, a way and the case's facts. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flows.model import Flow
from ground.when import local_date
from plans.callup import expires_at
from plans.mail import told_by_mail
from plans.model import LegalBasis, Plan, Reach
from plans.ports import Candidate, Chat, Fact, Room, UnitRow
from plans.ways import Means, Way, template_of
from post.ports import NewMessage
from post.rules import Rules
from post.templates.book import TemplateBook


@dataclass(frozen=True, slots=True)
class Asking:
    """A plan in force: its survey, wave, and until when answers stay linked to cases."""

    plan: Plan
    flow: Flow
    wave: int
    keep_until: date
    rules: Rules
    templates: TemplateBook
    account: str | None  # the Official Account that it asks by; None = Zalo is not set

    def means(self, room: Room) -> Means:
        """What it reaches people with, while there is so much room."""
        return Means(self.plan, self.rules, self.templates, room, self.account, self.flow)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What only the invited person gets, and the tracking reference."""

    ref: str
    token: str
    code: str
    stop: str = ""  # of the mail's one-click stop; "" = it is older than these, and the token stops


@dataclass(frozen=True, slots=True)
class Letter:
    """What the messages of one invitation share."""

    plan: Plan
    secrets: Secrets
    facts: Mapping[str, Fact]
    person_hash: str
    account: str | None  # the plan's Official Account
    flow: Flow | None = None  # the talk's survey, whose beginning a mail shows; None = unknown
    begun: bool = False  # something was answered already

    def message(self, purpose: str, attempt: int, way: Way) -> NewMessage:
        """The message by this way: in its hours, at most at its price, not after its window.

        `key` lacks the invitation's id; the store puts it in front.
        """
        by_mail = way.reach is Reach.EMAIL
        template = template_of(self.plan, way.reach, purpose) if way.templates else ""
        return NewMessage(
            key=f"{purpose}/{attempt}/{way.reach}",
            invitation=None,
            purpose=purpose,
            channel=way.reach.channel,
            recipient=way.to.hash,
            subject_hash=self.person_hash,
            body={
                "kind": purpose,
                **(self._mail(attempt) if by_mail else self._chat(template)),
                **_to(way),
            },
            due_at=way.due,
            opens=way.hours.opens.hour * 60 + way.hours.opens.minute,
            closes=way.hours.closes.hour * 60 + way.hours.closes.minute,
            not_after=way.not_after,
            tracking=self._tracking(purpose, attempt, way),
            account=None if by_mail else self.account,
            way=way.way,
            price=way.price,
        )

    def _chat(self, template: str) -> dict[str, object]:
        return {
            "template": template,
            "token": self.secrets.token,
            "code": self.secrets.code,
            "facts": self.facts,
        }

    def _mail(self, attempt: int) -> dict[str, object]:
        secrets = self.secrets
        flow = None if self.begun else self.flow
        return {
            "token": secrets.token,
            "stop": secrets.stop or secrets.token,
            "begun": self.begun,
            "last": attempt >= len(self.plan.reminders),
            **told_by_mail(self.plan, flow, secrets.ref, self.facts),
        }

    def _tracking(self, purpose: str, attempt: int, way: Way) -> str | None:
        """Where the platform gives it back; by user id it knows none."""
        if way.way in ("consultation", "template_user"):
            return None
        return f"{self.secrets.ref}.{purpose[0]}{attempt}{way.reach.value[0]}"


def _to(way: Way) -> dict[str, object]:
    if isinstance(way.to, Chat):
        return {"user": way.to.user, "language": way.to.language}
    return {"to": way.to.value}


def facts_of(asking: Asking, unit: UnitRow, candidate: Candidate, now: datetime) -> dict[str, Fact]:
    """What conditions and placeholders may see of the case (flows/language/names)."""
    plan, returned = asking.plan, candidate.returned_on
    return {
        "agency.code": unit.code,
        "agency.name": unit.name,
        "agency.alert_mail": plan.alerts.get(unit.code),
        "department.name": plan.department,
        "case.code": candidate.case_code,
        "case.returned_on": returned.isoformat(),
        "case.month": f"{returned.month:02d}/{returned.year}",
        "case.procedure": candidate.procedure,
        "case.field": candidate.field,
        "case.filed_online": candidate.filed_online,
        "plan.consent": plan.legal_basis is LegalBasis.CONSENT,
        "plan.minutes": str(asking.flow.minutes),
        "plan.hotline": plan.hotline,
        "plan.keep_until": asking.keep_until.strftime("%d/%m/%Y"),
        "plan.window": str(plan.window),
        "plan.office": str(plan.office),
        "plan.officer_mail": plan.officers.mail,
        "plan.supervisor_mail": plan.officers.supervisor,
        "plan.rating_answers": plan.zalo.rating_answers if plan.zalo else "",
        "plan.deadline": local_date(expires_at(plan, now)).strftime("%d/%m/%Y"),
    }
