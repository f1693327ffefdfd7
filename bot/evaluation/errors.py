"""What can go wrong in an evaluation.

PinciteError
└── EvaluationError
    ├── DatasetError   the questions cannot be read, or do not fit what is indexed
    ├── ResultsError   results cannot be read, written or compared
    └── DraftError     no questions can be drafted, or there is a file in the way
"""

from index.errors import PinciteError


class EvaluationError(PinciteError):
    """An evaluation cannot go on."""


class DatasetError(EvaluationError):
    """The questions cannot be read, or do not fit what is indexed."""


class ResultsError(EvaluationError):
    """Results cannot be read, written or compared."""


class DraftError(EvaluationError):
    """No questions can be drafted, or there is a file in the way."""
