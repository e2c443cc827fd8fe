"""The rows that results are read from. Every statement here is a SELECT."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, and_, case, exists, func, or_, select

from flows.model import OFF_PATH
from ground.seal import Keyring
from results.ports import (
    AlertLine,
    AnswerLine,
    Published,
    UnitCounts,
    UnreachableLine,
    ValueCount,
)
from storage import tables as t
from storage.answer_rows import opened
from storage.flows import FlowRows

_BEGAN = ("valid", "partial", "ineligible")  # also where a late starter's state stayed as it was


def _sum(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _counts(unit: Any, drawn: Any, invited: Any, sent: Any) -> UnitCounts:
    """A unit's numbers; a row that is not there counts nothing."""

    def of(row: Any, name: str) -> int:
        return int(getattr(row, name)) if row is not None else 0

    return UnitCounts(
        code=unit.code,
        name=unit.name,
        drawn=of(drawn, "drawn"),
        called=of(drawn, "called"),
        sent=of(sent, "sent"),
        delivered=of(sent, "delivered") if of(sent, "by_zalo") else None,
        started=of(invited, "started"),
        open=of(invited, "open"),
        valid=of(invited, "valid"),
        partial=of(invited, "partial"),
        refused=of(invited, "refused"),
        unreachable=of(invited, "unreachable") + of(drawn, "no_contact"),
        reserves=of(drawn, "reserves"),
        ineligible=of(invited, "ineligible"),
    )


