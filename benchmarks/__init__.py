"""Measuring: the way from inbox to marts beside the usual way and beside the floor.

Here: the contenders, running each in a process of its own, and telling the figures. Not here: tests of what is right
(`tests/`), though the marts of the two full contenders are held to be equal.
"""
