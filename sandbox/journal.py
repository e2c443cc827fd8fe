"""What the sandbox keeps over a restart: one append-only file of JSON lines, and the clock's stand.

A line is `["kind", row]`. Lines are written through a buffer and flushed twice a second and at the
end, never fsynced: a practice platform may forget half a second, and a torn last line is dropped.
Without a folder nothing is kept.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import orjson

from sandbox.values import Json, parse

_BUFFER_BYTES = 1 << 20


class Journal:
    """An append-only file. Read `rows` once before the first `put`."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._file: BinaryIO | None = None
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            self._path = folder / "journal.jsonl"
            self._clock_path = folder / "clock.json"

    def rows(self) -> Iterator[tuple[str, Json]]:
        """What earlier runs kept, oldest first; a torn last line is cut off the file."""
        if self.folder is None or not self._path.exists():
            return
        good = 0
        with self._path.open("rb") as file:
            for line in file:
                if not line.endswith(b"\n"):
                    break
                good += len(line)
                kind, row = orjson.loads(line)
                yield kind, row
        os.truncate(self._path, good)

    def put(self, kind: str, row: object) -> None:
        """Keep a row (a dict or a dataclass of plain values)."""
        if self.folder is None:
            return
        if self._file is None:
            self._file = self._path.open("ab", buffering=_BUFFER_BYTES)
        self._file.write(orjson.dumps([kind, row], option=orjson.OPT_APPEND_NEWLINE))

    def clock(self) -> Json:
        """Where the clock stood at the last `flush`, or {}."""
        if self.folder is None or not self._clock_path.exists():
            return {}
        return parse(self._clock_path.read_bytes()) or {}

    def flush(self, clock: Json | None = None) -> None:
        """Hand everything to the operating system; with `clock`, also where the time stands."""
        if self._file is not None:
            self._file.flush()
        if self.folder is not None and clock is not None:
            draft = self._clock_path.with_suffix(".new")
            draft.write_bytes(orjson.dumps(clock))
            os.replace(draft, self._clock_path)

    def close(self) -> None:
        """Flush and let go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None
