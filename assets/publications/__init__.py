"""Publications: editions as folders of files, the open data, the front pages.

Here: which files an edition has, writing it beside its place and renaming it in. Not here: what a report says
(`reports/`), what the numbers are (the other subjects' folders).
"""
