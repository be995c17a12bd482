"""Standardised cancer pathways: from a well-founded suspicion to the first treatment.

Here: the pathways in force. Not here: the limits that lead times are held to (reference data).
"""
