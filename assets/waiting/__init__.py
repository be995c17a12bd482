"""Waiting: who waits, how long, against the care guarantee.

Here: the waiting list's rows in force, each week's state, the weekly table by diagnosis group and region.
Not here: free capacity and the balance against it (`assets/capacity`).
"""
