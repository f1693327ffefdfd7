"""Kinds of answers: what a question asks for, and the sentences that have it."""
