"""A PostgreSQL of the benchmarks' own: the tests' server, started for a run and removed."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.support import postgres
from tests.support.postgres import NoPostgres

__all__ = ["NoPostgres", "databases"]


@contextmanager
def databases(*names: str) -> Iterator[list[str]]:
    """The URLs of empty databases, one for each name. Raises NoPostgres."""
    server = postgres.start()
    try:
        with ExitStack() as stack:
            yield [stack.enter_context(postgres.fresh_database(server)) for _ in names]
    finally:
        postgres.stop(server)
