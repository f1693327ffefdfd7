"""Handlers of messages that ask nothing of the sources: greetings, reactions, and questions about the bot itself."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from telegram import InlineKeyboardMarkup

from bot.answering.chat_language.reactions import MessageKind, is_denial
from bot.answering.word_lists import QUESTION_MARKS
from bot.state.job_queue import IndexJob
from bot.telegram.callback_data import question_fingerprint
from bot.telegram.chat.chat_message import ChatMessage
from bot.telegram.chat.passages.quote_handlers import QuoteHandlers
from bot.telegram.chat.source_filter import SourceFilter
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages import keyboards
from bot.telegram.messages.message import TITLE_UNITS, OutgoingMessage, plain_message
from bot.telegram.messages.rich_text import line
from bot.telegram.messages.sources import introduction_message, list_names, list_tasks
from bot.telegram.messages.translations import (
    ADMIN_COMMANDS,
    GROUP_COMMANDS,
    PRIVATE_COMMANDS,
    help_text,
    reaction_text,
    translate,
)

_QUIET_IN_GROUPS: frozenset[MessageKind] = frozenset(
    {"yes", "no", "leaving", "noise", "goodbye", "remark", "acknowledgement"}
)
_ABOUT_AN_ANSWER: frozenset[MessageKind] = frozenset({"sure", "disagreement"})
"""What doubts an answer; the reply has its buttons, so that the user can check the quotes and vote."""
_ADMIN_COMMANDS: Mapping[MessageKind, str] = {"statistics": "stats", "removing": "remove", "reindexing": "reindex"}
"""The command of admins that does what a message asks for."""
_JOBS_LISTED, _BUTTON_UNITS = 8, 60
_USER_COMMANDS: Mapping[MessageKind, str] = {"data": "privacy", "forgetting": "forget"}
"""The command of everybody that does so."""


class ReactionHandlers:
    """Answers small talk and reactions. ``username`` is always the bot's."""

    def __init__(self, dependencies: Dependencies, quotes: QuoteHandlers) -> None:
        """Introduce the sources of ``dependencies``; ``quotes`` shows where an answer comes from."""
        self._dependencies = dependencies
        self._run = dependencies.executors.run
        self._quotes = quotes
        self._sources = SourceFilter(dependencies)
        self._served: Mapping[MessageKind, Callable[[ChatMessage, str], Awaitable[None]]] = {
            "greeting": lambda sent, _: self.introduce(sent),
            "starters": lambda sent, _: self.introduce(sent),
            "help": self.help,
            "sources": lambda sent, _: self.list_sources(sent),
            "origin": quotes.show_origin,
            "unclear": quotes.show_context,
            "adding": lambda sent, _: self._explain_adding(sent),
            "restart": lambda sent, _: self.begin_again(sent),
            "undoing": lambda sent, _: self._offer_undo(sent),
        }

    async def react(self, sent: ChatMessage, username: str, kind: MessageKind) -> None:
        """Reply as the kind of a message asks for.

        In a group, a word or an emoji in reply to the bot gets an emoji: it asks nothing of the bot.
        """
        if kind in self._served:
            await self._served[kind](sent, username)
        elif kind in _USER_COMMANDS:
            await sent.say("use-command", command=f"/{_USER_COMMANDS[kind]}")
        elif kind in _ADMIN_COMMANDS:
            is_admin = await self._is_admin(sent)
            await sent.say("use-command" if is_admin else "admins-only", command=f"/{_ADMIN_COMMANDS[kind]}")
        elif kind in _QUIET_IN_GROUPS and not sent.topic.private:
            await sent.delivery.acknowledgements.react(sent.topic.chat_id, sent.message.message_id)
        else:
            await self._reply_to_doubt(sent, kind)

    async def _reply_to_doubt(self, sent: ChatMessage, kind: MessageKind) -> None:
        """Reply to a message that may doubt the latest answer, with the buttons of that answer if there is one."""
        denies = kind == "no" and is_denial(sent.message.text or "")
        keyboard = await self._quotes.answer_buttons(sent) if denies or kind in _ABOUT_AN_ANSWER else None
        told: MessageKind = kind
        if denies and keyboard is not None:
            told = "disagreement"
        elif kind == "disagreement" and keyboard is None:
            told = "complaint"
        await sent.reply(OutgoingMessage(reaction_text(sent.language, told), (), keyboard))

    async def tell_progress(self, sent: ChatMessage) -> bool:
        """Tell an admin which jobs run and wait.

        Returns:
            Whether the message asked that: False for other users, and for "done" while no job runs.
        """
        if await self.list_jobs(sent):
            return True
        is_asked = any(mark in (sent.message.text or "") for mark in QUESTION_MARKS) and await self._is_admin(sent)
        if is_asked:
            await sent.say("no-jobs")
        return is_asked

    async def list_jobs(self, sent: ChatMessage) -> bool:
        """List the jobs that run and wait, beside the message of the first, with a button that cancels each.

        Returns:
            Whether the sender is an admin and there are any.
        """
        jobs = await self._run(self._dependencies.stores.jobs.list_active) if await self._is_admin(sent) else []
        if not jobs:
            return False
        shown = jobs[0].message_id if jobs[0].chat_id == sent.topic.chat_id else None
        await sent.delivery.send(sent.topic, [_jobs_message(jobs, sent.language)], reply_to=shown)
        return True

    async def _offer_undo(self, sent: ChatMessage) -> None:
        """Offer an admin to restore what they removed last; nobody else can undo anything."""
        jobs = self._dependencies.stores.jobs
        job = await self._run(jobs.find_undo, sent.user.id) if await self._is_admin(sent) else None
        if job is None:
            await sent.reply(plain_message(reaction_text(sent.language, "request")))
            return
        text = translate(sent.language, "is-removed", title=line(job.title, TITLE_UNITS))
        undo = keyboards.admin_button(translate(sent.language, "undo"), "index", str(job.id))
        await sent.reply(OutgoingMessage(text, (), InlineKeyboardMarkup([[undo]])))

    async def _explain_adding(self, sent: ChatMessage) -> None:
        await sent.say("send-a-source" if await self._is_admin(sent) else "admins-add-sources")

    async def begin_again(self, sent: ChatMessage) -> None:
        """Begin a new conversation in the chat and topic."""
        await self._run(self._dependencies.conversations.forget, sent.topic.chat_id, sent.topic.thread_id)
        await sent.say("forgotten")

    async def introduce(self, sent: ChatMessage) -> None:
        """Introduce the article, with starters."""
        await sent.reply(await self._run(self._introduce, sent.language))

    async def help(self, sent: ChatMessage, username: str) -> None:
        """Explain how to use the bot."""
        await sent.reply(plain_message(help_text(sent.language, username, admin=await self._is_admin(sent))))

    async def list_commands(self, sent: ChatMessage) -> tuple[str, ...]:
        """List the names of the commands that the sender has in the chat."""
        if not sent.topic.private:
            return GROUP_COMMANDS
        return (*PRIVATE_COMMANDS, *ADMIN_COMMANDS) if await self._is_admin(sent) else PRIVATE_COMMANDS

    async def list_sources(self, sent: ChatMessage) -> None:
        """Show the first page of the list of sources."""
        await sent.reply(await self._run(self._sources.render_page, sent.topic, 0, sent.language))

    async def _is_admin(self, sent: ChatMessage) -> bool:
        """Return whether the sender is an admin of the bot and asks in the private chat."""
        stores = self._dependencies.stores
        return sent.topic.private and await stores.executors.run(stores.access.is_admin, sent.user.id)

    def _introduce(self, language: str) -> OutgoingMessage:
        introduction = self._dependencies.introduce()
        if introduction is None:
            return plain_message(translate(language, "nothing-indexed"))
        starters = (list_tasks(introduction, language) | list_names(introduction, language)).values()
        self._dependencies.conversations.save_offered([(question_fingerprint(asked), asked) for asked in starters])
        others = sum(source.id != introduction.article.id for source in self._dependencies.catalog.list_sources())
        return introduction_message(introduction, language, others)


def _jobs_message(jobs: Sequence[IndexJob], language: str) -> OutgoingMessage:
    """Name the running job and how many wait, above a button for each that cancels it."""
    lines = [translate(language, "indexing-now", title=line(jobs[0].title, TITLE_UNITS))]
    if len(jobs) > 1:
        lines.append(translate(language, "jobs-waiting", count=len(jobs) - 1))
    labels = [f"✕ {line(job.title, _BUTTON_UNITS)}" for job in jobs[:_JOBS_LISTED]]
    labels = labels if len(jobs) > 1 else [translate(language, "cancel")]
    rows = [[keyboards.admin_button(label, "cancel", str(job.id))] for label, job in zip(labels, jobs, strict=False)]
    return OutgoingMessage("\n".join(lines), (), InlineKeyboardMarkup(rows))
