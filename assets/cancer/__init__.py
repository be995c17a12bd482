"""Standardised cancer pathways: from a well-founded suspicion to the first treatment.

Here: the pathways in force, and their lead times by half-year. Not here: the limits themselves (reference data).
"""
