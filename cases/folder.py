"""A watched folder: files are claimed, taken in, archived; none is lost half-read.

    inbox/    where other systems put files      failed/  the file, and a .txt that says why
    working/  what is being taken in             done/    the file, after the day's date

Claiming is one rename, so two processes never take one file; a lock on the claimed file shows
whether someone is still at it, and is gone when that process is. It knows nothing of cases.
"""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

_UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart", ".swp")
_PLACES = ("inbox", "working", "done", "failed")

Seen = Mapping[str, tuple[int, int]]
"""What lay in the inbox at the last look: name -> size, time of change (ns)."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The four places under one root."""

    root: Path

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    @property
    def working(self) -> Path:
        return self.root / "working"

    def prepare(self) -> None:
        """Make the four places."""
        for place in _PLACES:
            (self.root / place).mkdir(parents=True, exist_ok=True)

    def look(self) -> dict[str, tuple[int, int]]:
        """The finished-looking files of the inbox, to be compared with the next look."""
        found = {}
        for path in self.inbox.iterdir():
            name = path.name
            if name.startswith((".", "~$")) or name.lower().endswith(_UNFINISHED):
                continue
            if path.is_file():
                state = path.stat()
                found[name] = (state.st_size, state.st_mtime_ns)
        return found

    def claim(self, before: Seen) -> list[Path]:
        """Move into working/ what has not grown since the look `before`; then all that lies there.

        What a crashed process left in working/ is among it. Oldest names first.
        """
        now = self.look()
        for name in sorted(now):
            target = self.working / name
            if before.get(name) == now[name] and not target.exists():
                try:
                    (self.inbox / name).rename(target)
                except FileNotFoundError:
                    continue  # another process was faster
        return sorted(path for path in self.working.iterdir() if path.is_file())

    @contextmanager
    def hold(self, claimed: Path) -> Iterator[bool]:
        """Lock a claimed file; False where another process holds it or has archived it."""
        try:
            file = claimed.open("rb")
        except FileNotFoundError:
            yield False
            return
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield claimed.exists() and claimed.stat().st_ino == os.fstat(file.fileno()).st_ino

    def done(self, claimed: Path, day: date) -> Path:
        """Archive a file that was taken in."""
        return _move(claimed, self.root / "done", f"{day.isoformat()} {claimed.name}")

    def failed(self, claimed: Path, day: date, sentence: str) -> Path:
        """Set a file aside, the sentence that says why beside it.

        The sentence is written first: a crash between the two leaves the file in working/.
        """
        name = _free(self.root / "failed", f"{day.isoformat()} {claimed.name}")
        (self.root / "failed" / f"{name}.txt").write_text(sentence + "\n", "utf-8")
        return _move(claimed, self.root / "failed", name)


def _move(path: Path, folder: Path, name: str) -> Path:
    return path.rename(folder / _free(folder, name))


def _free(folder: Path, name: str) -> str:
    """`name`, or "name (2)" where that is taken."""
    plain = Path(name)
    number = 1
    while (folder / name).exists():
        number += 1
        name = f"{plain.stem} ({number}){plain.suffix}"
    return name
