"""Updates of Telegram with random changes: fields gone, doubled, of another type, or nested deeply."""

import copy
import json
import time
from random import Random
from typing import Any

_USER = {"id": 7, "is_bot": False, "first_name": "Ann", "language_code": "en"}
_PRIVATE = {"id": 7, "type": "private", "first_name": "Ann"}
_GROUP = {"id": -1001, "type": "supergroup", "title": "Lamps"}
_BOT = {"id": 4242, "is_bot": True, "first_name": "Pincite", "username": "pincite_test_bot"}
_KEYBOARD = {"inline_keyboard": [[{"text": "1", "callback_data": "c:abc"}]]}
_STRANGE: tuple[Any, ...] = (
    None,
    True,
    -1,
    2**70,
    1.5,
    "",
    "x" * 5_000,
    "\ud800",
    "\u202e",
    [],
    [[]],
    {},
    {"id": "7"},
    [None] * 50,
)


def _message(chat: dict[str, Any], **content: object) -> dict[str, Any]:
    return {"message_id": 5, "date": int(time.time()), "chat": chat, "from": _USER, **content}


def _templates() -> list[dict[str, Any]]:
    command = [{"type": "bot_command", "offset": 0, "length": 6}]
    mention = [{"type": "mention", "offset": 0, "length": 17}]
    pressed = _message(_GROUP, text="…", reply_markup=_KEYBOARD) | {"from": _BOT}
    query = {"id": "1", "from": _USER, "chat_instance": "1", "data": "c:abc"}
    poll = {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False, "type": "regular"}
    member = {"user": _BOT, "status": "member"}
    changed = {"chat": _PRIVATE, "from": _USER, "date": 1, "old_chat_member": member, "new_chat_member": member}
    return [
        {"message": _message(_PRIVATE, text="When was it lit?")},
        {"message": _message(_PRIVATE, text="/start claim_x", entities=command)},
        {"message": _message(_GROUP, text="@pincite_test_bot when?", entities=mention)},
        {"message": _message(_PRIVATE, poll=poll)},
        {"message": _message(_PRIVATE, document={"file_id": "a", "file_unique_id": "a", "file_name": "a.txt"})},
        {"callback_query": query | {"message": pressed}},
        {"callback_query": query | {"message": {"chat": _GROUP, "message_id": 5, "date": 0}}},
        {"inline_query": {"id": "1", "from": _USER, "query": "When was it lit?", "offset": ""}},
        {"guest_message": _message(_GROUP, text="@pincite_test_bot when?", entities=mention) | {"guest_query_id": "1"}},
        {"my_chat_member": changed},
    ]


def mutated_update(seed: bytes, update_id: int) -> dict[str, Any]:
    """Return an update with one to six changes that follow from the seed; only its id is always valid."""
    random = Random(seed)  # noqa: S311 - the same changes for the same seed
    update = copy.deepcopy(random.choice(_templates()))
    for _ in range(random.randint(1, 6)):
        holder, key = random.choice(list(_places(update)))
        change = random.randrange(4)
        if change == 0:
            del holder[key]
        elif change == 1:
            holder[key] = copy.deepcopy(random.choice(_STRANGE))
        elif change == 2:
            holder[key] = [copy.deepcopy(holder[key])] * random.randint(0, 3)
        elif isinstance(holder, dict):
            holder[random.choice(("poll", "text", "entities", "chat", "new_field"))] = copy.deepcopy(holder[key])
        if not list(_places(update)):
            break
    return {**update, "update_id": update_id}


def mutated_body(seed: bytes) -> bytes:
    """Return the body of a request to the webhook: a mutated update, cut or changed in some bytes."""
    random = Random(seed)  # noqa: S311 - see above
    body = bytearray(json.dumps(mutated_update(seed, random.randrange(2**62))).encode())
    for _ in range(random.randrange(4)):
        body[random.randrange(len(body))] = random.randrange(256)
    return bytes(body[: random.choice((len(body), random.randrange(len(body) + 1)))])


def _places(value: object) -> list[tuple[Any, Any]]:
    """Return each place of a JSON value as its holder and its key."""
    items: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        items = [(value, key) for key in value]
    elif isinstance(value, list):
        items = [(value, at) for at in range(len(value))]
    return items + [place for holder, key in items for place in _places(holder[key])]
