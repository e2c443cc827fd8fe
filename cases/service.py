"""Takes a case file in, unit by unit. Half a file taken in is no harm: the same case twice
changes nothing, so the file is simply taken in again. It decides nothing about who is asked.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cases import apart
from cases.agencies import Agencies
from cases.case import has_result
from cases.keeping import Prepared, keep, parted
from cases.mapping import FieldMap, built_in
from cases.normalise import Rules
from cases.ports import CasePort, KeptCase, Known, Origin
from cases.reading import UNIT_ROWS
from ground.doors import Door
from ground.seal import Keyring
from ground.when import local_date
from people.contacts import SHARED_ABOVE, SharedContact

_MAX_SOURCE = 80

Progress = Callable[[int], None]
"""Told the number of rows read so far."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file: read = new + same + changed + rejected.

    `completed` counts the distinct cases of the file that have a result (status 10 with a usable
    day of return, or a written refusal), whether new or known.
    """

    read: int = 0
    new: int = 0
    same: int = 0
    changed: int = 0
    completed: int = 0
    rejected: int = 0


@dataclass(slots=True)
class _Tally:
    read: int = 0
    new: int = 0
    same: int = 0
    changed: int = 0
    rejected: int = 0
    completed: set[int] = field(default_factory=set)  # hashes of keys: 100,000 cases take 8 MB

    def report(self) -> ImportReport:
        counts = self.new, self.same, self.changed, len(self.completed), self.rejected
        return ImportReport(self.read, *counts)


def _silent(_: int) -> None:
    pass


async def import_file(  # noqa: PLR0913, PLR0917 - the parts that wiring builds, one by one
    path: Path,
    door: Door[CasePort],
    keyring: Keyring,
    agencies: Agencies,
    now: datetime,
    progress: Progress = _silent,
    fields: FieldMap | None = None,
) -> ImportReport:
    """Take in one CSV, XLSX, XLS or JSON file.

    Raises CaseFileError where the file as a whole cannot be used; what was taken in before such
    a place stays, and taking the mended file in again is safe. Rows that cannot be used go to
    quarantine with place and reason.
    """
    await door.run(lambda port: port.keep_agencies(agencies.units))
    rules = Rules(fields or built_in(), agencies, now)
    origin = Origin(path.name[-_MAX_SOURCE:], now)
    batches = apart.batches(path, rules, keyring)
    tally = _Tally()
    # In a thread, since 500 rows take longer than a webhook should wait; and not while a unit
    # writes: SQLite gives up the interpreter lock at every row, and would hold its own for long.
    while batch := await asyncio.to_thread(next, batches, None):
        await _take(batch, door, keyring, origin, tally)
        progress(tally.read)
    await mark_shared_contacts(door, keyring, now)
    return tally.report()


async def _take(
    batch: Prepared, door: Door[CasePort], keyring: Keyring, origin: Origin, tally: _Tally
) -> None:
    keys = [case.row.key for case in batch.cases]
    contacts = {h for case in batch.cases for h in (case.phone_hash, case.email_hash) if h}
    known = await door.read(lambda port: port.known(keys, sorted(contacts)))
    kept = [_parted(case, known, keyring) for case in _fresh(batch, known, tally, origin)]
    if kept or batch.rejected:

        def unit(port: CasePort) -> None:
            port.keep_cases(kept, origin)
            port.keep_rejected(batch.rejected, origin)

        await door.run(unit)


def _parted(case: KeptCase, known: Known, keyring: Keyring) -> KeptCase:
    """The case once more where one of its contacts turned out to be an agent's or a desk's."""
    if case.phone_hash in known.shared or case.email_hash in known.shared:
        return keep(case.row, keyring, known.shared)
    return case


def _fresh(batch: Prepared, known: Known, tally: _Tally, origin: Origin) -> list[KeptCase]:
    """Count the batch; of each key that is new or changed, the last row.

    A row without a return day, of a case that has one, is an older export: it changes nothing.
    """
    contents = dict(known.contents)
    fresh: dict[str, KeptCase] = {}
    today = local_date(origin.at)
    for case in batch.cases:
        key = case.row.key
        returned = case.row.returned_on is not None
        content, has_returned = contents.get(key, (None, False))
        if content == case.content_hash or (has_returned and not returned):
            tally.same += 1
        else:
            tally.new += content is None
            tally.changed += content is not None
            contents[key] = case.content_hash, returned
            fresh[key] = case
        if has_result(case.row, today):
            tally.completed.add(hash(key))
    tally.read += batch.read
    tally.rejected += len(batch.rejected)
    return list(fresh.values())


async def mark_shared_contacts(door: Door[CasePort], keyring: Keyring, now: datetime) -> int:
    """Set aside every contact on more than 20 cases, and part the people it had merged.

    Returns how many contacts were set aside now.
    """
    found = await door.read(lambda port: port.contacts_above(SHARED_ABOVE))
    for start in range(0, len(found), UNIT_ROWS):
        some = found[start : start + UNIT_ROWS]
        await door.run(lambda port, some=some: port.set_aside(some))  # type: ignore[misc]
    while merged := await door.read(lambda port: port.merged_by_shared(UNIT_ROWS)):
        own = [parted(case, keyring) for case in merged]
        await door.run(lambda port, own=own: port.part(own, now))  # type: ignore[misc]
    return len(found)


async def list_shared_contacts(door: Door[CasePort], keyring: Keyring) -> tuple[SharedContact, ...]:
    """The agents' and desks' contacts that were set aside, those on most cases first."""
    rows = await door.read(lambda port: port.shared())
    return tuple(
        SharedContact(channel, keyring.open(sealed, f"address/{hash_}"), cases)
        for hash_, channel, sealed, cases in rows
    )
