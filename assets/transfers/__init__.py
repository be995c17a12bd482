"""Transfers: planned care given at another provider than the patient's own region would have used.

Here: the cases in force and the yearly table. Not here: agreements, the matching of need and room.
"""
