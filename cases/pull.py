"""One look at a watched folder: what is ready is taken in, and every file ends in a place that
says what became of it. The clockwork calls it; it waits for nothing.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cases.errors import CaseFileError
from cases.folder import Folder, Seen
from cases.service import ImportReport

Take = Callable[[Path], Awaitable[ImportReport]]


@dataclass(frozen=True, slots=True)
class Pulled:
    """What became of one file: the counts, or the sentence that says why it cannot be used."""

    name: str
    report: ImportReport | None
    failure: CaseFileError | None


async def pull(folder: Folder, before: Seen, take: Take, today: date) -> list[Pulled]:
    """Take in all that lies ready; `before` is an earlier `folder.look()`.

    A file that raises anything but CaseFileError (a database that is away) stays in working/ and
    is taken up again at the next look.
    """
    pulled: list[Pulled] = []
    for path in folder.claim(before):
        with folder.hold(path) as ours:
            if not ours:
                continue
            try:
                report = await take(path)
            except CaseFileError as failure:
                folder.failed(path, today, f"{failure.told()}\n{failure.told('en')}")
                pulled.append(Pulled(path.name, None, failure))
            else:
                folder.done(path, today)
                pulled.append(Pulled(path.name, report, None))
    return pulled
