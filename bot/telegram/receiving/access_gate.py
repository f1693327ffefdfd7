"""The access gate: every update passes it before any handler sees it.

The gate checks, in this order: is the update for the bot, is it recent, may its sender use the bot, does the pressed
button exist, and has the sender asked too much. An update that is not for the bot gets no reply at all, not even a
refusal.
"""

import asyncio
import time
from collections.abc import Callable

from telegram import CallbackQuery, Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop

from bot.state.access import AccessDecision
from bot.state.limits.question_limits import RateLimited
from bot.state.users import User
from bot.telegram.callback_data import ForgetData, parse
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.deep_links import parse_start
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.display_values import display_age, display_wait
from bot.telegram.messages.message import plain_message
from bot.telegram.messages.translations import supported_language, translate
from bot.telegram.receiving.addressing import command_name, is_for_bot, sender_id, sent_message
from bot.telegram.receiving.asked_message import is_question
from bot.telegram.receiving.callback_origin import is_genuine
from bot.telegram.receiving.update_processor import is_urgent
from bot.telegram.sending.delivery import Delivery
from bot.telegram.types import HandlerContext

_REFUSAL_CACHED_S = 60  # how long Telegram may answer inline queries of a refused user itself
_ROUNDING_S = 0.6
_WAITED_OUT_S = 5  # a shorter wait is not worth a refusal
_QUIET_S = 600.0  # after the bot told a chat that its messages came too late
_REFUSALS: dict[AccessDecision, str] = {
    "blocked": "you-are-blocked",
    "unlisted": "not-listed",
    "uninvited": "not-invited",
}
# A user who may not ask can still learn their id, and make the bot forget them.
_COMMANDS_FOR_ALL = ("whoami", "privacy", "forget")
_LINKS_FOR_ALL = ("claim", "invitation")


