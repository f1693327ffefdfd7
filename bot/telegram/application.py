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

from bot.telegram.admin.job_runner import JobRunner
from bot.telegram.admin.registration import add_admin_handlers
from bot.telegram.chat.callback_handlers import CallbackHandlers
from bot.telegram.chat.inline_mode import InlineHandlers
from bot.telegram.chat.message_handlers import CLAIM, MessageHandlers
from bot.telegram.chat.question_flow import QuestionFlow
from bot.telegram.dependencies import BotLimits, Dependencies
from bot.telegram.errors import ConnectionLostError, TokenError, WebhookError
from bot.telegram.messages import translations
from bot.telegram.operations.admin_alerts import AdminAlerts, Watched
from bot.telegram.operations.bot_profile import publish_profile
from bot.telegram.operations.error_handler import ErrorHandler
from bot.telegram.operations.maintenance import run_maintenance
from bot.telegram.receiving.access_gate import AccessGate
from bot.telegram.receiving.durable_updates import (
    STALL_S,
    DurableApplication,
    DurableReceiver,
    WebhookQueue,
    watch_polling,
)
from bot.telegram.receiving.group_permissions import GroupPermissions
from bot.telegram.receiving.update_processor import OrderedUpdateProcessor
from bot.telegram.receiving.webhook import Webhook, listen
from bot.telegram.sending.connection_pool import ConnectionPool
from bot.telegram.sending.delivery import Delivery
from bot.telegram.sending.global_rate_limit import GlobalRateLimiter
from bot.telegram.sending.streaming_preview import StreamingPreviews

__all__ = ["ALLOWED_UPDATES", "App", "BotLimits", "Dependencies", "Webhook", "build_application", "run"]

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
    dependencies: Dependencies,
    *,
    token: str,
    base_url: str,
    base_file_url: str,
    messages_per_s: float = _MESSAGES_PER_S,
    webhook: Webhook | None = None,
) -> App:
    """The bot, ready to run.

    Args:
        dependencies: What stands behind it; closed when the bot ends.
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
        raise TokenError(translations.UNKNOWN_TOKEN)
    bot = DurableReceiver(
        dependencies.stores,
        token=token,
        base_url=base_url,
        base_file_url=base_file_url,
        request=ConnectionPool(_CONNECTIONS),
        get_updates_request=ConnectionPool(_POLLING_CONNECTIONS),
        rate_limiter=GlobalRateLimiter(overall_max_rate=messages_per_s, max_retries=_RETRIES),
    )
    order, delivery = OrderedUpdateProcessor(_AT_WORK), Delivery(bot, dependencies.stores)
    life = _Lifecycle(dependencies, delivery, polls=webhook is None)
    application: App = (
        Application.builder()
        .application_class(DurableApplication, {"stores": dependencies.stores})
        .bot(bot)
        .update_queue(asyncio.Queue() if webhook is None else WebhookQueue(bot))
        .concurrent_updates(order)
        .job_queue(None)
        .post_init(life.begin)
        .post_stop(life.pause)
        .post_shutdown(life.end)
        .build()
    )
    answers = Watched(dependencies.answerer, life.alerts)
    _add_handlers(application, replace(dependencies, answerer=answers), delivery, order, life.runner)
    return application


def _keep_out_of_the_log() -> None:
    """Silence lines that show the token, or what people write."""
    for name, level in {"httpx": logging.WARNING, "httpcore": logging.WARNING, "telegram": logging.INFO}.items():
        logging.getLogger(name).setLevel(level)


def _add_handlers(
    application: App, dependencies: Dependencies, delivery: Delivery, order: OrderedUpdateProcessor, runner: JobRunner
) -> None:
    question_flow = QuestionFlow(dependencies, delivery, StreamingPreviews(application.bot))
    permissions = GroupPermissions(dependencies, application.bot)
    handlers = MessageHandlers(dependencies, delivery, question_flow, permissions, order.is_crowded)
    callbacks = CallbackHandlers(dependencies, delivery, question_flow, permissions)
    private = filters.ChatType.PRIVATE
    # Telegram's own notice, from nobody: it comes before the gate.
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, permissions.migrate), group=-2)
    application.add_handler(TypeHandler(Update, AccessGate(dependencies, delivery).check), group=-1)
    add_admin_handlers(application, dependencies, delivery, runner, handlers.start)
    reachable = MembershipHandler(dependencies)
    application.add_handler(ChatMemberHandler(reachable.note, ChatMemberHandler.MY_CHAT_MEMBER))
    # Presses come first: the other handlers would ask for the message of one, which may be too old to be shown.
    application.add_handler(CallbackQueryHandler(callbacks.handle))
    application.add_handler(InlineQueryHandler(InlineHandlers(dependencies, delivery.acknowledgements).query))
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
    application.add_error_handler(ErrorHandler(delivery).handle)


class MembershipHandler:
    """Remembers which chats the bot was put out of, and let into again."""

    def __init__(self, dependencies: Dependencies) -> None:
        """Remember in ``dependencies``."""
        self._stores = dependencies.stores

    async def note(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """The bot's place in a chat has changed."""
        change = update.my_chat_member
        if change is not None:
            inside = change.new_chat_member.status not in {ChatMember.LEFT, ChatMember.BANNED}
            users = self._stores.users
            await self._stores.executors.run(users.set_reachable, change.chat.id, reachable=inside)


