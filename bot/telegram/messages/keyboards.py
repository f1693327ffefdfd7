"""Inline keyboards. Pure; ``callback_data`` defines what each button carries."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard
from urllib.parse import urlencode, urlsplit

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.answering.types import Citation
from bot.state.conversations import REASONS, Reason
from bot.telegram.callback_data import (
    AdminData,
    AskersData,
    AwaitData,
    CallbackData,
    CopyData,
    ForgetData,
    NeighbourData,
    OutlineData,
    PassageData,
    PictureData,
    QuestionData,
    ReasonData,
    ResendData,
    SourceChoiceData,
    SourcesPageData,
    StopData,
    VoteData,
    WatchData,
    pack,
    parse,
    question_fingerprint,
)
from bot.telegram.messages.page_links import PageLinks
from bot.telegram.messages.passage_view import PassageView
from bot.telegram.messages.rich_text import line, utf16_length
from bot.telegram.messages.translations import translate

_VOTES = {"👍": 1, "👎": -1}
_SIGNS = {value: sign for sign, value in _VOTES.items()}
REASON_MESSAGES: dict[Reason, str] = {
    "wrong": "reason-wrong",
    "off-topic": "reason-off-topic",
    "incomplete": "reason-incomplete",
    "unclear": "reason-unclear",
}
"""The message for each reason for a dislike."""
_NUMBERS_A_ROW = 6
_WORDS_A_ROW = 2  # more buttons in a row have room for their number only
_LABEL_UNITS = 100
_NAME_UNITS = 20  # a row has room for two such names
_COPIED_UNITS = 256
_URL_CHARS = 2_000
_HOST = re.compile(r"[\w~-]+(?:\.[\w~-]+)+")


@dataclass(frozen=True, slots=True)
class Pagination:
    """Which page of how many is shown, from 0."""

    page: int
    count: int


def data_button(label: str, data: CallbackData) -> InlineKeyboardButton:
    """Return a button that sends ``data`` back when it is pressed."""
    return InlineKeyboardButton(label, callback_data=pack(data))


def admin_button(label: str, action: str, argument: str) -> InlineKeyboardButton:
    """Return a button that calls an action of the bot's admins."""
    return data_button(label, AdminData(action, argument))


def answer_keyboard(
    shown: Sequence[Citation],
    keys: Mapping[int, str],
    answer_id: int | None,
    language: str,
    pages: PageLinks | None = None,
) -> InlineKeyboardMarkup | None:
    """Lay out a numbered button for each citation, a button to the page of the first one, and votes.

    Args:
        shown: The citations in the message.
        keys: The stored key of each citation, by its number.
        answer_id: The answer to vote on; None leaves the votes out.
        language: Of the labels.
        pages: Where the pages of passages are; None leaves the button out.
    """
    numbered = [one.n for one in shown if one.n in keys]
    numbers = _quote_buttons({n: keys[n] for n in numbered}, language)
    link = next((one.link for one in shown if is_accepted_url(one.link)), None)
    last = [InlineKeyboardButton(translate(language, "open-page"), url=link)] if link else []
    if answer_id is not None:
        last += _vote_buttons(answer_id)
    first_key = keys[numbered[0]] if numbered else None
    page = [pages.button(first_key, language)] if first_key and _has_pages(pages) else []
    rows = [row for row in (*_even_rows(numbers), page, last) if row]
    return InlineKeyboardMarkup(rows) if rows else None


def quotes_keyboard(keys: Mapping[int, str], answer_id: int, language: str) -> InlineKeyboardMarkup:
    """Lay out a numbered button for each quote of an earlier answer, and votes on it."""
    return InlineKeyboardMarkup([*_even_rows(_quote_buttons(keys, language)), _vote_buttons(answer_id)])


