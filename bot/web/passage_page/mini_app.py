"""The user of a Telegram Mini App, as Telegram signed it.

The check follows https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app.
"""

import hashlib
import hmac
import json
import time
from urllib.parse import parse_qsl

MAX_AGE_S = 86_400
_MAX_CHARS = 8_192
_MAX_FIELDS = 32
_FUTURE_S = 300  # clocks differ


def read_user_id(init_data: str, token: str, now: float | None = None) -> int | None:
    """Return the id of the user who opened the Mini App; None where the data is forged, too old or broken.

    Args:
        init_data: The field ``tgWebAppData`` of the address.
        token: The bot's token, with which Telegram signs.
        now: The time, in seconds since 1970; the present one if None.
    """
    if len(init_data) > _MAX_CHARS:
        return None
    try:
        fields = dict(parse_qsl(init_data, strict_parsing=True, max_num_fields=_MAX_FIELDS))
        signature = fields.pop("hash")
        age_s = (time.time() if now is None else now) - int(fields["auth_date"])
        secret = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
        signed = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
        expected = hmac.new(secret, signed.encode(), hashlib.sha256).hexdigest()
        is_genuine = hmac.compare_digest(expected.encode(), signature.encode())
        if not is_genuine or not -_FUTURE_S <= age_s <= MAX_AGE_S:
            return None
        return int(json.loads(fields["user"])["id"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
