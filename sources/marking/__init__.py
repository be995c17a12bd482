"""The sender's own workbook, given back with every faulty cell coloured and commented.

`faults.py` keeps where the faults are, `telling.py` says them, `own_workbook.py` marks the sender's own workbook,
`text_workbook.py` builds one for files that are no xlsx or too long, `task.py` chooses and runs in a child process.
Everything here is derived from a delivery's archive folder and can be made again.
Not here: which cells are faulty (`sources/accepting.py`), the receipt (`sources/receipts.py`).
"""
