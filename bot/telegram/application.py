"""The bot as a whole: handlers in their order, and its life from the first request to the last."""

import asyncio
import gc
import logging
import math
import re
from dataclasses import replace
from typing import Any, TypeAlias

from telegram import ChatMember, Update
from telegram.error import BadRequest, InvalidToken, NetworkError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.helpers import create_deep_linked_url

from bot.telegram.admin.job_runner import Runner
from bot.telegram.admin.registration import add_admin_handlers
from bot.telegram.chat.callback_handlers import Presses
from bot.telegram.chat.inline_mode import Inline
from bot.telegram.chat.message_handlers import CLAIM, Handlers
from bot.telegram.chat.question_flow import Asking
from bot.telegram.dependencies import Rules, Services
from bot.telegram.errors import ConnectionLostError, TokenError, WebhookError
from bot.telegram.messages import translations as words
from bot.telegram.operations.admin_alerts import Alerts, Watched
from bot.telegram.operations.bot_profile import announce
from bot.telegram.operations.error_handler import Failures
from bot.telegram.operations.maintenance import keep_up
from bot.telegram.receiving.access_gate import Gate
from bot.telegram.receiving.durable_updates import STALL_S, Delivered, Handling, Receiver, watch
from bot.telegram.receiving.group_permissions import Groups
from bot.telegram.receiving.update_processor import InOrder
from bot.telegram.receiving.webhook import Webhook, listen
from bot.telegram.sending.connection_pool import Connections
from bot.telegram.sending.delivery import Delivery
from bot.telegram.sending.global_rate_limit import Limiter
from bot.telegram.sending.streaming_preview import Previews

__all__ = ["ALLOWED_UPDATES", "App", "Rules", "Services", "Webhook", "build_application", "run"]

App: TypeAlias = Application[Any, Any, Any, Any, Any, Any]

ALLOWED_UPDATES = (Update.MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY, Update.MY_CHAT_MEMBER)
"""What Telegram is asked for; it sends nothing else."""

_log = logging.getLogger(__name__)

_TOKEN = re.compile(r"\d+:[\w-]+", re.ASCII)
_AT_WORK = 256
_RETRIES = 3
_CONNECTIONS = 24  # at Telegram's pace no more are needed
_POLLING_CONNECTIONS = 2  # one that was cancelled while it connected may stay taken, and would hold up the end
_MESSAGES_PER_S = 30  # to all chats together; Telegram's limit


def build_application(  # noqa: PLR0913 - each says another thing
    services: Services,
    *,
    token: str,
    base_url: str,
    base_file_url: str,
    messages_per_s: float = _MESSAGES_PER_S,
    webhook: Webhook | None = None,
) -> App:
    """The bot, ready to run.

    Args:
        services: What stands behind it; closed when the bot ends.
        token: From @BotFather.
        base_url: The Bot API's address, to which the token is appended.
        base_file_url: The same for files.
        messages_per_s: How many messages may be sent in a second, to all chats together.
        webhook: Where updates are delivered; None where they are fetched.

    Raises:
        TokenError: The token is none.
    """
    _keep_out_of_the_log()
    if not _TOKEN.fullmatch(token):
        raise TokenError(words.UNKNOWN_TOKEN)
    bot = Receiver(
        services.records,
        token=token,
        base_url=base_url,
        base_file_url=base_file_url,
        request=Connections(_CONNECTIONS),
        get_updates_request=Connections(_POLLING_CONNECTIONS),
        rate_limiter=Limiter(overall_max_rate=messages_per_s, max_retries=_RETRIES),
    )
    order, delivery = InOrder(_AT_WORK), Delivery(bot, services.records)
    life = _Life(services, delivery, polls=webhook is None)
    application: App = (
        Application.builder()
        .application_class(Handling, {"records": services.records})
        .bot(bot)
        .update_queue(asyncio.Queue() if webhook is None else Delivered(bot))
        .concurrent_updates(order)
        .job_queue(None)
        .post_init(life.begin)
        .post_stop(life.pause)
        .post_shutdown(life.end)
        .build()
    )
    answers = Watched(services.answerer, life.alerts)
    _add_handlers(application, replace(services, answerer=answers), delivery, order, life.runner)
    return application


def _keep_out_of_the_log() -> None:
    """Silence lines that show the token, or what people write."""
    for name, level in {"httpx": logging.WARNING, "httpcore": logging.WARNING, "telegram": logging.INFO}.items():
        logging.getLogger(name).setLevel(level)


