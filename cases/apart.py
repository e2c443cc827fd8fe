"""Reads a large file in a process of its own, so that this one goes on answering citizens.

Python runs one thread at a time: reading, checking and sealing a hundred thousand rows beside the
web server would make every citizen wait. It reads and seals; what is kept is decided elsewhere.
"""

import multiprocessing
from collections.abc import Iterator
from dataclasses import astuple
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from cases.case import CaseRow, parts
from cases.errors import CaseFileError
from cases.keeping import Prepared, prepare
from cases.normalise import Rules
from cases.ports import KeptAddress, KeptCase, KeptPerson
from cases.reading import read_batches
from ground.seal import Keyring

LARGE_BYTES = 1_000_000
"""From this size a process of its own is worth the half second of its start."""


class ReaderDied(OSError):
    """The reading process ended without a word; the file can be taken in again."""


def batches(path: Path, rules: Rules, keyring: Keyring) -> Iterator[Prepared]:
    """The file's rows, sealed, in order; raises CaseFileError, ReaderDied."""
    if path.stat().st_size < LARGE_BYTES:
        return (prepare(batch, keyring) for batch in read_batches(path, rules))
    return _from_process(path, rules, keyring)


def _from_process(path: Path, rules: Rules, keyring: Keyring) -> Iterator[Prepared]:
    spawned = multiprocessing.get_context("spawn")
    here, there = spawned.Pipe(duplex=False)
    reader = spawned.Process(target=_read, args=(path, rules, keyring, there), daemon=True)
    reader.start()
    there.close()
    try:
        while (told := _receive(here)) is not None:
            read, cases, rejected = told
            yield Prepared(read, [_unpacked(case) for case in cases], rejected)
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


def _read(path: Path, rules: Rules, keyring: Keyring, connection: Connection) -> None:
    """The process: batches as plain tuples, which travel several times faster than objects."""
    try:
        for batch in read_batches(path, rules):
            ready = prepare(batch, keyring)
            cases = [_packed(case) for case in ready.cases]
            connection.send(("batch", (ready.read, cases, ready.rejected)))
        connection.send(("end", None))
    except CaseFileError as failure:
        connection.send(("failed", (failure.code, failure.vi, failure.en)))
    except BrokenPipeError:
        return  # who asked has gone


def _packed(case: KeptCase) -> tuple[Any, ...]:
    addresses = [astuple(address) for address in case.addresses]
    hashes = case.content_hash, case.phone_hash, case.email_hash
    return parts(case.row), hashes, case.name_sealed, astuple(case.person), addresses


def _unpacked(packed: tuple[Any, ...]) -> KeptCase:
    row, (content, phone, email), name, person, addresses = packed
    kept = tuple(KeptAddress(*address) for address in addresses)
    return KeptCase(CaseRow(*row), content, name, KeptPerson(*person), kept, phone, email)
