"""The lake: every event, as Parquet per (brand, shard, month) sorted by (customer, time), plus what is still staged.

`append` stores a batch as one Arrow blob in the caller's core transaction, so an event is in the log exactly when the
work that made it is committed. `flush` (a lane of the worker) turns staged batches into files: it writes the files,
then registers them and drops the batches in one transaction; a crash in between leaves an orphan file that is never
read and swept later. Files no longer registered stay for ten minutes, so that running queries can finish. Readers see
registered files and staged batches as one table `events` through a stateless DuckDB.

Columns of `events`: customer_id, at_ms, event (dictionary code), seq (commit order), value_fen, quantity, ref (64-bit
digest of the business number, e.g. the order's) all int64 and never null (0 = none); properties JSON text or null.
"""
