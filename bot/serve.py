"""``pincite serve``: the article is seen to, then Telegram is answered until somebody stops it."""

import logging

from bot.app import App
from bot.terminal import Terminal
from index.errors import PinciteError

NO_BOT = (
    "There is no bot token; ask @BotFather in Telegram for one with /newbot, then set PINCITE_TELEGRAM_TOKEN to it."
)


def serve(app: App) -> None:
    """Answer in Telegram until interrupted; raises ``PinciteError`` where it cannot start."""
    settings = app.settings
    token = settings.telegram_token.get_secret_value().strip() if settings.telegram_token else ""
    if not token:
        raise PinciteError(NO_BOT)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    terminal = Terminal()
    with terminal.progress() as watch:
        outcomes = app.prepare(watch, terminal.notice)
    terminal.outcomes(outcomes)

    from bot.telegram.application import Services, build_application, run  # noqa: PLC0415 - a second to import

    application = build_application(
        Services(
            answerer=app.answerer,
            catalog=app.catalog,
            chats=app.chats,
            conversations=app.conversations,
            worker=app.worker,
            introduction=app.introduction,
            questions=app.questions,
            quote=app.answerer.quote,
            admins=settings.admins,
            renewal=app.renewal,
        ),
        token=token,
        base_url=settings.telegram_base_url,
        base_file_url=settings.telegram_base_file_url,
    )
    run(application)
