"""Handlers of commands about users: who may ask, invitations, blocks, admins, and what the bot forgets about a user."""

import logging
import re
from collections.abc import Sequence
from datetime import timedelta

from telegram import (
    MessageOrigin,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginUser,
    Update,
)

from bot.state.access import Redemption, Role
from bot.state.users import User
from bot.telegram.admin.admin_router import NUMBER, AdminCallback, AdminRouter, PrivateMessage
from bot.telegram.admin.list_messages import message_with_rows, paginate, turn_row
from bot.telegram.callback_data import ForgetData, parse
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.deep_links import link_to, parse_start
from bot.telegram.messages import keyboards
from bot.telegram.messages.message import OutgoingMessage, plain_message
from bot.telegram.messages.rich_text import RichText
from bot.telegram.messages.translations import supported_language, translate
from bot.telegram.types import HandlerContext

_log = logging.getLogger(__name__)

_VALID = timedelta(days=7)
_MOST_USES = 1_000
_REDEMPTION_MESSAGES: dict[Redemption, str] = {
    "guest": "welcome-guest", "admin": "welcome-admin", "already": "invited-already", "refused": "invite-refused",
}  # fmt: skip
_LISTED = 20
_ACTIONS = {"admins": "dismiss", "blocked": "unblock"}
"""The action of a name's button, by the list of the names."""
_SENDER = re.compile(r"-?\d{1,18}", re.ASCII)
"""The id of a user, or of a channel or group in whose name somebody writes; Telegram does not tell who that is."""


