"""An outbox row's spelling: sealed plain data in, plain data out."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

import orjson

from ground.seal import Keyring
from ground.text import clean
from post.ports import Claimed, NewMessage
from post.providers import receiver_of


def message_values(keyring: Keyring, message: NewMessage, now: datetime) -> dict[str, Any]:
    """The values of a new row, queued."""
    body = orjson.dumps(message.body).decode()
    return {
        "key": message.key,
        "invitation_id": message.invitation,
        "purpose": message.purpose,
        "channel": message.channel,
        "recipient": message.recipient,
        "subject_hash": message.subject_hash,
        "body_sealed": keyring.seal(body, f"message/{message.key}"),
        "opens": message.opens,
        "closes": message.closes,
        "created_at": now,
        "due_at": message.due_at,
        "not_after": message.not_after,
        "state": "queued",
        "fence": 0,
        "lease_until": None,
        "tries": 0,
        "tracking": message.tracking or _tracking(keyring, message),
        "account": message.account,
        "way": message.way,
        "price": message.price,
        "template": str(message.body.get("template") or "") or None,
        "error": None,
        "receiver": _receiver(keyring, message),
    }


def _receiver(keyring: Keyring, message: NewMessage) -> str | None:
    """Whose pace a mail keeps."""
    if message.channel != "email":
        return None
    return receiver_of(str(message.body.get("to", "")), partial(keyring.mac, "mail-domain"))


def _tracking(keyring: Keyring, message: NewMessage) -> str | None:
    """What a mail's bounce finds it by, where it is of no invitation: 24 signs of its key."""
    return keyring.mac("tracking", message.key)[:24] if message.channel == "email" else None


def echo_hash(keyring: Keyring, recipient: str, said: str) -> str:
    """By what an echo finds its message: who got it, and the words that stand in the chat."""
    return keyring.mac("echo", f"{recipient}/{clean(said).strip()}")


def message_body(keyring: Keyring, key: str, sealed: bytes) -> dict[str, Any]:
    """The plain data that a row carries. Raises SealBroken."""
    body: dict[str, Any] = orjson.loads(keyring.open(sealed, f"message/{key}"))
    return body


class SealedBody(Mapping[str, object]):
    """The plain data that a row carries, opened when it is first asked for.

    Not inside the transaction: what it costs would be the writer's time, and a body that does not
    open would keep a whole batch from leaving. Raises SealBroken at the first asking.
    """

    def __init__(self, keyring: Keyring, key: str, sealed: bytes) -> None:
        self._keys, self._key, self._sealed = keyring, key, sealed
        self._opened: dict[str, object] | None = None

    def _body(self) -> dict[str, object]:
        if self._opened is None:
            self._opened = message_body(self._keys, self._key, self._sealed)
        return self._opened

    def __getitem__(self, name: str) -> object:
        return self._body()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._body())

    def __len__(self) -> int:
        return len(self._body())


def claimed(keyring: Keyring, row: Any) -> Claimed:
    """A row that was just leased; its fence is one more than was read."""
    return Claimed(
        id=row.id,
        fence=row.fence + 1,
        key=row.key,
        purpose=row.purpose,
        channel=row.channel,
        body=SealedBody(keyring, row.key, row.body_sealed),
        tries=row.tries,
        tracking=row.tracking,
        account=row.account,
        way=row.way,
        price=row.price,
        opens=row.opens,
        closes=row.closes,
        template=row.template,
        receiver=row.receiver,
    )