def _quote_buttons(keys: Mapping[int, str], language: str) -> list[InlineKeyboardButton]:
    in_words = f" · {translate(language, 'in-context')}" if len(keys) <= _WORDS_A_ROW else ""
    return [data_button(f"{n}{in_words}", PassageData(key)) for n, key in keys.items()]


def _vote_buttons(answer_id: int) -> list[InlineKeyboardButton]:
    return [data_button(sign, VoteData(value, answer_id)) for sign, value in _VOTES.items()]


def passage_keyboard(
    view: PassageView, share: str | None, copied: str, language: str, pages: PageLinks | None = None
) -> InlineKeyboardMarkup | None:
    """Lay out buttons to the neighbouring passages and to the page, and to copy and share what is shown.

    Args:
        view: The passage.
        share: A link that opens what is shown; None leaves the button out.
        copied: What the reader copies. If it is too long for a button, the bot sends it.
        language: Of the labels.
        pages: Links to the pages of passages, if the bot serves them.
    """
    citation = view.citation
    shown = {"◀": view.number > 1, "▶": view.number < view.last}
    steps = {"◀": view.step - 1, "▶": view.step + 1}
    first = [data_button(sign, NeighbourData(citation.key, steps[sign])) for sign in steps if shown[sign]]
    if is_accepted_url(view.link):
        first.insert(int(shown["◀"]), InlineKeyboardButton(translate(language, "open-page"), url=view.link))
    label = translate(language, "copy-quote")
    if utf16_length(copied) <= _COPIED_UNITS:
        second = [InlineKeyboardButton(label, copy_text=CopyTextButton(copied))]
    else:
        second = [data_button(label, CopyData(citation.key, view.step))]
    if view.outline_page is not None:
        second.insert(0, data_button(translate(language, "outline"), OutlineData(citation.key, view.outline_page)))
    if view.has_picture and view.has_quote:
        first.insert(int(shown["◀"]), data_button(translate(language, "show-page"), PictureData(citation.key)))
    if share is not None:
        url = share_url(share, line(citation.title, _LABEL_UNITS))
        second.append(InlineKeyboardButton(translate(language, "share"), url=url))
    third = [pages.button(citation.key, language)] if _has_pages(pages) else []
    fourth = []
    if view.watched is not None and view.has_quote and not view.changed:
        fourth = [watch_button(citation.key, language, watched=view.watched)]
    return InlineKeyboardMarkup([row for row in (first, second, third, fourth) if row])


def outline_keyboard(key: str, steps: Mapping[str, int], pages: Pagination, language: str) -> InlineKeyboardMarkup:
    """Lay out buttons under the headings of a source.

    Args:
        key: The citation from which the reader came.
        steps: How many passages after the citation's each heading is, by the label of its button.
        pages: Which page of the headings is shown, for the buttons to the pages beside it.
        language: Of the labels.
    """
    numbers = [data_button(label, NeighbourData(key, step)) for label, step in steps.items()]
    turn = [
        data_button(translate(language, label), OutlineData(key, target))
        for label, target in (("back", pages.page - 1), ("more", pages.page + 1))
        if 0 <= target < pages.count
    ]
    return InlineKeyboardMarkup([row for row in (*_even_rows(numbers), turn) if row])


def _has_pages(pages: PageLinks | None) -> TypeGuard[PageLinks]:
    """Return whether Telegram accepts links to the pages of passages."""
    return pages is not None and is_accepted_url(pages.public_url)


def watch_button(key: str, language: str, *, watched: bool) -> InlineKeyboardButton:
    """Return the button that tells the user when cited words change; it shows whether it was pressed."""
    return _notice_button(translate(language, "watch"), WatchData(key), pressed=watched)


def await_button(answer_id: int, language: str, *, awaited: bool) -> InlineKeyboardButton:
    """Return the button that tells the user when a question has an answer; it shows whether it was pressed."""
    return _notice_button(translate(language, "await-answer"), AwaitData(answer_id), pressed=awaited)


