"""What a page needs to read: a conversation by its link's token, a receipt by its code."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from bot.conversation import Conversation, load
from bot.ports import Link
from ground.seal import LINKS, STOPS, Keyring
from storage import tables as t
from storage.flows import flow_source

_RECEIVED = ("valid", "partial")
"""States of invitations whose answers were received; which of them is nobody's to know."""


class Conversations:
    """Keeps `bot.ports.PagePort` and `ReceiptPort`; it writes nothing."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._db = connection
        self._keys = keyring

    def by_ref(self, ref: str) -> Link | None:
        return self._link(t.invitation.c.token_hash == ref)

    def by_stop(self, secret: str) -> Link | None:
        # mails from before there was such a secret hold the token, whose owner may stop as well
        column, token = t.invitation.c, self._keys.mac(LINKS, secret)
        own = column.stop_hash == self._keys.mac(STOPS, secret)
        return self._link(or_(own, column.token_hash == token))

    def _link(self, which: ColumnElement[bool]) -> Link | None:
        rows = self._db.execute(
            select(
                t.conversation.c.id,
                t.conversation.c.state,
                t.conversation.c.flow,
                t.conversation.c.flow_hash,
                t.invitation.c.expires_at,
                t.invitation.c.plan,
            )
            .join(t.invitation, t.invitation.c.id == t.conversation.c.id)
            .where(which)
        )
        row = rows.one_or_none()
        if row is None:
            return None
        return Link(self._load(row.id, row.state), row.expires_at, row.plan)

    def by_id(self, conversation: int) -> Conversation | None:
        state = self._db.execute(
            select(t.conversation.c.state).where(t.conversation.c.id == conversation)
        ).scalar_one_or_none()
        return self._load(conversation, state) if state is not None else None

    def facts_of(self, case_code: str) -> dict[str, Any] | None:
        """What an invitation to this case says, the newest one's; None = it was not invited."""
        row = self._db.execute(
            select(t.conversation.c.id, t.conversation.c.state)
            .join(t.invitation, t.invitation.c.id == t.conversation.c.id)
            .join(t.case, t.case.c.id == t.invitation.c.case_id)
            .where(t.case.c.code == case_code)
            .order_by(t.conversation.c.id.desc())
            .limit(1)
        ).first()
        return dict(self._load(row.id, row.state).facts) if row is not None else None

    def flow_source(self, flow_hash: str) -> tuple[str, str]:
        return flow_source(self._db, flow_hash)

    def received_at(self, receipt: str) -> datetime | None:
        invitation = t.invitation
        return self._db.execute(
            select(invitation.c.ended_at)
            .where(invitation.c.receipt_hash == self._keys.mac("receipt", receipt))
            .where(invitation.c.state.in_(_RECEIVED), invitation.c.ended_at.is_not(None))
            .order_by(invitation.c.ended_at)
            .limit(1)
        ).scalar_one_or_none()

    def _load(self, id_: int, sealed: bytes) -> Conversation:
        return load(self._keys.open(sealed, f"conversation/{id_}"))
