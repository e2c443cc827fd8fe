"""The two engines that a check runs on: a file of SQLite, and a PostgreSQL of its own."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from tests.support import postgres
from tests.support.postgres import NoPostgres

__all__ = ["NoPostgres", "Place", "backends"]

Place: TypeAlias = Callable[[Path], AbstractContextManager[str]]
"""An empty database's address; the folder is where a file of SQLite may lie."""


@contextmanager
def _file(folder: Path) -> Iterator[str]:
    yield f"sqlite:///{folder}/langnghe.db"


@contextmanager
def backends() -> Iterator[dict[str, Place]]:
    """Where an empty database may be had, by engine. Raises NoPostgres."""
    server = postgres.start()

    @contextmanager
    def fresh(_folder: Path) -> Iterator[str]:
        with postgres.fresh_database(server) as url:
            yield url

    try:
        yield {"sqlite": _file, "postgresql": fresh}
    finally:
        postgres.stop(server)


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that is removed at the end."""
    with TemporaryDirectory(prefix="langnghe-faults-") as made:
        yield Path(made)
