"""Reads a large file in a process of its own, so that this one goes on answering citizens.

Python runs one thread at a time: reading and checking a hundred thousand rows beside the web
server would make every citizen wait. It reads; what to do with the rows is decided here.
"""

import multiprocessing
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from cases.case import CaseRow, parts
from cases.errors import CaseFileError
from cases.normalise import Rules
from cases.reading import ReadBatch, read_batches

LARGE_BYTES = 1_000_000
"""From this size a process of its own is worth the half second of its start."""


class ReaderDied(OSError):
    """The reading process ended without a word; the file can be taken in again."""


def batches(path: Path, rules: Rules) -> Iterator[ReadBatch]:
    """The same as `read_batches`, for any size; raises CaseFileError, ReaderDied."""
    if path.stat().st_size < LARGE_BYTES:
        return read_batches(path, rules)
    return _from_process(path, rules)


def _from_process(path: Path, rules: Rules) -> Iterator[ReadBatch]:
    spawned = multiprocessing.get_context("spawn")
    here, there = spawned.Pipe(duplex=False)
    reader = spawned.Process(target=_read, args=(path, rules, there), daemon=True)
    reader.start()
    there.close()
    try:
        while (told := _receive(here)) is not None:
            yield _batch(told)
    finally:
        here.close()
        reader.terminate()
        reader.join()


def _receive(connection: Connection) -> Any:
    try:
        kind, told = connection.recv()
    except EOFError:
        raise ReaderDied("the reading process ended") from None
    if kind == "failed":
        raise CaseFileError(*told)
    return told


def _batch(told: Any) -> ReadBatch:
    read, cases, refused = told
    return ReadBatch(read, [CaseRow(*values) for values in cases], refused)


def _read(path: Path, rules: Rules, connection: Connection) -> None:
    """The process: batches as plain tuples, which travel several times faster than objects."""
    try:
        for batch in read_batches(path, rules):
            cases = [parts(case) for case in batch.cases]
            connection.send(("batch", (batch.read, cases, batch.refused)))
        connection.send(("end", None))
    except CaseFileError as failure:
        connection.send(("failed", (failure.code, failure.vi, failure.en)))
    except BrokenPipeError:
        return  # who asked has gone
