"""Batching, prefetching, a semaphore with priorities, and thread niceness.

Every package of ``index`` may import it; it imports nothing of Pincite.
"""
