"""The handlers of the admins' side, in their order."""

from typing import Any, TypeAlias

from telegram import Message, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.telegram.admin.admin_only import PREFIX, AdminRouter
from bot.telegram.admin.job_requests import JobRequests
from bot.telegram.admin.job_runner import JobRunner
from bot.telegram.admin.list_handlers import ListHandlers
from bot.telegram.admin.source_handlers import SourceHandlers, is_only_a_link
from bot.telegram.admin.statistics import StatisticsHandlers
from bot.telegram.admin.user_handlers import FORGET, INVITE, UserHandlers
from bot.telegram.dependencies import Dependencies
from bot.telegram.sending.delivery import AGAIN, Delivery
from bot.telegram.sending.resend_button import ResendButton

App: TypeAlias = Application[Any, Any, Any, Any, Any, Any]


class _OnlyALink(filters.MessageFilter):
    def filter(self, message: Message) -> bool:
        return is_only_a_link(message.text or "")


def add_admin_handlers(
    application: App,
    dependencies: Dependencies,
    delivery: Delivery,
    runner: JobRunner,
    start: Any,  # noqa: ANN401 - a handler
) -> None:
    """Add them; they go before those of people who ask, which would take a link for a question.

    Args:
        application: Where to.
        dependencies: What stands behind the bot.
        delivery: Sends.
        runner: Runs the indexing jobs.
        start: What follows when an invitation is accepted.
    """
    router = AdminRouter(dependencies, delivery)
    requests = JobRequests(router, runner)
    people, sources, statistics = (
        UserHandlers(router),
        SourceHandlers(router, runner, requests),
        StatisticsHandlers(router),
    )
    ListHandlers(router, requests)
    private = filters.ChatType.PRIVATE

    async def invited(update: Update, context: Any) -> None:  # noqa: ANN401 - PTB's
        if await router.call(people.redeem, update):
            await start(update, context)

    application.add_handler(CallbackQueryHandler(ResendButton(delivery).handle, pattern=f"^{AGAIN}"))
    application.add_handler(CallbackQueryHandler(router.handle_callback, pattern=f"^{PREFIX}"))
    application.add_handler(CallbackQueryHandler(people.forget_pressed, pattern=f"^{FORGET}"))
    application.add_handler(MessageHandler(private & filters.Regex(rf"^/start(?:@\w+)? {INVITE}"), invited))
    for name, handler in {"whoami": people.whoami, "forget": people.forget}.items():
        application.add_handler(CommandHandler(name, router.for_everyone(handler), filters=private))
    for name, handler in {
        "invite": people.invite,
        "inviteadmin": people.invite_admin,
        "admins": people.admins,
        "block": people.block,
        "unblock": people.unblock,
        "index": sources.link,
        "reindex": sources.manage,
        "remove": sources.manage,
        "stats": statistics.stats,
        "unanswered": statistics.unanswered,
        "feedback": statistics.feedback,
        "export": statistics.export,
    }.items():
        application.add_handler(CommandHandler(name, router.for_admins(handler), filters=private))
    application.add_handler(MessageHandler(private & filters.Document.ALL, router.for_admins(sources.file)))
    application.add_handler(MessageHandler(private & filters.TEXT & _OnlyALink(), router.for_admins(sources.link)))