class _Lifecycle:
    """What happens before the first update, beside them all, and after the last."""

    def __init__(self, dependencies: Dependencies, delivery: Delivery, *, polls: bool) -> None:
        self._dependencies = dependencies
        self._delivery = delivery
        self._stall_s = STALL_S if polls else math.inf
        self.alerts = AdminAlerts(dependencies.stores, delivery)
        self.runner = JobRunner(dependencies, delivery, self.alerts)
        self._tasks: list[asyncio.Task[None]] = []

    async def begin(self, application: App) -> None:
        """Take up what was left, print the claim link, start what runs beside."""
        if isinstance(application, DurableApplication):
            await application.resume_pending()
        token = await self._dependencies.executors.run(self._claim_token)
        if token is not None:
            link = create_deep_linked_url(application.bot.username, CLAIM + token)
            print(translations.CLAIM_LINK.format(link=link), flush=True)  # noqa: T201 - for the person at the terminal, not for a log
        await self.runner.begin()
        beside = [
            publish_profile(application.bot, self._dependencies.stores),
            run_maintenance(self._dependencies, self._delivery, self.alerts),
            watch_polling(application, self._beat, allowed_updates=ALLOWED_UPDATES, stall_s=self._stall_s),
        ]
        if self._dependencies.scheduled_reindex is not None:
            beside.append(self._dependencies.scheduled_reindex.run(self.alerts.report_failed_reindex))
        self._tasks = [asyncio.create_task(task) for task in beside]
        # What is loaded by now stays; to look through it for garbage would hold up the loop for a quarter of a second.
        gc.collect()
        gc.freeze()
        _log.info("Answering as @%s", application.bot.username)

    async def _beat(self) -> None:
        try:
            await self._dependencies.stores.executors.run(self._dependencies.beat)
        except OSError as error:
            _log.warning("The heartbeat could not be written: %s", error)

    def _claim_token(self) -> str | None:
        access = self._dependencies.stores.access
        return None if access.admins() else access.new_claim()

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
        self._dependencies.close()


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
        if isinstance(application.bot, DurableReceiver) and application.bot.revoked.is_set():
            raise TokenError(translations.REVOKED_TOKEN)
    except InvalidToken:
        raise TokenError(translations.UNKNOWN_TOKEN) from None  # the cause names the token
    except BadRequest as error:
        raise WebhookError(translations.WEBHOOK_REFUSED.format(reason=error.message)) from error
    except OSError as error:
        raise WebhookError(translations.CANNOT_LISTEN.format(reason=error.strerror or error)) from error
    except NetworkError as error:
        raise ConnectionLostError(translations.UNREACHABLE.format(base_url=_shown(application))) from error


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
