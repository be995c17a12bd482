"""What is computed: tables over all deliveries in force, one folder per subject.

Here: SQL per table, pure modules, and the thin `assets.py` and `checks.py` that know Dagster.
Not here: reading of files, rendering of reports, schedules.
"""
