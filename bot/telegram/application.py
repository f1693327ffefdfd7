"""The bot: its handlers in their order, and the loop that runs it."""

import asyncio
import logging
import re
import signal
from collections.abc import Callable, Sequence

from telegram import Update
from telegram.error import BadRequest, InvalidToken, NetworkError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    Updater,
    filters,
)

from bot.telegram.admin.job_runner import JobRunner
from bot.telegram.admin.registration import NamesBot, add_admin_handlers
from bot.telegram.chat.callback_handlers import CallbackHandlers
from bot.telegram.chat.guest_mode import GuestHandlers
from bot.telegram.chat.inline_mode import InlineHandlers
from bot.telegram.chat.message_handlers import MessageHandlers
from bot.telegram.chat.question_flow import QuestionFlow
from bot.telegram.dependencies import BotLimits, Dependencies
from bot.telegram.errors import ConnectionLostError, ListenError, TokenError, WebhookError
from bot.telegram.lifecycle import ALLOWED_UPDATES, Lifecycle
from bot.telegram.messages import translations
from bot.telegram.operations.admin_alerts import AdminAlerts
from bot.telegram.operations.error_handler import ErrorHandler
from bot.telegram.operations.subscription_notices import SubscriptionNotices
from bot.telegram.receiving.access_gate import AccessGate
from bot.telegram.receiving.durable_updates import DurableApplication, DurableReceiver
from bot.telegram.receiving.group_permissions import GroupPermissions
from bot.telegram.receiving.reachability import ReachabilityHandler
from bot.telegram.receiving.update_processor import OrderedUpdateProcessor
from bot.telegram.receiving.webhook import Webhook, WebhookUpdater, run_webhook
from bot.telegram.replication.claimed_updates import ClaimedUpdates
from bot.telegram.replication.replicated_application import ReplicatedApplication
from bot.telegram.sending.delivery import Delivery
from bot.telegram.sending.rate_limits import ChatRateLimiter, ConnectionPool, GlobalRateLimiter
from bot.telegram.sending.streaming_preview import StreamingPreviews
from bot.telegram.types import BotApplication

__all__ = ["ALLOWED_UPDATES", "BotApplication", "BotLimits", "Dependencies", "Webhook", "build_application", "run"]

_TOKEN = re.compile(r"\d+:[\w-]+", re.ASCII)
_UPDATES_AT_ONCE = 256
_RETRIES = 3
_CONNECTIONS = 24  # at Telegram's rate no more are needed
_POLLING_CONNECTIONS = 2  # a request cancelled while it connected may keep one of them, and would delay the end
_MESSAGES_PER_S = 30  # Telegram's limit for all chats together


def build_application(  # noqa: PLR0913 - each says another thing
    dependencies: Dependencies,
    *,
    token: str,
    base_url: str,
    base_file_url: str,
    messages_per_s: float = _MESSAGES_PER_S,
    webhook: Webhook | None = None,
    rate_limiter: ChatRateLimiter | None = None,
) -> BotApplication:
    """Build the bot, ready to run.

    Args:
        dependencies: The answerer, the sources and the stores; closed when the bot ends.
        token: From @BotFather.
        base_url: The Bot API's address, to which the token is appended.
        base_file_url: The same for files.
        messages_per_s: The most messages a second to all chats together.
        webhook: Where Telegram delivers updates; None if the bot polls.
        rate_limiter: Limits the messages to each chat; None for Telegram's limit.

    Raises:
        TokenError: The token has not the form of a token.
    """
    _quiet_loggers()
    if not _TOKEN.fullmatch(token):
        raise TokenError(translations.UNKNOWN_TOKEN)
    replication = dependencies.stores.replication
    bot = DurableReceiver(
        dependencies.stores,
        token=token,
        base_url=base_url,
        base_file_url=base_file_url,
        request=ConnectionPool(_CONNECTIONS, replication.lease.check) if replication else ConnectionPool(_CONNECTIONS),
        get_updates_request=ConnectionPool(_POLLING_CONNECTIONS),
        rate_limiter=GlobalRateLimiter(overall_max_rate=messages_per_s, max_retries=_RETRIES),
    )
    return assemble(dependencies, bot, webhook, rate_limiter)


