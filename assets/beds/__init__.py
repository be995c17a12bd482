"""Beds: established, available, occupied, overcrowded and displaced, against the targets; intensive care and ECMO.

Here: the bed counts in force and their tables. Not here: free slots for planned care (`assets/capacity`).
"""
