"""The data with which Telegram names the user of a Mini App."""

import hashlib
import hmac
from urllib.parse import urlencode


def signed_init_data(token: str, auth_date: int, **fields: str) -> str:
    """Sign fields as Telegram does."""
    signed = {**fields, "auth_date": str(auth_date)}
    secret = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    text = "\n".join(f"{name}={value}" for name, value in sorted(signed.items()))
    return urlencode(signed | {"hash": hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()})
