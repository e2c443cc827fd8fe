"""The rows of files that officers send, and of their uploads."""

import base64
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from ground.canonical import sha256_hex
from ground.seal import Keyring
from post.files import Kind, Outgoing, Uploaded
from storage import tables as t
from storage.upserts import inserter

_file, _upload = t.outgoing.c, t.upload.c


class OutgoingRows:
    """Keeps `post.files.FilePort`."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._db = connection
        self._keys = keyring

    def put(self, name: str, kind: Kind, content: bytes, now: datetime) -> int:
        hashed = self._keys.mac("outgoing", f"{name}/{sha256_hex(content)}")
        text = base64.b64encode(content).decode()
        insert = inserter(self._db)(t.outgoing)
        keep = insert.on_conflict_do_update(
            index_elements=["hash"], set_={"used_at": insert.excluded.used_at}
        ).returning(_file.id)
        values = {
            "hash": hashed,
            "kind": kind.value,
            "name_sealed": self._keys.seal(name, f"outgoing/{hashed}/name"),
            "content_sealed": self._keys.seal(text, f"outgoing/{hashed}/content"),
            "used_at": now,
        }
        id_: int = self._db.execute(keep, values).scalar_one()
        return id_

    def get(self, id_: int) -> Outgoing | None:
        row = self._db.execute(select(t.outgoing).where(_file.id == id_)).one_or_none()
        if row is None:
            return None
        name = self._keys.open(row.name_sealed, f"outgoing/{row.hash}/name")
        content = self._keys.open(row.content_sealed, f"outgoing/{row.hash}/content")
        return Outgoing(row.id, Kind(row.kind), name, base64.b64decode(content))

    def uploaded(self, account: str, id_: int) -> Uploaded | None:
        found = select(_upload.token, _upload.at).where(
            _upload.account == account, _upload.file_id == id_
        )
        row = self._db.execute(found).one_or_none()
        return Uploaded(row.token, row.at) if row else None

    def keep_upload(self, account: str, id_: int, uploaded: Uploaded) -> None:
        insert = inserter(self._db)(t.upload)
        keep = insert.on_conflict_do_update(
            index_elements=["account", "file_id"],
            set_={"token": insert.excluded.token, "at": insert.excluded.at},
        )
        values = {"account": account, "file_id": id_, "token": uploaded.token, "at": uploaded.at}
        self._db.execute(keep, values)
        self._db.execute(update(t.outgoing).where(_file.id == id_).values(used_at=uploaded.at))

    def forget(self, used_before: datetime) -> int:
        gone = list(
            self._db.execute(
                delete(t.outgoing).where(_file.used_at < used_before).returning(_file.id)
            ).scalars()
        )
        if gone:
            self._db.execute(delete(t.upload).where(_upload.file_id.in_(gone)))
        return len(gone)
