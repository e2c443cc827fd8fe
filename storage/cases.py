"""Keeps the cases' port: agencies, cases, persons, addresses, quarantine. It decides nothing.

The same statements run on SQLite and PostgreSQL. Rows go in sorted by their hash, addresses
after the persons they point to; no statement locks an address or a person that is there already.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from cases.agencies import Agency
from cases.ports import (
    KeptAddress,
    KeptCase,
    KeptPerson,
    KeptRejection,
    Known,
    Merged,
    Origin,
    Parted,
    RejectedRow,
)
from ground.seal import Keyring
from storage.bulk import insert_many, missing_only
from storage.tables import address, agency, case, person, rejected_row

_FIXED = ("key", "first_seen_at")  # what an update of a case leaves alone
_WEAK_KEYS = ("phone", "email")


class Cases:
    """CasePort over one connection, inside a transaction that the caller began."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._db = connection
        self._keyring = keyring  # every store is built alike; sealing is done before the unit

    def keep_agencies(self, agencies: Sequence[Agency]) -> None:
        rows = [
            {
                "code": unit.code,
                "name": unit.name,
                "names": json.dumps(unit.names, ensure_ascii=False),
                "valid_from": unit.valid_from,
                "valid_to": unit.valid_to,
            }
            for unit in sorted(agencies, key=lambda unit: unit.code)
        ]
        self._upsert(agency, "code", rows)

    def known(self, keys: Sequence[str], addresses: Sequence[str]) -> Known:
        returned = case.c.returned_on.is_not(None)
        contents = select(case.c.key, case.c.content_hash, returned).where(case.c.key.in_(keys))
        shared = select(address.c.hash).where(
            address.c.hash.in_(addresses), address.c.state == "shared"
        )
        return Known(
            {key: (content, bool(done)) for key, content, done in self._db.execute(contents)},
            frozenset(self._db.scalars(shared)),
        )

    def keep_cases(self, cases: Sequence[KeptCase], origin: Origin) -> None:
        if not cases:
            return
        persons = self._keep_persons([kept.person for kept in cases], origin.at)
        self._keep_addresses([a for kept in cases for a in kept.addresses], persons)
        codes = {kept.row.agency for kept in cases}
        found = select(agency.c.code, agency.c.id).where(agency.c.code.in_(codes))
        agencies = dict(self._db.execute(found).all())
        self._upsert(
            case,
            "key",
            [
                _values(kept, agencies[kept.row.agency], persons[kept.person.key_hash], origin)
                for kept in sorted(cases, key=lambda kept: kept.row.key)
            ],
        )

    def _keep_persons(self, persons: Sequence[KeptPerson], at: datetime) -> dict[str, int]:
        """Person ids by key hash, of persons that are there from now on."""
        by_hash = {one.key_hash: one for one in reversed(persons)}  # the first row's name stands
        self._insert_missing(
            person,
            [
                {
                    "key_hash": key_hash,
                    "key_kind": one.key_kind,
                    "name_sealed": one.name_sealed,
                    "first_seen_at": at,
                }
                for key_hash, one in sorted(by_hash.items())
            ],
        )
        found = select(person.c.key_hash, person.c.id).where(person.c.key_hash.in_(by_hash))
        return dict(self._db.execute(found).all())

    def _keep_addresses(self, kept: Sequence[KeptAddress], persons: Mapping[str, int]) -> None:
        by_hash = {one.hash: one for one in reversed(kept)}
        self._insert_missing(
            address,
            [
                {
                    "hash": hash_,
                    "channel": one.channel,
                    "person_id": persons[one.person],
                    "value_sealed": one.value_sealed,
                    "state": "usable",
                }
                for hash_, one in sorted(by_hash.items())
            ],
        )

    def keep_rejected(self, rows: Sequence[KeptRejection], origin: Origin) -> None:
        self._insert_missing(
            rejected_row,
            [
                {
                    "source": origin.source,
                    "place": row.place,
                    "reason": row.reason,
                    "hint": row.hint,
                    "raw_hash": row.raw_hash,
                    "raw_sealed": row.raw_sealed,
                    "at": origin.at,
                }
                for row in rows
            ],
        )

    def contacts_above(self, limit: int) -> list[str]:
        found: list[str] = []
        for column in (case.c.phone_hash, case.c.email_hash):
            crowded = (
                select(column).where(column.is_not(None)).group_by(column)
                .having(func.count() > limit)
            )  # fmt: skip
            usable = select(address.c.hash).where(
                address.c.hash.in_(crowded), address.c.state == "usable"
            )
            found += self._db.scalars(usable)
        return sorted(found)

    def set_aside(self, addresses: Sequence[str]) -> None:
        self._db.execute(
            update(address)
            .where(address.c.hash.in_(addresses), address.c.state == "usable")
            .values(state="shared", person_id=None)
        )

    def merged_by_shared(self, limit: int) -> list[Merged]:
        phone, email = address.alias("phone"), address.alias("email")
        by_phone = and_(person.c.key_kind == "phone", phone.c.state == "shared")
        by_email = and_(person.c.key_kind == "email", email.c.state == "shared")
        statement = (
            select(case.c.id, case.c.key, email.c.hash, email.c.value_sealed, email.c.state)
            .select_from(
                case.join(person, person.c.id == case.c.person_id)
                .outerjoin(phone, phone.c.hash == case.c.phone_hash)
                .outerjoin(email, email.c.hash == case.c.email_hash)
            )
            .where(person.c.key_kind.in_(_WEAK_KEYS), or_(by_phone, by_email))
            .order_by(case.c.id)
            .limit(limit)
        )
        return [
            Merged(row.id, row.key, (row.hash, row.value_sealed) if row.state == "usable" else None)
            for row in self._db.execute(statement)
        ]

    def part(self, cases: Sequence[Parted], at: datetime) -> None:
        persons = self._keep_persons([one.person for one in cases], at)
        moves = [
            {"of": one.case_id, "email": one.email_hash, "own": persons[one.person.key_hash]}
            for one in cases
        ]
        own: dict[str, Any] = {"person_id": bindparam("own")}
        mails = [move for move in moves if move["email"]]
        if mails:
            of_mail = update(address).where(address.c.hash == bindparam("email"))
            self._db.execute(of_mail.values(own), mails)
        self._db.execute(update(case).where(case.c.id == bindparam("of")).values(own), moves)

    def shared(self) -> list[tuple[str, str, bytes, int]]:
        counted = []
        for channel, column in (("phone", case.c.phone_hash), ("email", case.c.email_hash)):
            statement = (
                select(address.c.hash, address.c.channel, address.c.value_sealed, func.count())
                .join(case, column == address.c.hash)
                .where(address.c.state == "shared", address.c.channel == channel)
                .group_by(address.c.hash, address.c.channel, address.c.value_sealed)
            )
            counted += [(h, c, v, n) for h, c, v, n in self._db.execute(statement)]
        return sorted(counted, key=lambda row: (-row[3], row[0]))

    def rejected(self, limit: int) -> list[RejectedRow]:
        columns = [rejected_row.c[name] for name in RejectedRow.__slots__]
        statement = select(*columns).order_by(rejected_row.c.id.desc()).limit(limit)
        return [RejectedRow(*row) for row in self._db.execute(statement)]

    def _insert_missing(self, table: Table, rows: list[dict[str, Any]]) -> None:
        insert_many(self._db, missing_only(table, self._db.dialect.name), rows)

    def _upsert(self, table: Table, key: str, rows: list[dict[str, Any]]) -> None:
        if not rows:
            return
        insert = self._insert(table)
        given = {name: insert.excluded[name] for name in rows[0] if name not in (*_FIXED, key)}
        upsert = insert.on_conflict_do_update(index_elements=[key], set_=given)
        insert_many(self._db, upsert, rows)

    def _insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        on_sqlite = self._db.dialect.name == "sqlite"
        return sqlite.insert(table) if on_sqlite else postgresql.insert(table)


def _values(kept: KeptCase, agency_id: int, person_id: int, origin: Origin) -> dict[str, Any]:
    row = kept.row
    return {
        "key": row.key,
        "code": row.code,
        "agency_id": agency_id,
        "person_id": person_id,
        "name_sealed": kept.name_sealed,
        "procedure_code": row.procedure_code,
        "procedure": row.procedure,
        "field": row.field,
        "filed_online": row.filed_online,
        "applicant_kind": row.applicant_kind,
        "status": row.status,
        "refused": row.refused,
        "received_at": row.received_at,
        "due_at": row.due_at,
        "returned_at": row.returned_at,
        "returned_on": row.returned_on,
        "phone_hash": kept.phone_hash,
        "email_hash": kept.email_hash,
        "content_hash": kept.content_hash,
        "source": origin.source,
        "first_seen_at": origin.at,
        "changed_at": origin.at,
    }
