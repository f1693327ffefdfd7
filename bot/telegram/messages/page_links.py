"""The button that opens the page of a passage: as a Mini App where Telegram allows it, else in the browser."""

from dataclasses import dataclass

from telegram import InlineKeyboardButton, WebAppInfo

from bot.telegram.messages.translations import translate


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Where the pages of passages are.

    Attributes:
        public_url: The public address of the web server.
        in_app: Whether pages open inside Telegram, which needs ``https`` and a private chat.
    """

    public_url: str
    in_app: bool

    @classmethod
    def for_chat(cls, public_url: str | None, *, private: bool) -> "PageLinks | None":
        """Return the links for a chat; None where there are no pages."""
        if public_url is None:
            return None
        return cls(public_url, private and public_url.startswith("https://"))

    def button(self, key: str, language: str) -> InlineKeyboardButton:
        """Return the button to the page of a citation."""
        label, url = translate(language, "whole-text"), f"{self.public_url}/p/{key}"
        if self.in_app:
            return InlineKeyboardButton(label, web_app=WebAppInfo(url))
        return InlineKeyboardButton(label, url=url)
