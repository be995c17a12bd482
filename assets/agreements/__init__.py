"""Agreements on care at other providers: each sender's register in force.

Not here: the transfers that were made under them (`assets/transfers`).
"""
