"""Roles of facts: the unit and bound of a number, the direction of a change, who says a claim, who did it to whom.

Only ``facts`` may import it.
"""
