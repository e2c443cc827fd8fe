"""Brings a database to the newest schema. It never changes an answer."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

_HERE = Path(__file__).parent / "migrations"


def upgrade(connection: Connection) -> None:
    """Run every migration that is missing, within the caller's transaction."""
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
