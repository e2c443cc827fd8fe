"""Writes a migration from the difference between the tables and the migrations so far.

Use: python scripts/new_migration.py "what changes". Read what it wrote before you commit it.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config

from storage.sqlite import sqlite_engine

HERE = Path(__file__).parent.parent / "storage" / "migrations"


def main(message: str) -> None:
    """Upgrade an empty database, compare it with the tables, write the difference."""
    with TemporaryDirectory() as folder:
        engine = sqlite_engine(Path(folder) / "empty.db")
        with engine.connect() as connection, connection.begin():
            config = Config()
            config.set_main_option("script_location", str(HERE))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            number = len(list((HERE / "versions").glob("[0-9]*.py"))) + 1
            command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}")


if __name__ == "__main__":
    main(sys.argv[1])
