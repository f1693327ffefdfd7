"""What a message asks: its own words, and the message or the part of one that it refers to."""

from dataclasses import dataclass

from telegram import Message, Update, User

from bot.answering.chat_language.quote_limits import asks_for_view
from bot.answering.chat_language.reactions import MessageKind, classify_message, find_quote_number
from bot.answering.claims.claim_words import find_questioned_claim
from bot.answering.questions.expected_answers import asks_openly
from bot.answering.questions.follow_ups import has_topic
from bot.answering.word_lists import QUESTION_MARKS
from bot.telegram.callback_data import QuestionData, parse
from bot.telegram.receiving.addressing import command_name, question_text, sent_message

MAX_CONTEXT_CHARS = 600
_SEARCHED: frozenset[MessageKind | None] = frozenset({None, "more", "further", "next", "repeat", "length"})
"""Kinds of messages whose answer needs a search."""


@dataclass(frozen=True, slots=True)
class AskedMessage:
    """What a message asks.

    Attributes:
        text: The question; empty if there is none.
        context: What somebody else wrote and the question refers to; None without it.
        kind: The kind of a message that is no question about the sources; None for a question.
        number: The number of the quote that the message asks for; None for another message.
        is_statement: Whether the text is a statement to check: "is this true?" in reply to it.
    """

    text: str
    context: str | None = None
    kind: MessageKind | None = None
    number: int | None = None
    is_statement: bool = False

    @property
    def asks_sources(self) -> bool:
        """Whether the answer needs a search."""
        return bool(self.text) and self.number is None and self.kind in _SEARCHED


def read_asked(me: User, message: Message) -> AskedMessage:
    """Read what a message asks.

    A message without words of its own, and a question such as "is this true?", ask about what they refer to. "What does
    this mean?" asks about somebody else's message, and for the context of a quote of the bot's. "True or false: …" asks
    about its own claim.
    """
    own, context = question_text(me, message), _quoted_text(me, message)
    if not own:
        return AskedMessage(context or "")
    number, kind = find_quote_number(own), classify_message(own)
    if context is None or number is not None:
        claim = find_questioned_claim(own) if kind is None and number is None else None
        return AskedMessage(claim, is_statement=True) if claim else AskedMessage(own, None, kind, number)
    is_bots = _replies_to(me, message)  # a part of the bot's own message is quoted
    # "Is this true?" and "what do you think?" check what they refer to; "who said that?" asks about it.
    asks_truth = kind is None and not has_topic(own) and not asks_openly(own) and _is_statement(context)
    asks_view = kind is None and not is_bots and asks_for_view(own)
    is_doubted = kind == "sure" or (kind == "origin" and not is_bots)  # where the bot's own words stand is shown
    if is_doubted or asks_truth or asks_view:
        return AskedMessage(context, is_statement=_is_statement(context))
    if kind == "unclear" and not is_bots:
        kind = None
    return AskedMessage(own, context if kind is None else None, kind)


def is_question(me: User, update: Update) -> bool:
    """Return whether an update that is for the bot asks a question of the sources."""
    if update.callback_query is not None:
        return isinstance(parse(update.callback_query.data), QuestionData)
    message = sent_message(update) or update.guest_message
    if message is None or not (message.text or message.caption):
        return False
    command = command_name(message)
    if command is not None and command.partition("@")[0] not in {"ask", "check"}:
        return False
    return read_asked(me, message).asks_sources


def _is_statement(text: str) -> bool:
    return not text.rstrip().endswith(QUESTION_MARKS)


def _quoted_text(me: User, message: Message) -> str | None:
    """Return the quoted part of a message, or the message that it replies to unless the bot wrote that."""
    if message.quote is not None:
        return message.quote.text[:MAX_CONTEXT_CHARS].strip() or None
    replied = message.reply_to_message
    if replied is None or replied.forum_topic_created is not None:
        return None
    if _replies_to(me, message):
        return None
    return question_text(me, replied)[:MAX_CONTEXT_CHARS].strip() or None


def _replies_to(user: User, message: Message) -> bool:
    replied = message.reply_to_message
    return replied is not None and replied.from_user is not None and replied.from_user.id == user.id
