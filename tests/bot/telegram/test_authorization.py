"""The authorization matrix: each command, button, link, inline query and upload, by each person, in each mode.

In groups each cell is also tried where only the group's admins may ask.
The rows come from the registered handlers; a handler without a row in ``NEEDS`` fails.
"""

import asyncio
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, get_args

import pytest
from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, InlineQueryHandler, MessageHandler

from bot.answering.introduction import Introduction
from bot.state.access import AccessMode, AccessPolicy
from bot.state.conversations import LatestQuestion
from bot.state.outbox import Recipient
from bot.telegram.admin.admin_router import AdminRouter
from bot.telegram.application import BotApplication, Dependencies, assemble
from bot.telegram.callback_data import CallbackData, question_fingerprint
from bot.telegram.deep_links import LinkKind
from bot.telegram.messages.translations import translate
from bot.telegram.receiving.durable_updates import DurableReceiver
from bot.telegram.sending.rate_limits import ChatRateLimiter
from index.types import Span
from tests.support.fake_services import FakeAnswerer, FakeCatalog, FakeSourceManager
from tests.support.fake_telegram import BOT_ID, BOT_NAME, FakeTelegram
from tests.support.paths import ROOT
from tests.support.running_bot import make_dependencies
from tests.support.sample_answers import make_citation, make_source, quote_answer

TEXT = "The lamp was lit in 1811. It shone for forty miles."
ARTICLE = make_source("The Bell Rock Light", text=TEXT, location="https://example.org/lamp")
WHEN = "When was the lamp lit?"
SECRETS = ("Bell Rock", "1811", "forty miles", WHEN, "example.org/lamp")
GROUP = -1001
IDS = {
    "stranger": 11, "asker": 12, "blocked": 13, "group member": 14, "group admin": 15, "admin": 16, "dismissed": 17,
}  # fmt: skip
MODES: tuple[AccessMode, ...] = get_args(AccessMode)

ASK, ALL, GROUP_ADMIN, ADMIN, PRIVATE_ASK, INLINE, LINK, ADMIN_LINK, SILENT = (
    "may ask", "anybody in private, and askers", "an admin of the group", "an admin of the bot",
    "may ask, in private", "may ask without a group", "anybody in private, and askers in groups",
    "an admin of the bot, and askers in groups", "nobody",
)  # fmt: skip

NEEDS: dict[str, str] = {
    **dict.fromkeys(("/start", "/help", "/sources", "/ask", "/check", "/cite", "/new", "/stop"), ASK),
    "/askers": GROUP_ADMIN,
    "/whoami": "anybody, in private",
    "/privacy": "anybody, in private",
    "/forget": "anybody, in private",
    **dict.fromkeys(
        (
            "/invite", "/inviteadmin", "/admins", "/block", "/unblock", "/index", "/reindex", "/remove", "/stats",
            "/unanswered", "/feedback", "/export",
        ),
        ADMIN,
    ),
    "link:passage": ASK,
    "link:answer": ASK,
    "link:claim": LINK,
    "link:invitation": LINK,
    **dict.fromkeys(
        (
            "PassageData", "NeighbourData", "VoteData", "QuestionData", "SourcesPageData", "SourceChoiceData",
            "StopData", "ResendData", "AwaitData", "CopyData", "ReasonData", "WatchData", "OutlineData",
            "PictureData",
        ),
        ASK,
    ),
    "AskersData": GROUP_ADMIN,
    "ForgetData": LINK,
    **{
        f"a:{name}": ADMIN
        for name in (
            "index", "follow", "cancel", "list", "reindex", "remove", "removed", "erase", "erased", "unerased", "lists",
            "held", "look", "reread", "drop", "dropped", "emptied", "missed", "retry", "retryall", "dismiss", "revoke",
            "unblock", "card", "dismissed", "fill", "open", "admins", "blocked",
        )
    },
    "inline": INLINE,
    "message:guest": INLINE,
    "message:file": ADMIN,
    "message:link": ADMIN_LINK,
    "message:question": ASK,
    "message:caption": ASK,
    "message:edited": ASK,
    "message:edited link": ADMIN_LINK,
    "message:unknown_command": ASK,
    "message:no_voice": ASK,
    "message:no_pictures": ASK,
    "message:no_pictures in private": PRIVATE_ASK,
    "message:no_text": PRIVATE_ASK,
}  # fmt: skip