def _notice_button(label: str, data: CallbackData, *, pressed: bool) -> InlineKeyboardButton:
    return data_button(f"🔔 {label} ✓" if pressed else f"🔔 {label}", data)


def share_button(link: str, question: str, language: str) -> InlineKeyboardButton:
    """Return the button that sends a link to an answer to a chat of the user's choice."""
    url = share_url(link, line(question, _LABEL_UNITS))
    return InlineKeyboardButton(translate(language, "share-answer"), url=url)


def with_row(keyboard: InlineKeyboardMarkup | None, *buttons: InlineKeyboardButton) -> InlineKeyboardMarkup:
    """Return a keyboard with one more row."""
    return InlineKeyboardMarkup([*(keyboard.inline_keyboard if keyboard else ()), buttons])


def private_keyboard(keyboard: InlineKeyboardMarkup | None, link: str, language: str) -> InlineKeyboardMarkup:
    """Return a keyboard for a message that one member of a group sees: buttons with links, and one to the chat."""
    rows = keyboard.inline_keyboard if keyboard else ()
    kept = [[button for button in row if button.callback_data is None] for row in rows]
    opens = [InlineKeyboardButton(translate(language, "in-private"), url=link)]
    return InlineKeyboardMarkup([*(row for row in kept if row), opens])


def voted_keyboard(
    keyboard: InlineKeyboardMarkup, counts: Mapping[int, int], *, private: bool, why: bool, language: str
) -> InlineKeyboardMarkup:
    """Return the keyboard of an answer with its votes marked.

    Args:
        keyboard: As the message has it.
        counts: How many users gave each vote.
        private: Whether the chat has one voter, so that a mark says more than a number.
        why: Whether to ask why the answer was disliked.
        language: Of the reasons.
    """
    rows = [
        [_mark_vote(button, counts, private=private) for button in row]
        for row in keyboard.inline_keyboard
        if not any(isinstance(_data_of(button), ReasonData) for button in row)
    ]
    votes = (data for row in rows for button in row if isinstance(data := _data_of(button), VoteData))
    voted = next(votes, None)
    if why and voted is not None:
        answer_id = voted.answer_id
        reasons = [
            data_button(translate(language, REASON_MESSAGES[one]), ReasonData(one, answer_id)) for one in REASONS
        ]
        rows += [reasons[:2], reasons[2:]]
    return InlineKeyboardMarkup(rows)


def _mark_vote(button: InlineKeyboardButton, counts: Mapping[int, int], *, private: bool) -> InlineKeyboardButton:
    """Return the button of a vote with its mark, and another button as it is."""
    data = _data_of(button)
    if not isinstance(data, VoteData):
        return button
    count = counts.get(data.value, 0)
    mark = "" if not count else " ✓" if private else f" {count}"
    return data_button(f"{_SIGNS[data.value]}{mark}", data)


def _data_of(button: InlineKeyboardButton) -> CallbackData | None:
    return parse(str(button.callback_data or ""))


