"""Batches, prefetching, a priority semaphore and thread niceness.

Everything above it may import it; it imports nothing of Pincite.
"""