class UserHandlers:
    """Handles the commands about users."""

    def __init__(self, router: AdminRouter) -> None:
        """Reply through ``router``."""
        self._router = router
        self._stores = router.dependencies.stores
        self._run = self._stores.executors.run
        router.register("dismiss", self.ask_dismissal, NUMBER)
        router.register("revoke", self.dismiss, NUMBER)
        router.register("unblock", self.unblock_pressed, _SENDER)
        router.register("admins", self._turn_admins, NUMBER)
        router.register("blocked", self._turn_blocked, NUMBER)

    async def redeem(self, sent: PrivateMessage) -> bool:
        """Redeem the invitation in a ``/start`` message; returns whether the user may use the bot now."""
        link = parse_start(sent.message.text or "")
        redemption = await self._run(self._stores.access.redeem, link.token if link else "", sent.user_id)
        if redemption in {"guest", "admin"}:
            _log.info("An invited user is %s now", redemption)
        await self._router.say(sent, _REDEMPTION_MESSAGES[redemption])
        return redemption != "refused"

    async def may_ask(self, sent: PrivateMessage) -> bool:
        """Return whether a user may ask in the chat."""
        decision = await self._run(self._stores.access.decide, sent.user_id, sent.topic.chat_id)
        return decision == "welcome"

    async def whoami(self, sent: PrivateMessage) -> None:
        """Tell a user their id, whether they may ask, and how much they asked today."""
        access = self._stores.access
        decision = await self._run(access.decide, sent.user_id, sent.topic.chat_id)
        is_admin = await self._router.is_admin(sent.user_id)
        key = "you-are-admin" if is_admin else "you-may-ask" if decision == "welcome" else "you-may-not-ask"
        lines = [translate(sent.language, "your-id", id=str(sent.user_id)), translate(sent.language, key)]
        if access.policy.per_day and not is_admin and decision == "welcome":
            asked = await self._run(access.questions_today, sent.user_id)
            most = access.policy.per_day
            lines.append(translate(sent.language, "asked-today", count=asked, most=most))
        await self._router.reply(sent, plain_message("\n".join(lines)))

    async def privacy(self, sent: PrivateMessage) -> None:
        """Say what the bot stores of a user, for how long, who can read it, and how to delete it."""
        days = self._router.dependencies.limits.keep_days
        language = sent.language
        kept = translate(language, "privacy-kept-days", count=days) if days else translate(language, "privacy-kept")
        lines = [translate(language, "privacy"), kept, translate(language, "privacy-forget")]
        await self._router.reply(sent, plain_message("\n\n".join(lines)))

    async def invite(self, sent: PrivateMessage) -> None:
        """Make a link that lets one or more users ask: ``/invite``, ``/invite 20``."""
        if self._stores.access.policy.mode != "invited":
            await self._router.say(sent, "no-invitations")
            return
        uses = int(sent.rest) if sent.rest.isdecimal() and len(sent.rest) <= len(str(_MOST_USES)) else 1
        await self._invite(sent, "ask", max(1, min(uses, _MOST_USES)))

    async def invite_admin(self, sent: PrivateMessage) -> None:
        """Make a link that makes one user an admin."""
        await self._invite(sent, "admin", 1)

    async def _invite(self, sent: PrivateMessage, role: Role, uses: int) -> None:
        token = await self._run(self._stores.access.invite, role, uses, sent.user_id, _VALID)
        link = link_to(sent.message.get_bot().username, "invitation", token)
        days, language = str(_VALID.days), sent.language
        if role == "admin":
            text = translate(language, "invite-admin-link", link=link, days=days)
        else:
            text = translate(language, "invite-link", count=uses, link=link, days=days)
        await self._router.reply(sent, OutgoingMessage(text, (), keyboards.share_keyboard(link, language)))

    async def block(self, sent: PrivateMessage) -> None:
        """Block a user or a channel: ``/block ID``, ``/block @name``, or ``/block`` below a forwarded message."""
        user = await self._find_named(sent)
        if user is None:
            await self._router.say(sent, "whom", command="/block")
        elif await self._router.is_admin(user.user_id):
            await self._router.say(sent, "admins-stay", name=_display_name(user))
        else:
            await self._run(self._stores.access.block, user.user_id, sent.user_id)
            await self._router.say(sent, "is-blocked", name=_display_name(user), command=f"/unblock {user.user_id}")

    async def unblock(self, sent: PrivateMessage) -> None:
        """Unblock a user; without a name, list the blocked users."""
        if not sent.rest:
            await self._router.reply(sent, await self._render_blocked(0, sent.language))
            return
        user = await self._find_named(sent)
        if user is None:
            await self._router.say(sent, "whom", command="/unblock")
            return
        await self._run(self._stores.access.unblock, user.user_id)
        await self._router.say(sent, "is-unblocked", name=_display_name(user))

    async def unblock_pressed(self, callback: AdminCallback) -> None:
        """Unblock the user whose name was pressed in the list of blocked users."""
        user = await self._get(int(callback.argument))
        await self._run(self._stores.access.unblock, user.user_id)
        text = translate(callback.language, "is-unblocked", name=_display_name(user))
        await self._router.show(callback, plain_message(text))

    async def admins(self, sent: PrivateMessage) -> None:
        """List the admins; a pressed name stops being an admin."""
        await self._router.reply(sent, await self._render_admins(0, sent.language))

    async def _turn_admins(self, callback: AdminCallback) -> None:
        await self._router.show(callback, await self._render_admins(int(callback.argument), callback.language))

    async def _turn_blocked(self, callback: AdminCallback) -> None:
        await self._router.show(callback, await self._render_blocked(int(callback.argument), callback.language))

    async def _render_admins(self, page: int, language: str) -> OutgoingMessage:
        return await self._render(sorted(await self._run(self._stores.access.admins)), "admins", page, language)

    async def _render_blocked(self, page: int, language: str) -> OutgoingMessage:
        return await self._render(await self._run(self._stores.access.blocked_users), "blocked", page, language)

    async def ask_dismissal(self, callback: AdminCallback) -> None:
        """Ask whether to dismiss the admin whose name was pressed."""
        user, language = await self._get(int(callback.argument)), callback.language
        row = [
            keyboards.admin_button(translate(language, "remove"), "revoke", str(user.user_id)),
            keyboards.admin_button(translate(language, "keep"), "admins", "0"),
        ]
        question = RichText(translate(language, "dismiss-ask", name=_display_name(user)))
        await self._router.show(callback, message_with_rows(question, [row]))

    async def dismiss(self, callback: AdminCallback) -> None:
        """Dismiss an admin; an admin named in the settings stays one, and so does the last one."""
        user = await self._get(int(callback.argument))
        is_dismissed = await self._run(self._stores.access.revoke_admin, user.user_id)
        if is_dismissed or not await self._router.is_admin(user.user_id):
            key = "is-no-admin"
        else:
            key = "admin-of-settings" if user.user_id in self._stores.access.policy.admins else "last-admin"
        await self._router.show(callback, plain_message(translate(callback.language, key, name=_display_name(user))))

    async def forget(self, sent: PrivateMessage) -> None:
        """Ask a user to confirm that the bot should forget their conversations."""
        keyboard = keyboards.forget_keyboard(sent.user_id, sent.language)
        await self._router.reply(sent, OutgoingMessage(translate(sent.language, "forget-ask"), (), keyboard))

    async def forget_pressed(self, update: Update, _context: HandlerContext) -> None:
        """Forget a user who confirmed it; the button works only for that user."""
        query, topic = update.callback_query, ChatTopic.from_update(update)
        if query is None or topic is None or query.message is None:
            return
        user_id, language = query.from_user.id, supported_language(query.from_user.language_code)
        delivery, stores = self._router.delivery, self._stores
        if parse(query.data) != ForgetData(user_id):
            await delivery.acknowledgements.answer_callback(query.id, translate(language, "stale-button"))
            return
        count = await self._run(stores.activity.forget, user_id)
        await self._run(stores.users.forget, user_id)
        await self._run(stores.access.forget_usage, user_id)
        text = translate(language, "all-forgotten", count=count)
        await delivery.edit(topic, query.message.message_id, plain_message(text))
        await delivery.acknowledgements.answer_callback(query.id)

    async def _render(self, ids: Sequence[int], key: str, page: int, language: str) -> OutgoingMessage:
        """List a page of users with a button for each; ``key`` is that of the heading and of the pages' buttons."""
        shown, pages = paginate(ids, page, _LISTED)
        users = [await self._get(id_) for _, id_ in shown]
        action = _ACTIONS[key]
        rows = [[keyboards.admin_button(f"✕ {_display_name(user)}", action, str(user.user_id))] for user in users]
        heading = RichText(translate(language, key, count=len(ids)))
        return message_with_rows(heading, [*rows, turn_row(key, pages, language)])

    async def _find_named(self, sent: PrivateMessage) -> User | None:
        """Find the sender whose id or username follows a command, or who wrote the message that it replies to."""
        name = sent.rest.removeprefix("@")
        if _SENDER.fullmatch(name):
            return await self._get(int(name))
        if name:
            return await self._run(self._stores.users.find_by_username, name)
        replied = sent.message.reply_to_message
        return _read_origin(replied.forward_origin) if replied is not None else None

    async def _get(self, user_id: int) -> User:
        return await self._run(self._stores.users.get, user_id) or User(user_id, "", None, None)


def _read_origin(origin: MessageOrigin | None) -> User | None:
    """Read who wrote a forwarded message; None if its sender hides that, or if it is no forwarded message."""
    if isinstance(origin, MessageOriginUser):
        return User(origin.sender_user.id, origin.sender_user.full_name, origin.sender_user.username, None)
    chat = origin.sender_chat if isinstance(origin, MessageOriginChat) else None
    chat = origin.chat if isinstance(origin, MessageOriginChannel) else chat
    return User(chat.id, chat.title or "", chat.username, None) if chat is not None else None


def _display_name(user: User) -> str:
    username = f"@{user.username}" if user.username else ""
    return " · ".join(part for part in (user.name, username, str(user.user_id)) if part)
