"""What comes in: bytes to rows that hold a contract.

Here: contracts, reading, mapping, acceptance, screening, receipts' content, the archive of deliveries, reference data.
Not here: Dagster, DuckDB, anything that is computed over several deliveries.
"""
