"""Migrations: one line of versions per concern, run by Alembic. Expand, backfill and contract are separate changes."""
