"""The sender's own workbook, given back with every faulty cell coloured and commented.

`marks.py` says the faults, `own_workbook.py` marks the sender's own workbook, `text_workbook.py` builds one for files
that are no xlsx or too long, `task.py` chooses and runs in a child process.
Everything here is derived from a delivery's archive folder and can be made again.
Not here: which cells are faulty (`sources/accepting.py`), where they are (`sources/fault_places.py`), the receipt
(`sources/receipts.py`).
"""
