"""Alembic's way in: it runs on the connection that `storage.migrate` passes."""

from alembic import context

from storage.tables import meta


def _run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=meta, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


_run()
