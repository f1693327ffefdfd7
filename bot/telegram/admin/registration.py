"""The handlers of the admins' side, in their order."""

from typing import Any, TypeAlias

from telegram import Message, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.telegram.admin.admin_only import PREFIX, Desk
from bot.telegram.admin.job_requests import Proposals
from bot.telegram.admin.job_runner import Runner
from bot.telegram.admin.list_handlers import LeadsDesk
from bot.telegram.admin.source_handlers import SourcesDesk, is_only_a_link
from bot.telegram.admin.statistics import Insight
from bot.telegram.admin.user_handlers import FORGET, INVITE, People
from bot.telegram.dependencies import Services
from bot.telegram.sending.delivery import AGAIN, Delivery
from bot.telegram.sending.resend_button import Recovery

App: TypeAlias = Application[Any, Any, Any, Any, Any, Any]


class _OnlyALink(filters.MessageFilter):
    def filter(self, message: Message) -> bool:
        return is_only_a_link(message.text or "")


def add_admin_handlers(application: App, services: Services, delivery: Delivery, runner: Runner, start: Any) -> None:  # noqa: ANN401 - a handler
    """Add them; they go before those of people who ask, which would take a link for a question.

    Args:
        application: Where to.
        services: What stands behind the bot.
        delivery: Sends.
        runner: Runs the indexing jobs.
        start: What follows when an invitation is accepted.
    """
    desk = Desk(services, delivery)
    proposals = Proposals(desk, runner)
    people, sources, insight = People(desk), SourcesDesk(desk, runner, proposals), Insight(desk)
    LeadsDesk(desk, proposals)
    private = filters.ChatType.PRIVATE

    async def invited(update: Update, context: Any) -> None:  # noqa: ANN401 - PTB's
        if await desk.called(people.redeem, update):
            await start(update, context)

    application.add_handler(CallbackQueryHandler(Recovery(delivery).press, pattern=f"^{AGAIN}"))
    application.add_handler(CallbackQueryHandler(desk.press, pattern=f"^{PREFIX}"))
    application.add_handler(CallbackQueryHandler(people.forget_pressed, pattern=f"^{FORGET}"))
    application.add_handler(MessageHandler(private & filters.Regex(rf"^/start(?:@\w+)? {INVITE}"), invited))
    for name, handler in {"whoami": people.whoami, "forget": people.forget}.items():
        application.add_handler(CommandHandler(name, desk.everybody(handler), filters=private))
    for name, handler in {
        "invite": people.invite,
        "inviteadmin": people.invite_admin,
        "admins": people.admins,
        "block": people.block,
        "unblock": people.unblock,
        "index": sources.link,
        "reindex": sources.manage,
        "remove": sources.manage,
        "stats": insight.stats,
        "unanswered": insight.unanswered,
        "feedback": insight.feedback,
        "export": insight.export,
    }.items():
        application.add_handler(CommandHandler(name, desk.admins(handler), filters=private))
    application.add_handler(MessageHandler(private & filters.Document.ALL, desk.admins(sources.file)))
    application.add_handler(MessageHandler(private & filters.TEXT & _OnlyALink(), desk.admins(sources.link)))
