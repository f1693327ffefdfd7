"""What keeps the bot from running.

    PinciteError
    └── ServeError              Telegram cannot be served as things are
        ├── TokenError          Telegram does not know the token
        ├── WebhookError        updates cannot be delivered where the settings say
        └── ConnectionLostError Telegram cannot be reached (retryable)

Every message is one sentence for a person, and says what to do next.
"""

from index.errors import PinciteError


class ServeError(PinciteError):
    """Telegram cannot be served as things are."""


class TokenError(ServeError):
    """Telegram does not know the token."""


class WebhookError(ServeError):
    """Updates cannot be delivered where the settings say."""


class ConnectionLostError(ServeError):
    """Telegram cannot be reached; the same call may succeed later."""

    retryable = True