def assemble(
    dependencies: Dependencies,
    bot: DurableReceiver,
    webhook: Webhook | None = None,
    rate_limiter: ChatRateLimiter | None = None,
) -> BotApplication:
    """Build the bot around a connection to Telegram; see ``build_application``."""
    processor, delivery = OrderedUpdateProcessor(_UPDATES_AT_ONCE), Delivery(bot, dependencies.stores, rate_limiter)
    alerts = AdminAlerts(dependencies.stores, delivery)
    notices = SubscriptionNotices(dependencies, delivery)
    question_flow = QuestionFlow(dependencies, delivery, StreamingPreviews(bot), alerts, lambda: bot.username)
    runner = JobRunner(dependencies, delivery, alerts, notices, question_flow.ask_of_job)
    lifecycle = Lifecycle(dependencies, delivery, alerts, notices, runner, polls=webhook is None)
    replication = dependencies.stores.replication
    claimed = ClaimedUpdates(dependencies.stores, replication, bot) if replication else None
    builder = Application.builder()
    if replication is not None:
        shared = {"stores": dependencies.stores, "replication": replication, "claimed": claimed}
        builder = builder.application_class(ReplicatedApplication, shared)
    else:
        builder = builder.application_class(DurableApplication, {"stores": dependencies.stores})
    application: BotApplication = (
        builder.updater(Updater(bot, asyncio.Queue()) if webhook is None else WebhookUpdater(bot, webhook))
        .concurrent_updates(processor)
        .job_queue(None)
        .post_init(lifecycle.start)
        .post_stop(lifecycle.stop)
        .post_shutdown(lifecycle.shut_down)
        .build()
    )

    def is_crowded(update: Update) -> bool:
        return processor.is_crowded(update) or (claimed is not None and claimed.is_crowded(update))

    guests = GuestHandlers(dependencies, delivery.acknowledgements, alerts)
    # A guest message is in no chat of the bot; the handlers of messages would take it for one of theirs.
    application.add_handler(MessageHandler(filters.UpdateType.GUEST_MESSAGE, guests.answer_query))
    messages = _add_handlers(application, dependencies, delivery, question_flow, is_crowded, runner)
    processor.on_edit = lambda update: messages.withdraw(update, bot.bot)
    return application


def _quiet_loggers() -> None:
    """Silence log lines that show the token or what users write."""
    for name, level in {"httpx": logging.WARNING, "httpcore": logging.WARNING, "telegram": logging.INFO}.items():
        logging.getLogger(name).setLevel(level)


def _add_handlers(  # noqa: PLR0913, PLR0917 - each handles another part
    application: BotApplication,
    dependencies: Dependencies,
    delivery: Delivery,
    question_flow: QuestionFlow,
    is_crowded: Callable[[Update], bool],
    runner: JobRunner,
) -> MessageHandlers:
    permissions = GroupPermissions(dependencies, application.bot)
    messages = MessageHandlers(dependencies, delivery, question_flow, permissions, is_crowded)
    callbacks = CallbackHandlers(dependencies, delivery, question_flow, permissions)
    # A service message of Telegram has no sender, so it is handled before the access gate.
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, permissions.migrate), group=-2)
    # An update that python-telegram-bot does not know; it stops only an answer to the user of the private chat.
    application.add_handler(TypeHandler(Update, callbacks.stop_draft), group=-2)
    application.add_handler(TypeHandler(Update, AccessGate(dependencies, delivery).check), group=-1)
    add_admin_handlers(application, dependencies, delivery, runner, messages)
    reachability = ReachabilityHandler(dependencies, delivery)
    application.add_handler(ChatMemberHandler(reachability.record, ChatMemberHandler.MY_CHAT_MEMBER))
    # Callback queries come before messages: handlers of messages would look for the message of a callback query,
    # which may be too old for Telegram to send.
    application.add_handler(CallbackQueryHandler(callbacks.handle))
    application.add_handler(InlineQueryHandler(InlineHandlers(dependencies, delivery.acknowledgements).answer_query))
    _add_message_handlers(application, messages)
    application.add_error_handler(ErrorHandler(delivery).handle)
    return messages


