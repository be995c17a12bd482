"""Disclosure: what may leave the house, and the check that nothing else does.

Here: the published tables and the column policy over them. Today beds and slots alone are published: they count no
persons. Not here: any number of its own.
"""
