"""The bot as a whole: handlers in their order, and its life from the first request to the last."""

import asyncio
import logging
import re
from typing import Any, TypeAlias

from telegram import Update
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.ext import (
    AIORateLimiter,
    Application,
    CallbackQueryHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.helpers import create_deep_linked_url

from bot.telegram import words
from bot.telegram.asking import Asking
from bot.telegram.delivery import Delivery
from bot.telegram.errors import ConnectionLostError, TokenError
from bot.telegram.failures import Failures
from bot.telegram.gate import gate
from bot.telegram.groups import Groups
from bot.telegram.handlers import CLAIM, Handlers
from bot.telegram.inline import Inline
from bot.telegram.order import InOrder
from bot.telegram.presses import Presses
from bot.telegram.previews import Previews
from bot.telegram.services import Services

__all__ = ["ALLOWED_UPDATES", "App", "Services", "build_application", "run"]

App: TypeAlias = Application[Any, Any, Any, Any, Any, Any]

ALLOWED_UPDATES = (Update.MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY)
"""What Telegram is asked for; it sends nothing else."""

_log = logging.getLogger(__name__)

_TOKEN = re.compile(r"\d+:[\w-]+", re.ASCII)
_AT_WORK = 16
_RETRIES = 3
_CONNECT_TIMEOUT_S = 10
_READ_TIMEOUT_S = 20


def build_application(services: Services, *, token: str, base_url: str, base_file_url: str) -> App:
    """The bot, ready to run.

    Args:
        services: What stands behind it; its worker and chats are closed when the bot ends.
        token: From @BotFather.
        base_url: The Bot API's address, to which the token is appended.
        base_file_url: The same for files.

    Raises:
        TokenError: The token is none.
    """
    _keep_out_of_the_log()
    if not _TOKEN.fullmatch(token):
        raise TokenError(words.UNKNOWN_TOKEN)
    order = InOrder(_AT_WORK)
    life = _Life(services)
    application: App = (
        Application.builder()
        .token(token)
        .base_url(base_url)
        .base_file_url(base_file_url)
        .connect_timeout(_CONNECT_TIMEOUT_S)
        .read_timeout(_READ_TIMEOUT_S)
        .rate_limiter(AIORateLimiter(max_retries=_RETRIES))
        .concurrent_updates(order)
        .job_queue(None)
        .post_init(life.begin)
        .post_shutdown(life.end)
        .build()
    )
    _add_handlers(application, services, order)
    return application


def _keep_out_of_the_log() -> None:
    """Silence lines that show the token, or what people write."""
    for name, level in {"httpx": logging.WARNING, "httpcore": logging.WARNING, "telegram": logging.INFO}.items():
        logging.getLogger(name).setLevel(level)


def _add_handlers(application: App, services: Services, order: InOrder) -> None:
    delivery = Delivery(application.bot)
    asking = Asking(services, delivery, Previews(application.bot))
    groups = Groups(services, application.bot)
    handlers = Handlers(services, delivery, asking, groups, order.is_crowded)
    presses = Presses(services, delivery, asking, groups)
    private = filters.ChatType.PRIVATE
    # Telegram's own notice, from nobody: it comes before the gate.
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, groups.moved), group=-2)
    application.add_handler(TypeHandler(Update, gate), group=-1)
    # Presses come first: the other handlers would ask for the message of one, which may be too old to be shown.
    application.add_handler(CallbackQueryHandler(presses.press))
    application.add_handler(InlineQueryHandler(Inline(services).query))
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
    application.add_handler(MessageHandler(voice & private, handlers.no_voice))
    application.add_handler(MessageHandler(pictures & private, handlers.no_pictures))
    application.add_handler(MessageHandler(~filters.TEXT & ~filters.StatusUpdate.ALL & private, handlers.no_text))
    application.add_error_handler(Failures(delivery).handle)


class _Life:
    """What happens before the first update and after the last."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._renewal: asyncio.Task[None] | None = None

    async def begin(self, application: App) -> None:
        try:
            await application.bot.set_my_commands(words.commands(words.LANGUAGES[0]))
        except TelegramError as error:
            _log.warning("The list of commands could not be set: %s", error)
        token = await self._services.worker.run(self._claim_token)
        if token is not None:
            link = create_deep_linked_url(application.bot.username, CLAIM + token)
            print(words.CLAIM_LINK.format(link=link), flush=True)  # noqa: T201 - for the person at the terminal, not for a log
        if self._services.renewal is not None:
            self._renewal = asyncio.create_task(self._services.renewal.run())
        _log.info("Answering as @%s", application.bot.username)

    def _claim_token(self) -> str | None:
        chats = self._services.chats
        return None if self._services.admins or chats.admins() else chats.new_claim()

    async def end(self, _application: App) -> None:
        if self._renewal is not None:
            self._renewal.cancel()
            await asyncio.wait([self._renewal])
        self._services.close()


def run(application: App) -> None:
    """Answer until a signal to stop; updates that wait at Telegram are kept.

    Raises:
        TokenError: Telegram does not know the token.
        ConnectionLostError: Telegram cannot be reached.
    """
    try:
        with asyncio.Runner() as runner:
            # Before run_polling, which would log a refused token with its traceback.
            runner.run(_connect(application))
            application.run_polling(allowed_updates=ALLOWED_UPDATES, drop_pending_updates=False, close_loop=False)
    except InvalidToken:
        raise TokenError(words.UNKNOWN_TOKEN) from None  # the cause names the token
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
