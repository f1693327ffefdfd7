"""Errors of an evaluation.

PinciteError
└── EvaluationError
    ├── DatasetError   the questions cannot be read, or do not fit the index
    ├── ResultsError   results cannot be read, written or compared
    └── DraftError     no questions can be drafted, or the file exists
"""

from index.errors import PinciteError


class EvaluationError(PinciteError):
    """The evaluation cannot continue."""


class DatasetError(EvaluationError):
    """The questions cannot be read, or do not fit the index."""


class ResultsError(EvaluationError):
    """Results cannot be read, written or compared."""


class DraftError(EvaluationError):
    """No questions can be drafted, or the file for them exists already."""
