"""``pincite serve``: the article is seen to, then Telegram is answered until somebody stops it."""

import logging

from bot.app import App
from bot.terminal import Terminal
from index.errors import PinciteError
from index.fetch import READ_SUFFIXES

MOST_UPLOADED_BYTES = 20_000_000  # a bot may not fetch more

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

    from bot.telegram.application import Rules, Services, build_application, run  # noqa: PLC0415 - a second to import
    from bot.telegram.services import Records  # noqa: PLC0415 - as above

    application = build_application(
        Services(
            answerer=app.answerer,
            catalog=app.catalog,
            library=app.library,
            chats=app.chats,
            conversations=app.conversations,
            records=Records.over(app.store, app.policy),
            worker=app.worker,
            introduction=app.introduction,
            questions=app.questions,
            quote=app.answerer.quote,
            renewal=app.renewal,
            folder=app.data_dir,
            rules=Rules(
                max_age_s=settings.answer_within_s,
                keep_days=settings.keep_days,
                linked_pages=settings.linked_pages_max if settings.link_depth else 0,
                upload_max_bytes=min(settings.fetch_max_bytes, MOST_UPLOADED_BYTES),
                suffixes=READ_SUFFIXES,
            ),
        ),
        token=token,
        base_url=settings.telegram_base_url,
        base_file_url=settings.telegram_base_file_url,
    )
    run(application)
