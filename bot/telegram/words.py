"""What the bot itself says, in one place. Sentences are short, and every error says what to do next."""

from bot.kinds import KIND_WORDS
from index.types import Kind

COMMANDS = {
    "start": "What this bot is about",
    "sources": "What I can read",
    "ask": "Ask a question in a group",
    "help": "How to use me",
}
"""What Telegram lists as the bot's commands."""

# Introduction

INTRODUCTION = "I answer questions about this article:"
HOW_I_ANSWER = (
    "Every answer shows the exact quotes that it rests on. A numbered button under it opens the passage around a quote."
)
ASK_ANYTHING = "Ask me anything about it."
ASK_OR_CHOOSE = "Ask me anything about it, or start with one of these:"
NOTHING_INDEXED = (
    "I have nothing to read yet, so I cannot answer. An admin can give me an article on the server with "
    "“pincite index LINK-OR-FILE”; then ask again."
)

# Answers

NOT_FOUND = "The sources do not say."
AFTER_NOT_FOUND = "Try it in other words, or look at /sources to see what I can read."
ASK_SOMETHING = "What would you like to know? Write your question in the same message, for example: {example}"
TEXT_ONLY = "I can only read text so far. Please write your question to me."
UNKNOWN_COMMAND = "I do not know this command. /help lists the ones I know."

# Passages

OPEN_PAGE = "Open page"
SOURCE_REMOVED = "This source has been removed since, so I can show you the quote but no longer the text around it."
STALE_PASSAGE = "I no longer have this passage. Ask the question again, and I will look it up anew."
STALE_QUESTION = "This question belongs to an earlier article. Send /start to see the current ones."
STALE_BUTTON = "This button is from an earlier version of me. Send /help to see what I can do."

# Sources

NEXT = "More →"
PREVIOUS = "← Back"

# Admins

CLAIMED = "You are the admin of this bot now. Thank you for looking after it."
ALREADY_ADMIN = "You are the admin of this bot already; there is nothing left to do."
CLAIM_REFUSED = (
    "This link has been used or replaced, so it changed nothing. If you run this bot, restart it: "
    "as long as it has no admin, it prints a new link."
)
CLAIM_LINK = "No admin yet. Open this link once to become the admin: {link}"

# What keeps the bot from running

UNKNOWN_TOKEN = "Telegram does not know this token; check PINCITE_TELEGRAM_TOKEN, or get a new one from @BotFather."  # noqa: S105 - a sentence
UNREACHABLE = (
    "Telegram cannot be reached at {base_url}; check the network connection and PINCITE_TELEGRAM_BASE_URL, then start "
    "again."
)


def kind(of: Kind) -> str:
    """What a kind of source is called."""
    return KIND_WORDS[of]


def linked_from(title: str) -> str:
    """Where the link to a source stands."""
    return f"linked from {title}"


def by(author: str) -> str:
    """Who wrote a source."""
    return f"by {author}"


def passages(count: int) -> str:
    """How much of a source there is."""
    return f"{count:,} passage" if count == 1 else f"{count:,} passages"


def sources(count: int) -> str:
    """The heading of the list of sources."""
    return "I read one source:" if count == 1 else f"I read {count:,} sources:"


def page(number: int, of: int) -> str:
    """Where in the list of sources the reader is."""
    return f"Page {number} of {of}"


def ask_something(username: str) -> str:
    """Somebody called the bot in a group and asked nothing."""
    return ASK_SOMETHING.format(example=f"@{username} what is this article about?")


def ask_something_after(command: str) -> str:
    """Somebody sent the command for questions without one."""
    return ASK_SOMETHING.format(example=f"{command} What is this article about?")


def help_(username: str) -> str:
    """How to use the bot."""
    commands = "\n".join(f"/{name} — {what}" for name, what in COMMANDS.items())
    return (
        "Write me a question in your own words. I answer from my sources only, and show the exact quotes.\n\n"
        "A numbered button under an answer opens the passage around that quote.\n\n"
        f"In a group, mention @{username}, reply to one of my messages, or write /ask and your question.\n\n"
        f"{commands}"
    )


def our_fault(reference: str) -> str:
    """Something failed that the reader can do nothing about."""
    return (
        f"Something is wrong on our side (reference {reference}). Please try again in a moment; if it happens again, "
        "give the reference to whoever runs this bot."
    )
