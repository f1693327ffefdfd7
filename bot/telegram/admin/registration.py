"""Registration of the admins' handlers, in their order."""

from collections.abc import Callable
from typing import Protocol

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.telegram.admin.activity.open_question_handlers import OpenQuestionHandlers
from bot.telegram.admin.activity.statistics import StatisticsHandlers
from bot.telegram.admin.admin_router import AdminRouter, PrivateMessage
from bot.telegram.admin.job_requests import JobRequests
from bot.telegram.admin.job_runner import JobRunner
from bot.telegram.admin.list_handlers import ListHandlers
from bot.telegram.admin.offer_handlers import OfferHandlers
from bot.telegram.admin.source_handlers import SourceHandlers
from bot.telegram.admin.user_handlers import UserHandlers
from bot.telegram.callback_data import AdminData, ForgetData, ResendData, parse
from bot.telegram.deep_links import parse_start
from bot.telegram.dependencies import Dependencies
from bot.telegram.receiving.addressing import command_name
from bot.telegram.receiving.offered_links import offers_links, read_offer
from bot.telegram.sending.delivery import Delivery
from bot.telegram.sending.resend_button import ResendButton
from bot.telegram.types import BotApplication, HandlerContext


class HandlesMessages(Protocol):
    """Handles messages of users who ask."""

    async def start(self, update: Update, context: HandlerContext) -> None:
        """Introduce the article."""

    async def edited(self, update: Update, context: HandlerContext) -> None:
        """Answer an edited question again."""

    async def only_in_private(self, update: Update, context: HandlerContext) -> None:
        """Say where a command works."""

    async def ask_words(self, update: Update, context: HandlerContext, question: str | None) -> None:
        """Answer a question that a message contains beside a link or file, if there is one."""


class _OffersLinks(filters.MessageFilter):
    def filter(self, message: Message) -> bool:
        return command_name(message) is None and offers_links(message)


class _OffersLinksAlone(_OffersLinks):
    def filter(self, message: Message) -> bool:
        return super().filter(message) and read_offer(message).question is None


class NamesBot(filters.MessageFilter):
    """Messages with a command to this bot by its name: the access gate lets in no other names."""

    def filter(self, message: Message) -> bool:
        """Return whether the command has a name."""
        return "@" in (command_name(message) or "")


class _Invitation(filters.MessageFilter):
    def filter(self, message: Message) -> bool:
        link = parse_start(message.text or "")
        return link is not None and link.kind == "invitation"


def add_admin_handlers(
    application: BotApplication,
    dependencies: Dependencies,
    delivery: Delivery,
    runner: JobRunner,
    handlers: HandlesMessages,
) -> None:
    """Add the handlers before those of other users, which would take a link for a question.

    Args:
        application: The bot.
        dependencies: The stores and the sources.
        delivery: Sends.
        runner: Runs the indexing jobs.
        handlers: Introduce the article to a user who accepted an invitation, and answer edits and what comes with a
            link or file.
    """
    router = AdminRouter(dependencies, delivery)
    requests = JobRequests(router, runner)
    users, sources = UserHandlers(router), SourceHandlers(router, runner, requests)
    ListHandlers(router, requests)
    offers = OfferHandlers(router, sources, handlers.ask_words)
    private, edits = filters.ChatType.PRIVATE, filters.UpdateType.EDITED_MESSAGE

    async def redeem(update: Update, context: HandlerContext) -> None:
        sent = PrivateMessage.from_update(update)
        if await users.redeem(sent) and await users.may_ask(sent):
            await handlers.start(update, context)

    # An edit is handled once: the handlers of messages would take it for a new one.
    application.add_handler(MessageHandler(edits & private & _OffersLinksAlone(), offers.edited))
    application.add_handler(MessageHandler(edits, handlers.edited))
    application.add_handler(CallbackQueryHandler(ResendButton(delivery).handle, pattern=_carries(ResendData)))
    application.add_handler(CallbackQueryHandler(router.handle_callback, pattern=_carries(AdminData)))
    application.add_handler(CallbackQueryHandler(users.forget_pressed, pattern=_carries(ForgetData)))
    application.add_handler(CommandHandler("start", redeem, filters=private & _Invitation()))
    personal = {"whoami": users.whoami, "privacy": users.privacy, "forget": users.forget}
    for command, action in personal.items():
        application.add_handler(CommandHandler(command, router.for_everyone(action), filters=private))
    commands = _add_admin_commands(application, router, users, sources)
    # In a group, a command without the bot's name may be for another bot.
    elsewhere = filters.ChatType.GROUPS & NamesBot()
    application.add_handler(CommandHandler([*personal, *commands], handlers.only_in_private, filters=elsewhere))
    # Telegram describes a GIF as a document too.
    application.add_handler(MessageHandler(private & filters.Document.ALL & ~filters.ANIMATION, offers.file))
    application.add_handler(MessageHandler(private & _OffersLinks(), offers.links))


def _add_admin_commands(
    application: BotApplication, router: AdminRouter, users: UserHandlers, sources: SourceHandlers
) -> tuple[str, ...]:
    statistics = StatisticsHandlers(router)
    actions = {
        "invite": users.invite,
        "inviteadmin": users.invite_admin,
        "admins": users.admins,
        "block": users.block,
        "unblock": users.unblock,
        "index": sources.link,
        "reindex": sources.manage,
        "remove": sources.manage,
        "stats": statistics.stats,
        "unanswered": OpenQuestionHandlers(router).unanswered,
        "feedback": statistics.feedback,
        "export": statistics.export,
    }
    for command, action in actions.items():
        application.add_handler(CommandHandler(command, router.for_admins(action), filters=filters.ChatType.PRIVATE))
    return tuple(actions)


def _carries(kind: type) -> Callable[[object], bool]:
    """Return a test for callback data of this kind."""
    return lambda data: isinstance(data, str) and isinstance(parse(data), kind)
