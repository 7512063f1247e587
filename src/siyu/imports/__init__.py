"""Imports: files of customers, orders and events brought in through a declared mapping.

A file becomes an import (draft → queued → running → done), is read in batches of at most 5,000 rows, and each batch is
one transaction that also moves the import's checkpoint. So a killed import goes on where it stopped, a second import of
the same file changes nothing, and every row that could not be taken is kept with its reason.
"""
