"""Bytes to text tables: recognise what a file really is, read every cell as text, or refuse it with a reason.

Here: containers, workbooks, delimited text, and the pool of child processes in which files are opened.
Not here: which table on a sheet is the delivery, and what its cells mean.
"""

from sources.reading.content import FileContent, Limits, TextSheet, UnreadableFile, UnreadMember
from sources.reading.files import read_file
from sources.reading.pool import ReaderDied, ReaderPool, trace_of

__all__ = [
    "FileContent",
    "Limits",
    "ReaderDied",
    "ReaderPool",
    "TextSheet",
    "UnreadMember",
    "UnreadableFile",
    "read_file",
    "trace_of",
]