def share_keyboard(link: str, language: str) -> InlineKeyboardMarkup:
    """Lay out a button that sends a link to a chat of the user's choice."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(translate(language, "share"), url=share_url(link))]])


def share_url(link: str, text: str = "") -> str:
    """Return an address that lets the user choose a chat to send a link to."""
    return f"https://t.me/share/url?{urlencode({'url': link} | ({'text': text} if text else {}))}"


def stop_keyboard(language: str) -> InlineKeyboardMarkup:
    """Lay out a button that stops the answer."""
    return InlineKeyboardMarkup([[data_button(f"⏹ {translate(language, 'stop')}", StopData())]])


def askers_keyboard(language: str) -> InlineKeyboardMarkup:
    """Lay out the choice of who may ask in a group."""
    row = [
        data_button(translate(language, "everyone"), AskersData("everyone")),
        data_button(translate(language, "only-admins"), AskersData("admins")),
    ]
    return InlineKeyboardMarkup([row])


def forget_keyboard(user_id: int, language: str) -> InlineKeyboardMarkup:
    """Lay out a button that forgets the conversations of a user."""
    return InlineKeyboardMarkup([[data_button(translate(language, "forget-all"), ForgetData(user_id))]])


def resend_keyboard(key: str, language: str) -> InlineKeyboardMarkup:
    """Lay out a button that sends an outbox message again."""
    return InlineKeyboardMarkup([[data_button(translate(language, "show-again"), ResendData(key))]])


def questions_keyboard(questions: Sequence[str]) -> InlineKeyboardMarkup | None:
    """Lay out a button for each question, one below the other."""
    rows = _question_rows(questions)
    return InlineKeyboardMarkup(rows) if rows else None


def starters_keyboard(
    tasks: Mapping[str, str], names: Mapping[str, str], questions: Sequence[str]
) -> InlineKeyboardMarkup:
    """Lay out what a user may start with: tasks in a row, names in a row if they fit, then questions.

    Args:
        tasks: The question of each label.
        names: The question about each name.
        questions: Questions that are their own labels.
    """
    is_wide = any(utf16_length(name) > _NAME_UNITS for name in names)
    named = [{name: asked} for name, asked in names.items()] if is_wide else [names]
    rows = [[_question_button(label, asked) for label, asked in row.items()] for row in (tasks, *named)]
    return InlineKeyboardMarkup([*filter(None, rows), *_question_rows(questions)])


def _question_rows(questions: Sequence[str]) -> list[list[InlineKeyboardButton]]:
    return [[_question_button(question, question)] for question in questions]


def _question_button(label: str, question: str) -> InlineKeyboardButton:
    return data_button(line(label, _LABEL_UNITS), QuestionData(question_fingerprint(question)))


def sources_keyboard(
    choices: Mapping[str, str], pages: Pagination, questions: Sequence[str], *, restricted: bool, language: str
) -> InlineKeyboardMarkup | None:
    """Lay out buttons under the list of sources.

    Args:
        choices: The id of each source by the label of its button.
        pages: Which page is shown, for the buttons to the pages beside it.
        questions: Questions that the chosen source answers.
        restricted: Whether sources are chosen, so that a button asks all of them again.
        language: Of the labels.
    """
    numbers = [data_button(label, SourceChoiceData(id_, pages.page)) for label, id_ in choices.items()]
    targets = [("back", pages.page - 1), ("more", pages.page + 1)]
    turn = [
        data_button(translate(language, key), SourcesPageData(target))
        for key, target in targets
        if 0 <= target < pages.count
    ]
    every = data_button(translate(language, "all-sources"), SourceChoiceData(None, pages.page))
    rows = [*_even_rows(numbers), [every] if restricted else [], turn, *_question_rows(questions)]
    return InlineKeyboardMarkup([row for row in rows if row]) if any(rows) else None


def _even_rows(buttons: Sequence[InlineKeyboardButton]) -> Iterator[Sequence[InlineKeyboardButton]]:
    """Divide buttons into rows of about the same length: seven are four and three, not six and one."""
    rows = -(-len(buttons) // _NUMBERS_A_ROW)
    length = -(-len(buttons) // max(1, rows))
    for start in range(0, len(buttons), length or 1):
        yield buttons[start : start + length]


def is_accepted_url(url: str | None) -> TypeGuard[str]:
    """Return whether Telegram accepts a URL: on the web, with a dot in its host name, and not too long.

    Telegram refuses a whole message because of one URL such as ``http://wiki/page``.
    """
    if (
        url is None
        or not url.startswith(("http://", "https://"))
        or len(url) > _URL_CHARS
        or any(map(str.isspace, url))
    ):
        return False
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it raises ValueError where it is no port
    except ValueError:
        return False
    return "@" not in parts.netloc and _HOST.fullmatch(parts.hostname or "") is not None
