"""Verification of one statement against one piece of evidence: supported, contradicted or not said, with the reason.

``generation`` may import it. ``judge`` combines the comparison of facts with an optional learned judge of entailment.
"""
