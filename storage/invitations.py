"""Invitations with their conversations, contacts and messages."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, or_, select, update

from bot.conversation import Conversation, dump, load
from bot.receipt import RECEIPT
from flows.walk.chance import seed_of
from ground.seal import LINKS, STOPS, Keyring
from plans.invite import BROKE
from plans.model import Reach
from plans.ports import Around, Contact, DueInvitation, Looked, NewInvitation, SentState
from post.ports import NewMessage
from storage import tables as t
from storage.candidates import usable_contacts
from storage.chats import begun_to, chats_of
from storage.outbox_rows import message_values
from storage.upserts import inserter

_OF_BEFORE = {"zalo": Reach.TEMPLATE_PHONE.value}
"""Keys of messages named the channel alone, before there were several ways."""
_LOOKED = (
    update(t.invitation)
    .where(t.invitation.c.id == bindparam("key"), t.invitation.c.state == bindparam("was"))
    .values(
        state=bindparam("new_state"),
        reminded=bindparam("new_reminded"),
        check_at=bindparam("when"),
    )
)


class Invitations:
    """Adds invitations, finds the due ones, and stores what looking at them came to."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._db = connection
        self._keys = keyring
        self._insert = inserter(connection)

    def add(self, invitations: Sequence[NewInvitation], now: datetime) -> None:
        insert = t.invitation.insert().returning(t.invitation.c.id, sort_by_parameter_order=True)
        values = [self._invitation(invitation) for invitation in invitations]
        ids = list(self._db.execute(insert, values).scalars())
        pairs = list(zip(ids, invitations, strict=True))
        self._db.execute(
            t.conversation.insert(), [self._conversation(id_, new, now) for id_, new in pairs]
        )
        self._db.execute(t.invitation_contact.insert(), _contacts(pairs))
        messages = [
            replace(new.first, key=f"{id_}/{new.first.key}", invitation=id_) for id_, new in pairs
        ]
        self.enqueue(messages, now)

    def _invitation(self, new: NewInvitation) -> dict[str, Any]:
        secrets = {"token": new.token, "code": new.code, "stop": new.stop}
        secret = orjson.dumps(secrets).decode()
        return {
            "ref": new.ref,
            "plan": new.plan,
            "wave": new.wave,
            "case_id": new.candidate.case,
            "agency_id": new.agency,
            "person_id": new.candidate.person,
            "position": new.candidate.position,
            "state": "open",
            "token_hash": self._keys.mac(LINKS, new.token),
            "stop_hash": self._keys.mac(STOPS, new.stop) if new.stop else None,
            "code_hash": self._keys.mac("code", new.code),
            "secrets_sealed": self._keys.seal(secret, f"invitation/{new.ref}"),
            "receipt_hash": self._keys.mac("receipt", self._receipt(new)),
            "code_used": False,
            "invited_at": new.invited_at,
            "expires_at": new.expires_at,
            "reminded": 0,
            "check_at": new.check_at,
        }

    def _receipt(self, new: NewInvitation) -> str:
        """The receipt's code follows from the key and the invitation's random reference."""
        return self._keys.code("receipt of", new.ref)

    def _conversation(self, id_: int, new: NewInvitation, now: datetime) -> dict[str, Any]:
        facts = {**new.facts, RECEIPT: self._receipt(new)}
        born = Conversation(id=id_, flow_hash=new.flow_hash, facts=facts, seed=seed_of(new.ref))
        return {
            "id": id_,
            "person_id": new.candidate.person,
            "flow": new.flow,
            "flow_hash": new.flow_hash,
            "state": self._keys.seal(dump(born).decode(), f"conversation/{id_}"),
            "status": born.status.value,
            "chat_hash": None,
            "updated_at": now,
        }

    def enqueue(self, messages: Sequence[NewMessage], now: datetime) -> None:
        """Into the outbox; what is there already stays alone."""
        insert = self._insert(t.message).on_conflict_do_nothing()
        self._db.execute(insert, [message_values(self._keys, m, now) for m in messages])

    def due(self, plan: str, wave: int, around: Around) -> Sequence[DueInvitation]:
        invitation = t.invitation
        rows = self._db.execute(
            select(
                invitation,
                t.agency.c.code.label("agency_code"),
                t.person.c.key_hash,
                t.conversation.c.state.label("talk"),
                t.conversation.c.updated_at,
                t.case.c.phone_hash,
                t.case.c.email_hash,
            )
            .join(t.agency, t.agency.c.id == invitation.c.agency_id)
            .join(t.person, t.person.c.id == invitation.c.person_id)
            .join(t.conversation, t.conversation.c.id == invitation.c.id)
            .join(t.case, t.case.c.id == invitation.c.case_id)
            .where(invitation.c.plan == plan, invitation.c.wave == wave)
            .where(or_(invitation.c.state == "open", _left_on_the_page()))
            .where(invitation.c.check_at <= around.now)
            .order_by(invitation.c.check_at, invitation.c.id)
            .limit(around.limit)
            .with_for_update(of=invitation, skip_locked=True)
        ).all()
        sent = self._sent([row.id for row in rows])
        hashes = {h for row in rows for h in (row.phone_hash, row.email_hash) if h}
        contacts = usable_contacts(self._db, self._keys, hashes)
        people = [row.person_id for row in rows]
        chats = chats_of(self._db, self._keys, people, around.account)
        begun = begun_to(self._db, people, around.since)
        return [
            replace(
                self._due(row, sent.get(row.id, ()), contacts),
                chat=chats.get(row.person_id),
                begun=begun.get(row.person_id, ()),
            )
            for row in rows
        ]

    def _sent(self, ids: Sequence[int]) -> Mapping[int, tuple[SentState, ...]]:
        if not ids:
            return {}
        message = t.message
        found: dict[int, tuple[SentState, ...]] = {}
        rows = self._db.execute(
            select(message)
            .where(message.c.invitation_id.in_(ids))
            .where(message.c.purpose.in_(("invite", "remind")))
            .order_by(message.c.id)
        )
        for row in rows:
            _, _, attempt, reach = row.key.split("/")
            state = SentState(
                row.purpose,
                int(attempt),
                _OF_BEFORE.get(reach, reach),
                row.channel,
                row.state,
                row.error or "",
                row.sent_at or row.created_at,
                row.delivered_at is not None,
            )
            found[row.invitation_id] = (*found.get(row.invitation_id, ()), state)
        return found

    def _due(
        self, row: Any, sent: tuple[SentState, ...], contacts: Mapping[str, Contact]
    ) -> DueInvitation:
        secret = orjson.loads(self._keys.open(row.secrets_sealed, f"invitation/{row.ref}"))
        talk = load(self._keys.open(row.talk, f"conversation/{row.id}"))
        usable = (contacts.get(row.phone_hash), contacts.get(row.email_hash))
        return DueInvitation(
            id=row.id,
            ref=row.ref,
            agency=row.agency_code,
            person_hash=row.key_hash,
            invited_at=row.invited_at,
            expires_at=row.expires_at,
            reminded=row.reminded,
            token=secret["token"],
            code=secret["code"],
            stop=secret.get("stop", ""),
            facts={name: value for name, value in talk.facts.items() if name != RECEIPT},
            contacts=tuple(contact for contact in usable if contact is not None),
            sent=sent,
            quiet_since=row.updated_at if row.state == "started" else None,
            flow_hash=talk.flow_hash,
        )

    def looked(
        self, results: Sequence[Looked], messages: Sequence[NewMessage], now: datetime
    ) -> None:
        self._db.execute(
            _LOOKED,
            [
                {
                    "key": looked.id,
                    "was": "started" if looked.state == "started" else "open",
                    "new_state": looked.state,
                    "new_reminded": looked.reminded,
                    "when": looked.check_at,
                }
                for looked in results
            ],
        )
        gone = [looked.id for looked in results if looked.state not in ("open", "started")]
        self._free(gone)
        instead = {looked.id for looked in results if looked.instead}
        kept = instead - self._drop_without_money(instead)
        if left := [message for message in messages if message.invitation not in kept]:
            self.enqueue(left, now)

    def _drop_without_money(self, ids: Collection[int]) -> set[int]:
        """Drop what waits for money; the invitations of which it still waited."""
        if not ids:
            return set()
        message = t.message
        dropped = self._db.execute(
            update(message)
            .where(message.c.invitation_id.in_(sorted(ids)), message.c.state == "queued")
            .where(message.c.error == BROKE)
            .values(state="dead")
            .returning(message.c.invitation_id)
        )
        return set(dropped.scalars())

    def fill(self, plan: str, wave: int, units: Sequence[int]) -> None:
        """Whoever has not begun is let go; what was queued for them is dropped."""
        invitation = t.invitation
        gone = list(
            self._db.execute(
                update(invitation)
                .where(invitation.c.plan == plan, invitation.c.wave == wave)
                .where(invitation.c.agency_id.in_(units))
                .where(invitation.c.state.in_(("open", "silent", "unreachable")))
                .where(invitation.c.started_at.is_(None))
                .values(state="quota_full")
                .returning(invitation.c.id)
            ).scalars()
        )
        self._free(gone)
        if gone:
            message = t.message
            self._db.execute(
                update(message)
                .where(message.c.invitation_id.in_(gone), message.c.state == "queued")
                .where(message.c.purpose.in_(("invite", "remind", "again")))
                .values(state="dead", error="quota_full")
            )

    def _free(self, ids: Sequence[int]) -> None:
        if ids:
            contact = t.invitation_contact
            self._db.execute(delete(contact).where(contact.c.invitation_id.in_(ids)))


def _left_on_the_page() -> ColumnElement[bool]:
    """Begun, not ended, and no chat: the plan reminds them by their first channel."""
    talk = t.conversation.c
    return and_(t.invitation.c.state == "started", talk.status == "open", talk.chat_hash.is_(None))


def _contacts(pairs: Sequence[tuple[int, NewInvitation]]) -> list[dict[str, Any]]:
    return [
        {"address_hash": contact.hash, "invitation_id": id_}
        for id_, new in pairs
        for contact in new.candidate.contacts
    ]