class AccessGate:
    """Lets updates in, or stops them and tells the sender once."""

    def __init__(self, dependencies: Dependencies, delivery: Delivery, clock: Callable[[], float] = time.time) -> None:
        """Ask the access control of ``dependencies`` who may do what."""
        self._dependencies = dependencies
        self._delivery = delivery
        self._clock = clock
        self._told_late_at: dict[int, float] = {}
        self._saved_users: set[int] = set()
        self._waiting: dict[tuple[ChatTopic | None, int], asyncio.Event] = {}
        """What ends the waiting of a sender's question that came too early."""

    async def check(self, update: Update, context: HandlerContext) -> None:
        """Stop an update that may not pass; add this handler to a group before all others."""
        me = context.bot.bot
        if not is_for_bot(me, update):
            raise ApplicationHandlerStop
        if update.my_chat_member is not None:
            return  # a notice about the bot's own membership, which asks nothing
        if await self._is_late(update) or not await self._is_allowed(update) or self._stop_waiting(update):
            raise ApplicationHandlerStop
        if update.callback_query is not None and not await self._is_genuine(update.callback_query):
            raise ApplicationHandlerStop
        if (is_question(me, update) or update.inline_query is not None) and not await self._is_within_limits(update):
            raise ApplicationHandlerStop

    async def _is_genuine(self, query: CallbackQuery) -> bool:
        """Return whether a user could press the button; a forged callback query changes nothing."""
        if await is_genuine(query, self._dependencies):
            return True
        language = supported_language(query.from_user.language_code)
        await self._delivery.acknowledgements.answer_callback(query.id, translate(language, "stale-button"))
        return False

    async def _is_late(self, update: Update) -> bool:
        message = sent_message(update) or update.guest_message
        if message is None:
            return False
        now = self._clock()
        age_s = now - (message.edit_date or message.date).timestamp()
        if age_s <= self._dependencies.limits.max_age_s:
            return False
        if update.guest_message is not None:
            return True  # Telegram has forgotten the query
        if self._told_late_at.get(message.chat.id, 0.0) < now - _QUIET_S:
            self._told_late_at[message.chat.id] = now
            language = _language(update)
            await self._say(update, translate(language, "too-late", ago=display_age(age_s, language)))
        return True

    async def _is_allowed(self, update: Update) -> bool:
        stores, run = self._dependencies.stores, self._dependencies.stores.executors.run
        sender, topic = sender_id(update), ChatTopic.from_update(update)
        await self._save_user(update)
        chat_id = topic.chat_id if topic else sender
        decision = await run(stores.access.decide, sender, chat_id)
        if decision == "welcome" or (decision != "blocked" and _is_open_to_all(update)):
            return True
        language = _language(update)
        refusal = translate(language, _REFUSALS[decision], id=str(sender))
        acknowledgements = self._delivery.acknowledgements
        if update.callback_query is not None:
            await acknowledgements.answer_callback(update.callback_query.id, refusal)
        elif update.inline_query is not None:
            hint = translate(language, "inline-refused")
            await acknowledgements.answer_inline_query(
                update.inline_query.id, [], hint, start="access", cached_s=_REFUSAL_CACHED_S
            )
        elif update.guest_message is not None:
            # The whole chat reads the answer, so it does not tell the id of the sender.
            if await run(stores.users.note_first_today, sender, "guest"):
                await self._say(update, translate(language, "inline-refused"))
        elif update.message is not None and await run(stores.users.note_first_today, sender, decision):
            await self._say(update, refusal)
        return False

    async def _is_within_limits(self, update: Update) -> bool:
        stores, query = self._dependencies.stores, update.inline_query
        message = sent_message(update) or update.guest_message
        count = stores.access.count_question if query is None else stores.access.count_search
        limited = await stores.executors.run(count, sender_id(update))
        if limited is not None and message is not None and limited.wait_s <= _WAITED_OUT_S:
            if await self._is_stopped_within(update, limited.wait_s + _ROUNDING_S):
                await self._say(update, translate(_language(update), "stopped"))
                return False
            limited = await stores.executors.run(count, sender_id(update))
        if limited is None:
            return True
        if query is not None:
            hint = translate(_language(update), "inline-wait", wait=_wait(limited, _language(update)))
            await self._delivery.acknowledgements.answer_inline_query(query.id, [], hint, cached_s=limited.wait_s)
            return False
        sentence = limit_sentence(limited, _language(update))
        if update.callback_query is not None:
            await self._delivery.acknowledgements.answer_callback(update.callback_query.id, sentence)
        elif limited.is_first:
            await self._say(update, sentence)
        elif message is not None and update.guest_message is None:
            # The limit was explained already; the emoji says that the message was seen and not answered.
            await self._delivery.acknowledgements.react(message.chat.id, message.message_id, "🙏")
        return False

    async def _is_stopped_within(self, update: Update, wait_s: float) -> bool:
        """Wait for the turn of a question that came too early; returns whether its sender stopped it meanwhile."""
        key, stopped = (ChatTopic.from_update(update), sender_id(update)), asyncio.Event()
        self._waiting[key] = stopped
        try:
            async with asyncio.timeout(wait_s):
                return await stopped.wait()
        except TimeoutError:
            return False
        finally:
            del self._waiting[key]

    def _stop_waiting(self, update: Update) -> bool:
        """Return whether an update stopped a question that waits for its turn, which then says so."""
        if update.message is None or not is_urgent(update):
            return False
        waiting = self._waiting.get((ChatTopic.from_update(update), sender_id(update)))
        if waiting is not None:
            waiting.set()
        return waiting is not None

    async def _save_user(self, update: Update) -> None:
        """Store the name and language of a user who writes in private, once in a run.

        A channel in whose name somebody asks in a group is stored too: an admin can block it by its name.
        """
        user, chat, message = update.effective_user, update.effective_chat, sent_message(update)
        if update.guest_message is not None:
            return  # its private chat is one of two other people
        channel = message.sender_chat if message is not None else None
        if channel is not None and channel.type == ChatType.CHANNEL and channel.id not in self._saved_users:
            self._saved_users.add(channel.id)
            named = User(channel.id, channel.title or "", channel.username, None)
            await self._dependencies.stores.executors.run(self._dependencies.stores.users.save, named)
        if user is None or chat is None or chat.type != ChatType.PRIVATE or user.id in self._saved_users:
            return
        self._saved_users.add(user.id)
        users, run = self._dependencies.stores.users, self._dependencies.stores.executors.run
        await run(users.save, User(user.id, user.full_name, user.username, supported_language(user.language_code)))
        await run(users.set_reachable, user.id, reachable=True)

    async def _say(self, update: Update, sentence: str) -> None:
        message, guest = sent_message(update), update.guest_message
        if guest is not None:
            await self._delivery.acknowledgements.answer_guest_query(str(guest.guest_query_id), plain_message(sentence))
        elif message is not None:
            topic = ChatTopic.from_message(message)
            reply_to = None if topic.private else message.message_id
            await self._delivery.send(topic, [plain_message(sentence)], reply_to=reply_to)


def limit_sentence(limited: RateLimited, language: str) -> str:
    """Explain a limit to a user who asked too much."""
    return translate(language, f"over-{limited.per}", count=limited.limit, wait=_wait(limited, language))


def _wait(limited: RateLimited, language: str) -> str:
    return display_wait(limited.wait_s, language)


def _language(update: Update) -> str:
    user = update.effective_user
    return supported_language(user.language_code if user else None)


def _is_open_to_all(update: Update) -> bool:
    """Return whether anybody may send an update: it redeems a link, is a command for all users, or forgets the user."""
    message, query = update.message, update.callback_query
    if query is not None:
        return parse(query.data) == ForgetData(query.from_user.id)
    if message is None or message.chat.type != ChatType.PRIVATE:
        return False
    command, link = command_name(message), parse_start(message.text or "")
    return command in _COMMANDS_FOR_ALL or (command == "start" and link is not None and link.kind in _LINKS_FOR_ALL)