ASKS = {
    "/ask",
    "/check",
    "/new",
    "QuestionData",
    "SourceChoiceData",
    "message:link",
    "message:question",
    "message:caption",
    "message:edited",
    "message:edited link",
}
"""The rows that only admins of a group may use where only they may ask; others may still read what is there."""

PERSONS = [(person, False) for person in IDS] + [("group member", True), ("group admin", True)]
"""Each person, and whether only the admins of the person's group may ask."""

REFUSALS = {
    translate("en", key)
    for key in (
        "you-are-blocked", "admins-only", "admins-add-sources", "not-a-group-admin", "only-in-groups",
        "admins-ask-here", "inline-refused",
    )
}  # fmt: skip


def may_ask(person: str, mode: AccessMode) -> bool:
    """Return whether the policy of the test lets a person ask, in the chat where the person writes."""
    known = {"asker", "admin", "group member", "group admin"}
    return person != "blocked" and (mode == "everyone" or person in known)


def is_served(name: str, person: str, mode: AccessMode, *, restricted: bool) -> bool:
    """Return whether the bot should do what a person asks for."""
    if restricted and name in ASKS and person != "group admin":
        return False
    in_group, allowed = person.startswith("group"), may_ask(person, mode)
    open_to_all = person != "blocked" and not in_group
    return {
        ASK: allowed,
        LINK: open_to_all or (in_group and allowed),
        "anybody, in private": open_to_all,
        GROUP_ADMIN: person == "group admin" and allowed,
        ADMIN: person == "admin",
        PRIVATE_ASK: allowed and not in_group,
        INLINE: allowed and (mode == "everyone" or not in_group),
        ADMIN_LINK: person == "admin" or (in_group and allowed),
    }[NEEDS[name]]


