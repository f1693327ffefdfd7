"""Errors that keep the bot from running.

    PinciteError
    └── ServeError              the bot cannot run
        ├── TokenError          Telegram does not know the token
        ├── WebhookError        Telegram cannot deliver updates to the webhook
        ├── ListenError         the web server cannot listen
        └── ConnectionLostError Telegram cannot be reached; it may pass

Every message is one sentence for the person who runs the bot, and says what to do next.
"""

from index.errors import PinciteError


class ServeError(PinciteError):
    """The bot cannot run."""


class TokenError(ServeError):
    """Telegram does not know the token."""


class WebhookError(ServeError):
    """Telegram cannot deliver updates to the webhook in the settings."""


class ListenError(ServeError):
    """The web server cannot listen at the address and port in the settings."""


class ConnectionLostError(ServeError):
    """Telegram cannot be reached; the same call may succeed later."""