def _add_message_handlers(application: BotApplication, messages: MessageHandlers) -> None:
    for command, handler in {
        "start": messages.start,
        "help": messages.help,
        "sources": messages.sources,
        "ask": messages.question,
        "check": messages.check,
        "cite": messages.cite,
        "new": messages.new,
        "stop": messages.stop,
        "askers": messages.askers,
    }.items():
        application.add_handler(CommandHandler(command, handler))
    private = filters.ChatType.PRIVATE
    application.add_handler(MessageHandler(filters.COMMAND & (private | NamesBot()), messages.unknown_command))
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, messages.question))
    voice, pictures = (
        filters.VOICE | filters.AUDIO | filters.VIDEO_NOTE,
        filters.PHOTO | filters.VIDEO | filters.ANIMATION,
    )
    # In groups the access gate lets in replies to the bot and mentions of it; there a video or an animation is no
    # question.
    application.add_handler(MessageHandler(filters.CAPTION, messages.caption))
    application.add_handler(MessageHandler(voice, messages.voice))
    application.add_handler(MessageHandler(filters.PHOTO | (pictures & private), messages.no_pictures))
    application.add_handler(MessageHandler(~filters.TEXT & ~filters.StatusUpdate.ALL & private, messages.no_text))


def run(
    application: BotApplication,
    webhook: Webhook | None = None,
    stop_signals: Sequence[int] = (signal.SIGINT, signal.SIGTERM),
) -> None:
    """Answer until a signal to stop; Telegram keeps the updates that are still waiting.

    Args:
        application: The bot.
        webhook: The one that the bot was built with.
        stop_signals: The signals to stop.

    Raises:
        TokenError: Telegram does not know the token.
        WebhookError: Telegram refuses the webhook's address.
        ListenError: The web server cannot listen.
        ConnectionLostError: Telegram cannot be reached.
    """
    try:
        with asyncio.Runner() as runner:
            # Before run_polling, which would log a refused token with its traceback.
            runner.run(_connect(application))
            if webhook is None:
                application.run_polling(
                    allowed_updates=ALLOWED_UPDATES,
                    drop_pending_updates=False,
                    close_loop=False,
                    stop_signals=stop_signals,
                )
            else:
                run_webhook(application, ALLOWED_UPDATES, stop_signals)
        if isinstance(application.bot, DurableReceiver) and application.bot.revoked.is_set():
            raise TokenError(translations.REVOKED_TOKEN)
    except InvalidToken:
        raise TokenError(translations.UNKNOWN_TOKEN) from None  # the cause names the token
    except BadRequest as error:
        raise WebhookError(translations.WEBHOOK_REFUSED.format(reason=error.message)) from error
    except OSError as error:
        raise ListenError(translations.CANNOT_LISTEN.format(reason=error.strerror or error)) from error
    except NetworkError as error:
        url = _without_token(application)
        raise ConnectionLostError(translations.UNREACHABLE.format(base_url=url)) from error


async def _connect(application: BotApplication) -> None:
    try:
        await application.initialize()
    except BaseException:
        await application.bot.shutdown()
        if application.post_shutdown is not None:
            await application.post_shutdown(application)
        raise


def _without_token(application: BotApplication) -> str:
    """Return the Bot API's address without the token."""
    return str(application.bot.base_url).removesuffix(application.bot.token)
