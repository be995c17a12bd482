"""Production and capacity plans: what is expected to come, what is planned, and what there is capacity for.

Here: the plans in force. Not here: free slots for patients of others (`assets/capacity`).
"""