class Matrix:
    """The bot for one person in one mode, with an answer in the person's chat."""

    def __init__(self, folder: Path, person: str, mode: AccessMode, *, restricted: bool = False) -> None:
        """Store an answer, an outbox message, the person's role, and whether only admins may ask in the group."""
        self.person, self.user_id = person, IDS[person]
        self.in_group = person.startswith("group")
        self.chat_id = GROUP if self.in_group else self.user_id
        self.dependencies = self._make_dependencies(folder, mode)
        self.telegram = FakeTelegram(group_admins=frozenset({IDS["group admin"]}))
        bot = DurableReceiver(
            self.dependencies.stores, token=f"{BOT_ID}:{'A' * 35}", request=self.telegram,
            get_updates_request=FakeTelegram(),
        )  # fmt: skip
        self.application: BotApplication = assemble(
            self.dependencies, bot, rate_limiter=ChatRateLimiter(sleep=lambda _: asyncio.sleep(0))
        )
        self._ids = count(1)
        self._prepare()
        if restricted:
            self.dependencies.conversations.allow_questions(GROUP, everyone=False)

    def _make_dependencies(self, folder: Path, mode: AccessMode) -> Dependencies:
        catalog = FakeCatalog.containing((ARTICLE, TEXT))
        manager = FakeSourceManager(catalog, {ARTICLE.location: (ARTICLE.title, TEXT)})
        cited = make_citation(1, ARTICLE, TEXT, "The lamp was lit in 1811.", Span(0, len(TEXT)))
        self.answer = quote_answer(WHEN, cited)
        policy = AccessPolicy(mode, frozenset({IDS["asker"], GROUP}), frozenset({1}))
        return make_dependencies(
            folder, answerer=FakeAnswerer({WHEN: self.answer}), catalog=catalog, source_manager=manager, policy=policy,
            introduction=lambda: Introduction(ARTICLE, (WHEN,)),
        )  # fmt: skip

    def _prepare(self) -> None:
        stores, access = self.dependencies.stores, self.dependencies.stores.access
        stored = self.dependencies.answers.save_answer(
            self.answer, chat_id=self.chat_id, thread_id=None, user_id=self.user_id
        )
        self.key, self.answer_id, self.answer_key = stored.keys[1], stored.id, stored.share_key
        body: Any = {"text": WHEN, "entities": [], "keyboard": None}
        recipient = Recipient(self.chat_id, None, None, "en")
        entry, _ = stores.outbox.add(recipient, [body], answer_id=None, update_id=None)
        stores.outbox.set_state(entry.key, "offered", ())
        self.resend_key = entry.key
        if self.person in {"admin", "dismissed"}:
            assert "admin" == access.redeem(access.invite("admin", 1, 1, timedelta(days=1)), self.user_id)
        if self.person == "dismissed":
            assert access.revoke_admin(self.user_id)
        if self.person == "blocked":
            assert access.block(self.user_id, 1)

    async def try_all(self) -> dict[str, tuple[bool, list[str]]]:
        """Try each row; returns whether it was served, and the words of the article in the replies."""
        found = {}
        async with self.application:
            for name in NEEDS:
                self.telegram.calls.clear()
                await self.application.process_update(Update.de_json(self.update(name), self.application.bot))
                refusals = {*REFUSALS, *(translate("en", key, id=str(self.user_id)) for key in _UNKNOWN)}
                refusals.add(translate("en", "only-in-private", link=f"t.me/{BOT_NAME}"))
                texts = self.telegram.texts()
                served = any(not any(refusal in text for refusal in refusals) for text in texts)
                acknowledged = [call for call, _ in self.telegram.calls if call.startswith(("answer", "edit"))]
                quiet = bool(acknowledged) and not texts
                # What repeats the user's own words tells nothing.
                told = [word for word in SECRETS if any(word in text for text in texts)]
                found[name] = (served or quiet, told)
        self.dependencies.close()
        return found

    def update(self, name: str) -> dict[str, Any]:
        """Return the update of a row."""
        update: dict[str, Any] = {"update_id": next(self._ids)}
        if name == "inline":
            return update | {"inline_query": {"id": "1", "from": self._user(), "query": WHEN, "offset": ""}}
        if name.endswith("Data") or name.startswith("a:"):
            data = self._data(name)
            keyboard = {"inline_keyboard": [[{"text": "Press", "callback_data": data}]]}
            message = self._message() | {"text": "…", "reply_markup": keyboard, "from": _BOT, "message_id": 5}
            query = {"id": "1", "from": self._user(), "chat_instance": "1", "data": data, "message": message}
            return update | {"callback_query": query}
        if name == "message:guest":
            return update | {"guest_message": self._message() | self._addressed(WHEN) | {"guest_query_id": "1"}}
        if name == "message:edited":
            return update | {"edited_message": self._edited_message()}
        if name == "message:edited link":
            message = self._message()
            edited = message | self._content("message:link") | {"edit_date": message["date"]}
            return update | {"edited_message": edited}
        return update | {"message": self._message() | self._content(name)}

    def _edited_message(self) -> dict[str, Any]:
        message = self._message() | self._addressed(WHEN)
        latest = LatestQuestion(message["message_id"], "another question", self.answer_id, (5,))
        self.dependencies.conversations.set_latest_question(self.chat_id, None, self.user_id, latest)
        return message | {"edit_date": message["date"]}

    def _data(self, name: str) -> str:
        if name.startswith("a:"):
            arguments = {"a:removed": "gone", "a:remove": ARTICLE.id, "a:reindex": ARTICLE.id}
            arguments |= dict.fromkeys(("a:erase", "a:erased", "a:unerased"), "1-2")
            return f"{name}:{arguments.get(name, '0')}"
        return {
            "PassageData": f"c:{self.key}",
            "NeighbourData": f"n:{self.key}+1",
            "OutlineData": f"o:{self.key}.0",
            "PictureData": f"p:{self.key}",
            "VoteData": f"v:+1.{self.answer_id}",
            "QuestionData": f"q:{question_fingerprint(WHEN)}",
            "SourcesPageData": "s:0",
            "SourceChoiceData": f"t:{ARTICLE.id}.0",
            "StopData": "x:",
            "AskersData": "g:everyone",
            "ForgetData": f"f:{self.user_id}",
            "ResendData": f"r:{self.resend_key}",
            "AwaitData": f"k:{self.answer_id}",
            "CopyData": f"y:{self.key}+0",
            "ReasonData": f"w:0.{self.answer_id}",
            "WatchData": f"h:{self.key}",
        }[name]

    def _content(self, name: str) -> dict[str, Any]:
        file = {"file_id": "file", "file_unique_id": "file"}
        links = {
            "link:passage": f"p_{self.key}",
            "link:answer": f"a_{self.answer_key}",
            "link:claim": "claim_x",
            "link:invitation": "invite_x",
        }
        arguments = {"/ask": WHEN, "/check": WHEN, "/cite": "1", "/index": ARTICLE.location}
        media: dict[str, dict[str, Any]] = {
            "message:file": {"document": file | {"file_name": "a.exe", "file_size": 9}},
            "message:caption": {"photo": [file | {"width": 9, "height": 9}], "caption": WHEN},
            "message:no_voice": {"voice": file | {"duration": 3}},
            "message:no_pictures": {"photo": [file | {"width": 9, "height": 9}]},
            "message:no_pictures in private": {"video": file | {"width": 9, "height": 9, "duration": 3}},
            "message:no_text": {"location": {"longitude": 1.0, "latitude": 1.0}},
        }
        texts = {"message:question": WHEN, "message:link": ARTICLE.location}
        if name in media:
            return media[name] | self._replying()
        if name in texts:
            return self._addressed(texts[name])
        if name == "message:unknown_command":
            return self._command("/nonsense", "")
        return self._command("/start", links[name]) if name in links else self._command(name, arguments.get(name, ""))

    def _command(self, command: str, rest: str) -> dict[str, Any]:
        command = f"{command}@{BOT_NAME}" if self.in_group else command
        entity = {"type": "bot_command", "offset": 0, "length": len(command)}
        return {"text": f"{command} {rest}".strip(), "entities": [entity]}

    def _addressed(self, text: str) -> dict[str, Any]:
        mention = f"@{BOT_NAME}"
        if not self.in_group:
            return {"text": text}
        entity = {"type": "mention", "offset": 0, "length": len(mention)}
        return {"text": f"{mention} {text}", "entities": [entity]}

    def _replying(self) -> dict[str, Any]:
        return {"reply_to_message": self._message() | {"from": _BOT, "message_id": 5, "text": "…"}}

    def _message(self) -> dict[str, Any]:
        chat = {"id": self.chat_id, "type": "supergroup" if self.in_group else "private"}
        return {"message_id": 700 + next(self._ids), "date": int(time.time()), "chat": chat, "from": self._user()}

    def _user(self) -> dict[str, Any]:
        return {"id": self.user_id, "is_bot": False, "first_name": "Ann", "language_code": "en"}


