"""The hash of a secret token: the bot's tables recognize a token without storing it."""

import hashlib


def hash_token(token: str) -> str:
    """Return the SHA-256 of a token, in hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
