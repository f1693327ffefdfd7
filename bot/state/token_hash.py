"""Secret tokens as the bot's tables keep them: recognised, never told."""

import hashlib


def hash_token(token: str) -> str:
    """The SHA-256 of a token, in hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