class ResultRows:
    """Keeps `results.ports.ResultPort`."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._db = connection
        self._keys = keyring

    def units(self, plan: str, wave: int) -> Sequence[UnitCounts]:
        invited = self._by_agency(self._invited(plan, wave))
        sent = self._by_agency(self._sent(plan, wave))
        drawn = self._by_agency(self._drawn(plan, wave))
        # From the draw's record: a unit without a single case is still short of its quota.
        asked = sorted(self.quotas(plan, wave))
        units = self._db.execute(
            select(t.agency).where(t.agency.c.code.in_(asked)).order_by(t.agency.c.code)
        )
        return [
            _counts(unit, drawn.get(unit.id), invited.get(unit.id), sent.get(unit.id))
            for unit in units
        ]

    def _by_agency(self, statement: Any) -> dict[int, Any]:
        return {row.agency_id: row for row in self._db.execute(statement)}

    @staticmethod
    def _drawn(plan: str, wave: int) -> Any:
        sample = t.sample
        reserve = and_(sample.c.state == "called", ~sample.c.main)
        return (
            select(
                sample.c.agency_id,
                func.count().label("drawn"),
                _sum(sample.c.state == "called").label("called"),
                _sum(reserve).label("reserves"),
                _sum(sample.c.state == "unreachable").label("no_contact"),
            )
            .where(sample.c.plan == plan, sample.c.wave == wave)
            .group_by(sample.c.agency_id)
        )

    @staticmethod
    def _invited(plan: str, wave: int) -> Any:
        state, began = t.invitation.c.state, t.invitation.c.started_at
        return (
            select(
                t.invitation.c.agency_id,
                _sum(or_(began.is_not(None), state.in_(_BEGAN))).label("started"),
                _sum(state == "started").label("open"),
                _sum(state == "valid").label("valid"),
                _sum(state == "partial").label("partial"),
                _sum(state == "ineligible").label("ineligible"),
                _sum(state == "refused").label("refused"),
                _sum(state == "unreachable").label("unreachable"),
            )
            .where(t.invitation.c.plan == plan, t.invitation.c.wave == wave)
            .group_by(t.invitation.c.agency_id)
        )

    @staticmethod
    def _sent(plan: str, wave: int) -> Any:
        message = t.message
        of_invitation = and_(
            message.c.invitation_id == t.invitation.c.id, message.c.purpose == "invite"
        )
        left = exists().where(of_invitation, message.c.state.in_(("sent", "unknown")))
        arrived = exists().where(of_invitation, message.c.delivered_at.is_not(None))
        by_zalo = exists().where(
            of_invitation, message.c.state == "sent", message.c.channel == "zalo"
        )
        return (
            select(
                t.invitation.c.agency_id,
                _sum(left).label("sent"),
                _sum(arrived).label("delivered"),
                _sum(by_zalo).label("by_zalo"),
            )
            .where(t.invitation.c.plan == plan, t.invitation.c.wave == wave)
            .group_by(t.invitation.c.agency_id)
        )

    def quotas(self, plan: str, wave: int) -> Mapping[str, int]:
        record = self._db.execute(
            select(t.draw.c.record).where(t.draw.c.plan == plan, t.draw.c.wave == wave)
        ).scalar_one_or_none()
        if record is None:
            return {}
        return {unit["agency"]: unit["quota"] for unit in orjson.loads(record)["units"]}

    def values(self, plan: str, wave: int) -> Sequence[ValueCount]:
        answer, newer = t.answer, t.answer.alias("newer")
        superseded = exists().where(
            newer.c.conversation_id == answer.c.conversation_id,
            newer.c.question == answer.c.question,
            newer.c.revision > answer.c.revision,
        )
        rows = self._db.execute(
            select(
                t.agency.c.code,
                answer.c.question,
                answer.c.value,
                func.count().label("n"),
                answer.c.flow_hash,
            )
            .join(t.agency, t.agency.c.id == answer.c.agency_id)
            .join(t.invitation, t.invitation.c.id == answer.c.conversation_id)
            .where(answer.c.plan == plan, answer.c.wave == wave, ~superseded)
            .where(t.invitation.c.state == "valid")
            .where(answer.c.value != OFF_PATH, ~answer.c.sensitive)
            .group_by(t.agency.c.code, answer.c.question, answer.c.value, answer.c.flow_hash)
        )
        return [ValueCount(*row) for row in rows]

    def answers(self, plan: str, wave: int, sensitive: bool) -> Iterator[AnswerLine]:
        answer, secret = t.answer, t.answer_secret
        same = and_(
            secret.c.conversation_id == answer.c.conversation_id,
            secret.c.question == answer.c.question,
            secret.c.revision == answer.c.revision,
        )
        shown = () if sensitive else (~answer.c.sensitive,)
        rows = self._db.execute(
            select(
                answer,
                secret.c.words_sealed,
                t.case.c.code.label("case_code"),
                t.agency.c.code.label("agency_code"),
            )
            .join(t.case, t.case.c.id == answer.c.case_id)
            .join(t.agency, t.agency.c.id == answer.c.agency_id)
            .outerjoin(secret, same)
            .where(answer.c.plan == plan, answer.c.wave == wave, *shown)
            .order_by(answer.c.at, answer.c.conversation_id, answer.c.question, answer.c.revision)
        )
        return (self._line(row) for row in rows)

    def _line(self, row: Any) -> AnswerLine:
        subject = f"answer/{row.conversation_id}/{row.question}/{row.revision}"
        said = self._keys.open(row.words_sealed, subject) if row.words_sealed else None
        value, words = opened(row, said)
        return AnswerLine(
            case=row.case_code,
            agency=row.agency_code,
            plan=row.plan,
            flow=row.flow,
            version=row.flow_hash,
            question=row.question,
            kind=row.kind,
            value=value,
            words=words,
            channel=row.channel,
            way_in=row.way_in,
            language=row.language,
            revision=row.revision,
            at=row.at,
            sensitive=row.sensitive,
        )

    def publications(self, flow: str) -> Sequence[Published]:
        return [
            Published(each.number, each.hash, each.meaning)
            for each in FlowRows(self._db).history(flow)
        ]

    def alerts(self, plan: str | None) -> Sequence[AlertLine]:
        alert = t.alert
        statement = (
            select(alert, t.case.c.code.label("case_code"), t.agency.c.code.label("agency_code"))
            .join(t.case, t.case.c.id == alert.c.case_id)
            .join(t.agency, t.agency.c.id == alert.c.agency_id)
            .order_by(alert.c.at.desc(), alert.c.case_id, alert.c.question)
        )
        if plan is not None:
            statement = statement.where(alert.c.plan == plan)
        return [
            AlertLine(
                row.agency_code,
                row.plan,
                row.question,
                row.level,
                row.at,
                row.case_code if row.case_shared else None,
            )
            for row in self._db.execute(statement)
        ]

    def unreachable(self, plan: str, wave: int) -> Sequence[UnreachableLine]:
        sample, invitation = t.sample, t.invitation
        gone = exists().where(
            invitation.c.case_id == sample.c.case_id,
            invitation.c.plan == plan,
            invitation.c.wave == wave,
            invitation.c.state == "unreachable",
        )
        rows = self._db.execute(
            select(
                sample.c.position,
                t.agency.c.code.label("agency_code"),
                t.case.c.code,
                t.case.c.key,
                t.case.c.name_sealed,
                t.case.c.person_id,
            )
            .join(t.agency, t.agency.c.id == sample.c.agency_id)
            .join(t.case, t.case.c.id == sample.c.case_id)
            .where(sample.c.plan == plan, sample.c.wave == wave)
            .where(or_(sample.c.state == "unreachable", gone))
            .order_by(t.agency.c.code, sample.c.position)
        ).all()
        phones = self._phones([row.person_id for row in rows])
        return [self._unreachable(row, phones.get(row.person_id, "")) for row in rows]

    def _phones(self, people: Sequence[int]) -> Mapping[int, str]:
        """Every phone of these people, mobile or land line."""
        address = t.address
        rows = self._db.execute(
            select(address)
            .where(address.c.person_id.in_(people))
            .where(address.c.channel.in_(("phone", "landline")))
            .order_by(address.c.channel)
        )
        found: dict[int, list[str]] = {}
        for row in rows:
            value = self._keys.open(row.value_sealed, f"address/{row.hash}")
            found.setdefault(row.person_id, []).append(value)
        return {person: ", ".join(values) for person, values in found.items()}

    def _unreachable(self, row: Any, phones: str) -> UnreachableLine:
        sealed = row.name_sealed
        name = self._keys.open(sealed, f"case_file/{row.key}") if sealed else ""
        return UnreachableLine(row.agency_code, row.code, row.position, name, phones)
