"""The operational stores: SQLite files or PostgreSQL behind one set of SQLAlchemy Core statements."""