def _add_handlers(application: App, services: Services, delivery: Delivery, order: InOrder, runner: Runner) -> None:
    asking = Asking(services, delivery, Previews(application.bot))
    groups = Groups(services, application.bot)
    handlers = Handlers(services, delivery, asking, groups, order.is_crowded)
    presses = Presses(services, delivery, asking, groups)
    private = filters.ChatType.PRIVATE
    # Telegram's own notice, from nobody: it comes before the gate.
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, groups.moved), group=-2)
    application.add_handler(TypeHandler(Update, Gate(services, delivery).check), group=-1)
    add_admin_handlers(application, services, delivery, runner, handlers.start)
    reachable = Reachable(services)
    application.add_handler(ChatMemberHandler(reachable.note, ChatMemberHandler.MY_CHAT_MEMBER))
    # Presses come first: the other handlers would ask for the message of one, which may be too old to be shown.
    application.add_handler(CallbackQueryHandler(presses.press))
    application.add_handler(InlineQueryHandler(Inline(services, delivery.signs).query))
    application.add_handler(CommandHandler("start", handlers.start))
    application.add_handler(CommandHandler("help", handlers.help))
    application.add_handler(CommandHandler("sources", handlers.sources))
    application.add_handler(CommandHandler("ask", handlers.question))
    application.add_handler(CommandHandler("cite", handlers.cite))
    application.add_handler(CommandHandler("new", handlers.new))
    application.add_handler(CommandHandler("stop", handlers.stop))
    application.add_handler(CommandHandler("askers", handlers.askers))
    application.add_handler(MessageHandler(filters.COMMAND & private, handlers.unknown_command))
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, handlers.question))
    voice, pictures = (
        filters.VOICE | filters.AUDIO | filters.VIDEO_NOTE,
        filters.PHOTO | filters.VIDEO | filters.ANIMATION,
    )
    # In groups the gate lets in what mentions the bot or replies to it; a moving picture there is no question.
    application.add_handler(MessageHandler(voice, handlers.no_voice))
    application.add_handler(MessageHandler(filters.PHOTO | (pictures & private), handlers.no_pictures))
    application.add_handler(MessageHandler(~filters.TEXT & ~filters.StatusUpdate.ALL & private, handlers.no_text))
    application.add_error_handler(Failures(delivery).handle)


class Reachable:
    """Remembers which chats the bot was put out of, and let into again."""

    def __init__(self, services: Services) -> None:
        """Remember in ``services``."""
        self._records = services.records

    async def note(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """The bot's place in a chat has changed."""
        change = update.my_chat_member
        if change is not None:
            inside = change.new_chat_member.status not in {ChatMember.LEFT, ChatMember.BANNED}
            people = self._records.people
            await self._records.worker.run(people.set_reachable, change.chat.id, reachable=inside)


class _Life:
    """What happens before the first update, beside them all, and after the last."""

    def __init__(self, services: Services, delivery: Delivery, *, polls: bool) -> None:
        self._services = services
        self._delivery = delivery
        self._stall_s = STALL_S if polls else math.inf
        self.alerts = Alerts(services.records, delivery)
        self.runner = Runner(services, delivery, self.alerts)
        self._tasks: list[asyncio.Task[None]] = []

    async def begin(self, application: App) -> None:
        """Take up what was left, print the claim link, start what runs beside."""
        if isinstance(application, Handling):
            await application.take_up()
        token = await self._services.worker.run(self._claim_token)
        if token is not None:
            link = create_deep_linked_url(application.bot.username, CLAIM + token)
            print(words.CLAIM_LINK.format(link=link), flush=True)  # noqa: T201 - for the person at the terminal, not for a log
        await self.runner.begin()
        beside = [
            announce(application.bot, self._services.records),
            keep_up(self._services, self._delivery, self.alerts),
            watch(application, self._beat, allowed_updates=ALLOWED_UPDATES, stall_s=self._stall_s),
        ]
        if self._services.renewal is not None:
            beside.append(self._services.renewal.run(self.alerts.tell_of_renewal))
        self._tasks = [asyncio.create_task(task) for task in beside]
        # What is loaded by now stays; to look through it for garbage would hold up the loop for a quarter of a second.
        gc.collect()
        gc.freeze()
        _log.info("Answering as @%s", application.bot.username)

    async def _beat(self) -> None:
        try:
            await self._services.records.worker.run(self._services.beat)
        except OSError as error:
            _log.warning("The heartbeat could not be written: %s", error)

    def _claim_token(self) -> str | None:
        return None if self._services.records.access.admins() else self._services.chats.new_claim()

    async def pause(self, _application: App) -> None:
        """End what runs beside; what it has not finished is for the next run."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        await self._delivery.close()
        await self.runner.close()

    async def end(self, application: App) -> None:
        """Close what stands behind the bot."""
        await self.pause(application)
        self._services.close()


def run(application: App, webhook: Webhook | None = None) -> None:
    """Answer until a signal to stop; updates that wait at Telegram are kept.

    Args:
        application: The bot.
        webhook: The one that it was built with.

    Raises:
        TokenError: Telegram does not know the token.
        WebhookError: Telegram does not take the webhook's address, or nothing can listen there.
        ConnectionLostError: Telegram cannot be reached.
    """
    try:
        with asyncio.Runner() as runner:
            # Before run_polling, which would log a refused token with its traceback.
            runner.run(_connect(application))
            if webhook is None:
                application.run_polling(allowed_updates=ALLOWED_UPDATES, drop_pending_updates=False, close_loop=False)
            else:
                listen(application, webhook, ALLOWED_UPDATES)
        if isinstance(application.bot, Receiver) and application.bot.revoked.is_set():
            raise TokenError(words.REVOKED_TOKEN)
    except InvalidToken:
        raise TokenError(words.UNKNOWN_TOKEN) from None  # the cause names the token
    except BadRequest as error:
        raise WebhookError(words.WEBHOOK_REFUSED.format(reason=error.message)) from error
    except OSError as error:
        raise WebhookError(words.CANNOT_LISTEN.format(reason=error.strerror or error)) from error
    except NetworkError as error:
        raise ConnectionLostError(words.UNREACHABLE.format(base_url=_shown(application))) from error


async def _connect(application: App) -> None:
    try:
        await application.initialize()
    except BaseException:
        await application.bot.shutdown()
        if application.post_shutdown is not None:
            await application.post_shutdown(application)
        raise


def _shown(application: App) -> str:
    """The Bot API's address without the token."""
    return str(application.bot.base_url).removesuffix(application.bot.token)
