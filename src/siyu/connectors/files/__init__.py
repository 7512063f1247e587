"""Files as tables: CSV, plain text columns, Excel and Parquet read in bounded memory, CSV written safely for Excel."""
