"""A short article about a lamp, and two of its sentences as citations."""

from tests.support.sample_answers import make_citation, make_source

TEXT = (
    "The lamp on Gull Reef was lit in October 1811. It burned whale oil, a gallon a night. "
    "Paraffin replaced the oil in 1872. Four keepers and a cat lived on the rock."
)
LAMP = make_source("The lamp on Gull Reef", location="https://example.org/lamp", text=TEXT, date="2025-09-22")
LIT = make_citation(1, LAMP, TEXT, "The lamp on Gull Reef was lit in October 1811.")
OIL = make_citation(2, LAMP, TEXT, "It burned whale oil, a gallon a night.")