_BOT = {"id": BOT_ID, "is_bot": True, "first_name": "Pincite", "username": BOT_NAME}
_UNKNOWN = ("not-listed", "not-invited")


def registered(application: BotApplication) -> Iterator[str]:
    """Yield the names of the rows that the handlers of the bot need."""
    yield from (f"link:{kind}" for kind in get_args(LinkKind))
    yield from (kind.__name__ for kind in get_args(CallbackData) if kind.__name__ != "AdminData")
    for handler in application.handlers[0]:
        if isinstance(handler, CommandHandler):
            yield from (f"/{name}" for name in handler.commands)
        elif isinstance(handler, CallbackQueryHandler):
            router = getattr(handler.callback, "__self__", None)
            if isinstance(router, AdminRouter):
                yield from (f"a:{name}" for name in router.actions)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("person", "restricted"), PERSONS)
async def test_each_person_gets_what_the_role_allows(
    tmp_path: Path, person: str, mode: AccessMode, *, restricted: bool
) -> None:
    """Each row is served or refused as its need says, and a person who may not ask learns nothing of the article."""
    found = await Matrix(tmp_path, person, mode, restricted=restricted).try_all()

    assert {name: is_served(name, person, mode, restricted=restricted) for name in NEEDS} == {
        name: served for name, (served, _) in found.items()
    }
    if not may_ask(person, mode):
        assert {} == {name: told for name, (_, told) in found.items() if told}


async def test_each_handler_has_a_row(tmp_path: Path) -> None:
    """A new command, button, action or link needs a row, and each handler is the one that some row reaches."""
    person = Matrix(tmp_path, "asker", "everyone")
    group = Matrix(tmp_path, "group member", "everyone")
    async with person.application:
        names = set(registered(person.application))
        updates = [
            Update.de_json(matrix.update(name), person.application.bot) for matrix in (person, group) for name in NEEDS
        ]
        reached = {
            next((at for at, one in enumerate(person.application.handlers[0]) if one.check_update(update)), None)
            for update in updates
        }
    person.dependencies.close()
    group.dependencies.close()
    handlers = person.application.handlers[0]
    kinds = (CommandHandler, CallbackQueryHandler, InlineQueryHandler, MessageHandler)
    unreached = [one for at, one in enumerate(handlers) if isinstance(one, kinds) and at not in reached]

    assert names == {name for name in NEEDS if not name.startswith(("message:", "inline"))}
    assert [] == unreached


def test_the_page_has_the_size_of_the_matrix() -> None:
    """docs/reliability.md counts the cells of this matrix."""
    cells = f"{len(NEEDS)} × {len(PERSONS)} × {len(MODES)} = {len(NEEDS) * len(PERSONS) * len(MODES):,}"
    assert cells in (ROOT / "docs" / "reliability.md").read_text("utf-8")
