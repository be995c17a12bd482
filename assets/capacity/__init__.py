"""Capacity: who has room, for whom, and how it weighs against need.

Here: the slots in force, the weekly table of free slots, the balance of need and room.
Not here: beds (`assets/beds`), the three-step search and the matching.
"""
