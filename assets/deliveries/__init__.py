"""Deliveries: which of them are in force, where a unit lies, who has delivered.

Here: the facts of the archive as tables, the rules of what replaces what, the register of care units, the delivery
status. Not here: what is counted over the rows in force (the other subjects' folders).
"""
