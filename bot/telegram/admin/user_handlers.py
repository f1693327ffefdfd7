"""Who may use the bot, in the chat: keys, invitations, blocks, admins, and what somebody is to the bot."""

import logging
from datetime import timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.helpers import create_deep_linked_url

from bot.state.access import Redemption, Role
from bot.state.users import User
from bot.telegram.admin.admin_only import PREFIX, AdminCallback, AdminRouter, Context, PrivateMessage
from bot.telegram.chat_topics import ChatTopic
from bot.telegram.messages import keyboards
from bot.telegram.messages.message import OutgoingMessage, plain_message
from bot.telegram.messages.translations import supported_language, translate

INVITE = "invite_"
"""Before the token in the payload of an invitation."""

FORGET = "f:"
"""Before the id of the user whose conversations a button forgets."""

_log = logging.getLogger(__name__)

_VALID = timedelta(days=7)
_MOST_USES = 1_000
_SAID: dict[Redemption, str] = {
    "guest": "welcome-guest", "admin": "welcome-admin", "already": "invited-already", "refused": "invite-refused",
}  # fmt: skip
_LISTED = 50


class UserHandlers:
    """Handles the commands that are about people."""

    def __init__(self, router: AdminRouter) -> None:
        """Work at ``desk``."""
        self._router = router
        self._stores = router.dependencies.stores
        router.register("dismiss", self.dismiss)
        router.register("unblock", self.unblock_pressed)

    async def redeem(self, sent: PrivateMessage) -> bool:
        """Let somebody in who comes with an invitation; returns whether they are in now."""
        token = sent.rest.removeprefix(INVITE)
        became = await self._stores.executors.run(self._stores.access.redeem, token, sent.user_id)
        if became in {"guest", "admin"}:
            _log.info("User %d was invited and is %s now", sent.user_id, became)
        await self._router.say(sent, _SAID[became])
        return became != "refused"

    async def whoami(self, sent: PrivateMessage) -> None:
        """Say who somebody is to the bot."""
        access, run = self._stores.access, self._stores.executors.run
        standing = await run(access.decide, sent.user_id, sent.topic.chat_id)
        admin = await self._router.is_admin(sent.user_id)
        key = "you-are-admin" if admin else "you-may-ask" if standing == "welcome" else "you-may-not-ask"
        lines = [translate(sent.language, "your-id", id=str(sent.user_id)), translate(sent.language, key)]
        if access.policy.per_day and not admin and standing == "welcome":
            asked = await run(access.questions_today, sent.user_id)
            most = f"{access.policy.per_day:,}"
            lines.append(translate(sent.language, "asked-today", count=asked, most=most))
        await self._router.reply(sent, plain_message("\n".join(lines)))

    async def invite(self, sent: PrivateMessage) -> None:
        """Make a link that lets so many people ask: ``/invite``, ``/invite 20``."""
        if self._stores.access.policy.mode != "invited":
            await self._router.say(sent, "no-invitations")
            return
        uses = int(sent.rest) if sent.rest.isdecimal() and len(sent.rest) <= len(str(_MOST_USES)) else 1
        await self._invite(sent, "ask", max(1, min(uses, _MOST_USES)))

    async def invite_admin(self, sent: PrivateMessage) -> None:
        """Make a link that makes one user an admin."""
        await self._invite(sent, "admin", 1)

    async def _invite(self, sent: PrivateMessage, role: Role, uses: int) -> None:
        token = await self._stores.executors.run(self._stores.access.invite, role, uses, sent.user_id, _VALID)
        username = sent.message.get_bot().username
        link = create_deep_linked_url(username, INVITE + token)
        days, language = str(_VALID.days), sent.language
        if role == "admin":
            said = translate(language, "invite-admin-link", link=link, days=days)
        else:
            said = translate(language, "invite-link", count=uses, link=link, days=days)
        button = InlineKeyboardButton(translate(language, "share"), url=keyboards.share_url(link))
        await self._router.reply(sent, OutgoingMessage(said, (), InlineKeyboardMarkup([[button]])))

    async def block(self, sent: PrivateMessage) -> None:
        """Refuse somebody everything: ``/block ID``, ``/block @name``."""
        who = await self._meant(sent)
        if who is None:
            await self._router.say(sent, "whom", command="/block")
        elif await self._router.is_admin(who.user_id):
            await self._router.say(sent, "admins-stay", name=_named(who))
        else:
            await self._stores.executors.run(self._stores.access.block, who.user_id, sent.user_id)
            await self._router.say(sent, "is-blocked", name=_named(who), command=f"/unblock {who.user_id}")

    async def unblock(self, sent: PrivateMessage) -> None:
        """Let somebody in again; without a name, list who is blocked."""
        if not sent.rest:
            blocked = await self._stores.executors.run(self._stores.access.blocked_users)
            await self._list(sent, blocked, "unblock", "blocked")
            return
        who = await self._meant(sent)
        if who is None:
            await self._router.say(sent, "whom", command="/unblock")
            return
        await self._stores.executors.run(self._stores.access.unblock, who.user_id)
        await self._router.say(sent, "is-unblocked", name=_named(who))

    async def unblock_pressed(self, callback: AdminCallback) -> None:
        """A name on the list of who is blocked was pressed."""
        who = await self._person(int(callback.argument))
        await self._stores.executors.run(self._stores.access.unblock, who.user_id)
        await self._router.show(callback, plain_message(translate(callback.language, "is-unblocked", name=_named(who))))

    async def admins(self, sent: PrivateMessage) -> None:
        """List the admins; a press makes one an ordinary user."""
        found = sorted(await self._stores.executors.run(self._stores.access.admins))
        await self._list(sent, found, "dismiss", "admins")

    async def dismiss(self, callback: AdminCallback) -> None:
        """An admin on the list was pressed."""
        who = await self._person(int(callback.argument))
        gone = await self._stores.executors.run(self._stores.access.revoke_admin, who.user_id)
        key = "is-no-admin" if gone else "admin-of-settings"
        await self._router.show(callback, plain_message(translate(callback.language, key, name=_named(who))))

    async def forget(self, sent: PrivateMessage) -> None:
        """Ask whether somebody's own conversations are to be forgotten; anybody may."""
        button = InlineKeyboardButton(translate(sent.language, "forget-all"), callback_data=f"{FORGET}{sent.user_id}")
        asked = OutgoingMessage(translate(sent.language, "forget-ask"), (), InlineKeyboardMarkup([[button]]))
        await self._router.reply(sent, asked)

    async def forget_pressed(self, update: Update, _context: Context) -> None:
        """Somebody wants to be forgotten; only they themselves can."""
        query, topic = update.callback_query, ChatTopic.from_update(update)
        if query is None or topic is None or query.message is None:
            return
        user_id, language = query.from_user.id, supported_language(query.from_user.language_code)
        if query.data != f"{FORGET}{user_id}":
            await self._router.delivery.acknowledgements.answer_callback(query.id, translate(language, "stale-button"))
            return
        stores = self._stores
        count = await stores.executors.run(stores.activity.forget, user_id)
        await stores.executors.run(stores.users.forget, user_id)
        await stores.executors.run(stores.access.forget_usage, user_id)
        await self._router.delivery.edit(
            topic, query.message.message_id, plain_message(translate(language, "all-forgotten", count=count))
        )
        await self._router.delivery.acknowledgements.answer_callback(query.id)

    async def _list(self, sent: PrivateMessage, ids: list[int], action: str, key: str) -> None:
        users = [await self._person(id_) for id_ in ids[:_LISTED]]
        rows = [
            [InlineKeyboardButton(f"✕ {_named(who)}", callback_data=f"{PREFIX}{action}:{who.user_id}")] for who in users
        ]
        listed = translate(sent.language, key, count=len(ids))
        await self._router.reply(sent, OutgoingMessage(listed, (), InlineKeyboardMarkup(rows) if rows else None))

    async def _meant(self, sent: PrivateMessage) -> User | None:
        """Who is named after a command, by id or by username."""
        name = sent.rest.removeprefix("@")
        if name.isdecimal() and name.isascii() and len(name) < len(str(2**63)):
            return await self._person(int(name))
        return await self._stores.executors.run(self._stores.users.find_by_username, name) if name else None

    async def _person(self, user_id: int) -> User:
        found = await self._stores.executors.run(self._stores.users.get, user_id)
        return found or User(user_id, "", None, None)


def _named(who: User) -> str:
    return " · ".join(part for part in (who.name, f"@{who.username}" if who.username else "", str(who.user_id)) if part)
