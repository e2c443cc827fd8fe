"""The versions of surveys and the history of their publication, and who is inside which."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import orjson
from sqlalchemy import Connection, func, select

from bot.publications import Inside, Publication
from flows.model import Flow
from storage import tables as t
from storage.upserts import inserter


class FlowRows:
    """Keeps `bot.publications.FlowPort`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection
        self._insert = inserter(connection)

    def keep(self, flow: Flow, now: datetime) -> None:
        values = {"hash": flow.hash, "name": flow.name, "source": flow.source, "first_used_at": now}
        self._db.execute(self._insert(t.flow_version).on_conflict_do_nothing(), values)

    def append(self, publication: Publication) -> bool:
        values = {
            "name": publication.name,
            "number": publication.number,
            "hash": publication.hash,
            "at": publication.at,
            "publisher": publication.by,
            "note": publication.note,
            "meaning": orjson.dumps(publication.meaning).decode(),
        }
        statement = self._insert(t.flow_publication).values(values).on_conflict_do_nothing()
        return self._db.execute(statement).rowcount == 1

    def history(self, name: str) -> Sequence[Publication]:
        table = t.flow_publication
        rows = self._db.execute(
            select(table).where(table.c.name == name).order_by(table.c.number)
        ).all()
        return [
            Publication(r.name, r.number, r.hash, r.at, r.publisher, r.note,
                        tuple(orjson.loads(r.meaning)))
            for r in rows
        ]  # fmt: skip

    def present(self) -> Mapping[str, str]:
        table = t.flow_publication
        newest = select(table.c.name, func.max(table.c.number).label("number"))
        last = newest.group_by(table.c.name).subquery()
        rows = self._db.execute(
            select(table.c.name, table.c.hash)
            .join(last, (last.c.name == table.c.name) & (last.c.number == table.c.number))
            .order_by(table.c.name)
        )
        return {row.name: row.hash for row in rows}

    def inside(self, name: str) -> Mapping[str, Inside]:
        table = t.conversation
        rows = self._db.execute(
            select(table.c.flow_hash, table.c.status, func.count())
            .where(table.c.flow == name)
            .group_by(table.c.flow_hash, table.c.status)
        ).all()
        counts: dict[str, dict[str, int]] = {}
        for flow_hash, status, count in rows:
            counts.setdefault(flow_hash, {})[status] = count
        return {flow_hash: Inside(**found) for flow_hash, found in sorted(counts.items())}

    def flow_source(self, flow_hash: str) -> tuple[str, str]:
        return flow_source(self._db, flow_hash)


def flow_source(connection: Connection, flow_hash: str) -> tuple[str, str]:
    """(name, YAML) of a version; raises KeyError."""
    table = t.flow_version
    row = connection.execute(
        select(table.c.name, table.c.source).where(table.c.hash == flow_hash)
    ).one_or_none()
    if row is None:
        raise KeyError(flow_hash)
    return row.name, row.source
