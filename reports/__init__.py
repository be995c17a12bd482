"""What goes out: frames in, bytes out.

Here: the content model of a report, its renderers, the composition of each report, and Swedish typography.
Not here: Dagster, reading of deliveries, any computation that another report could need too (that is a mart).
"""
