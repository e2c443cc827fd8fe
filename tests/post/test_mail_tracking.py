"""Every mail has a reference that its bounce finds it by, also one of no invitation."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from channels.email.verp import LOCAL, envelope_sender, read_envelope
from clock import SettableClock
from post.lanes import Lane
from post.ports import NewMessage
from tests.support.stores import empty_store

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)
KEY = bytes(16)


async def test_a_mail_to_an_officer_has_one_of_its_own_and_a_chat_message_none(
    sqlite_path: Path,
) -> None:
    def new(key: str, channel: str, tracking: str | None = None) -> NewMessage:
        return NewMessage(key, None, "alert", channel, key, None, {}, NOON, tracking=tracking)

    rows = [
        new("alert/7/thai_do", "email"), new("alert/8/thai_do", "email"),
        new("1/invite/1/email", "email", "ref.i1e"), new("reply/3", "zalo"),
    ]  # fmt: skip
    async with empty_store(sqlite_path, SettableClock(NOON)) as store:
        await store.door(lambda unit: unit.turns).run(lambda port: port.enqueue(rows, NOON))
        outbox = store.door(lambda unit: unit.outbox)
        lease = timedelta(seconds=60)
        mails = await outbox.run(lambda port: port.claim(Lane("email", "email"), NOON, 9, lease))
        chats = await outbox.run(lambda port: port.claim(Lane("zalo/1", "zalo"), NOON, 9, lease))
    found = {claimed.key: claimed.tracking for claimed in (*mails, *chats)}
    assert found["1/invite/1/email"] == "ref.i1e"
    assert found["reply/3"] is None
    one, two = found["alert/7/thai_do"], found["alert/8/thai_do"]
    assert one is not None
    assert one != two
    assert read_envelope(envelope_sender(LOCAL, "khaosat.vn", one, KEY), KEY) == one
