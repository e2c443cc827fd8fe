"""The store's two plain doors as every room sees them, and how the store fails.

A unit holds no `await`. The errors' messages carry no data of anyone.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

P_co = TypeVar("P_co", covariant=True)
T = TypeVar("T")


class TransactionFailed(Exception):
    """The database refused or lost a transaction; whether it was committed may be unknown."""


class StoreFailed(Exception):
    """The store could not keep what arrived; the sender must be told to try again (503)."""


class StoreBusy(Exception):
    """Another process has this SQLite file open; the embedded store is for one process."""


class Door(Protocol[P_co]):
    """A way to a room's port. A unit is a plain function: no network call can hide in it."""

    async def read(self, unit: Callable[[P_co], T]) -> T:
        """Run `unit` on a read-only snapshot; never waits for the writer."""
        ...

    async def run(self, unit: Callable[[P_co], T]) -> T:
        """Run `unit` in one write transaction, committed when it returns."""
        ...
