"""Whether a callback query is genuine: a changed client can send any data for any message of the bot.

In a private chat every message is the user's own. In a group the data counts only if the message's keyboard contains
it, or if the message answers a question of the user, or if Telegram no longer sends the message and the store knows
that it showed such a button.
"""

from telegram import CallbackQuery, Message
from telegram.constants import ChatType

from bot.telegram.callback_data import PassageData, VoteData, parse
from bot.telegram.dependencies import Dependencies


def has_pressed_button(query: CallbackQuery) -> bool:
    """Return whether the keyboard of the message contains the data of a callback query."""
    message = query.message
    markup = message.reply_markup if isinstance(message, Message) else None
    rows = markup.inline_keyboard if markup else ()
    return any(query.data is not None and button.callback_data == query.data for row in rows for button in row)


async def is_genuine(query: CallbackQuery, dependencies: Dependencies) -> bool:
    """Return whether a user could press a button with the data of a callback query."""
    message = query.message
    if parse(query.data) is None:  # also the button of a game, which has no data
        return False
    if message is None or message.chat.type == ChatType.PRIVATE or has_pressed_button(query):
        return True
    replied = message.reply_to_message if isinstance(message, Message) else None
    if replied is not None and replied.from_user == query.from_user:
        return True
    return await dependencies.executors.run(_is_button_of_answer, query, message.chat.id, dependencies)


def _is_button_of_answer(query: CallbackQuery, chat_id: int, dependencies: Dependencies) -> bool:
    """Return whether the message shows an answer to the user's own question, or one that had such a button."""
    message = query.message
    if message is None:
        return False
    id_ = dependencies.conversations.answer_of_message(chat_id, message.message_id)
    answer = None if id_ is None else dependencies.answers.answer(id_)
    if answer is None:
        return False
    if answer.user_id == query.from_user.id:
        return True
    match parse(query.data):
        case PassageData(key):
            return not message.is_accessible and key in answer.keys.values()
        case VoteData(_, answer_id):
            return not message.is_accessible and answer_id == answer.id
        case _:
            return False
