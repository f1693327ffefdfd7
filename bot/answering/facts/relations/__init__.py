"""Relations between two parties: who gave what to whom, who is whose teacher, which is longer, earlier, or the cause.

Only ``facts`` may import it.
"""
