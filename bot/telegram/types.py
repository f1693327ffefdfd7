"""Short names for the generic types of python-telegram-bot."""

from typing import Any, TypeAlias

from telegram.ext import Application, ContextTypes

BotApplication: TypeAlias = Application[Any, Any, Any, Any, Any, Any]
HandlerContext: TypeAlias = ContextTypes.DEFAULT_TYPE
