"""Alembic's entry: runs the versions of one concern on the connection that `siyu.kit.db.migrate` hands over."""

from typing import Any

from alembic import context

options: dict[str, Any] = context.config.attributes["siyu"]
context.configure(
    connection=options["connection"],
    target_metadata=options["metadata"],
    version_table=options["version_table"],
    include_object=options["include_object"],
    render_as_batch=options["connection"].dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
