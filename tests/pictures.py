"""Pictures of what users see: ``python -m tests.pictures`` writes ``docs/telegram/``.

The bot answers about the sample article with its real index, over the loopback Bot API server. What it sent, and
nothing else, is laid out in Telegram's look; Chromium, if it is installed, makes the pictures.
"""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageChops

from bot.access import Policy
from bot.answering.types import Answer, Statement
from bot.app import App
from bot.telegram.application import Services
from bot.telegram.services import Records
from config.settings import Settings
from tests.botapi import BotApiServer, SentMessage
from tests.botapi_markup import JsonDict
from tests.botapp import TIMINGS, FakeAnswerer, make_citation, make_services, running
from tests.chatting import said

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "telegram"
ANN, BEN, NOUR, GROUP, TOPIC = 7, 8, 9, -1001, 5
WIDTH, TALL, SCALE, COLOURS = 430, 2_400, 2, 64

STYLE = """
body { margin: 0; background: #e6ebee; font: 15px/1.35 "Noto Sans", "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
h1, body > p { margin: 16px; } h1 { font-size: 20px; }
section { width: 430px; box-sizing: border-box; padding: 12px; background: #b9cfa6; display: inline-block;
  vertical-align: top; }
figure { margin: 8px; display: inline-block; vertical-align: top; } figcaption { padding: 6px 2px; color: #444; }
.message { max-width: 372px; margin: 4px 0 8px; } .mine { margin-left: auto; width: fit-content; }
.bubble { background: #fff; border-radius: 12px 12px 12px 4px; padding: 7px 11px; box-shadow: 0 1px 1px #0002;
  overflow-wrap: anywhere; }
.mine .bubble { background: #e3fdc9; border-radius: 12px 12px 4px 12px; }
.name { color: #c0504d; font-weight: 600; }
.line { min-height: 1.35em; white-space: pre-wrap; } .gap { height: .55em; }
blockquote { margin: 3px 0; padding: 5px 26px 5px 9px; border-left: 3px solid #3a94d9; background: #eaf3fa;
  border-radius: 5px; position: relative; white-space: pre-wrap; }
blockquote::after { content: "❞"; position: absolute; right: 7px; top: 1px; color: #3a94d9; font-size: 12px; }
a { color: #1f7fc4; text-decoration: none; }
.row { display: flex; gap: 4px; margin-top: 4px; } .row span { flex: 1; background: #5d7a4bcc; color: #fff;
  border-radius: 8px; text-align: center; padding: 7px 4px; font-size: 14px; font-weight: 500; position: relative;
  overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.row i { position: absolute; top: 1px; right: 5px; font-size: 9px; font-style: normal; }
"""
_TAGS = {"bold": "b", "italic": "i", "code": "code", "text_link": "a"}
_QUOTES = {"blockquote", "expandable_blockquote"}


@dataclass(frozen=True)
class Said:
    """What a user wrote."""

    text: str
    name: str | None = None


@dataclass
class Scene:
    """A piece of a chat, as its users see it."""

    name: str
    caption: str
    messages: list[Said | SentMessage] = field(default_factory=list)


def page(scenes: Iterable[Scene], *, captions: bool) -> str:
    """Scenes as an HTML page."""
    sections = [
        f"<figure>{_section(scene)}<figcaption>{escape(scene.caption)}</figcaption></figure>"
        if captions
        else _section(scene)
        for scene in scenes
    ]
    head = "<h1>Pincite in Telegram</h1><p>Made by <code>python -m tests.pictures</code>.</p>" if captions else ""
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Pincite in Telegram</title>'
        f"<style>{STYLE}</style>{head}{''.join(sections)}</html>\n"
    )


def _section(scene: Scene) -> str:
    return f"<section>{''.join(map(_message, scene.messages))}</section>"


def _message(message: Said | SentMessage) -> str:
    if isinstance(message, Said):
        name = f'<div class="name">{escape(message.name)}</div>' if message.name else ""
        side = "" if message.name else " mine"
        body = _text(message.text, ())
        return f'<div class="message{side}"><div class="bubble">{name}{body}</div></div>'
    rows = "".join(f'<div class="row">{"".join(map(_button, row))}</div>' for row in message.buttons)
    return f'<div class="message"><div class="bubble">{_text(message.text, message.entities)}</div>{rows}</div>'


def _button(button: JsonDict) -> str:
    sign = "↗" if "url" in button else "⧉" if "copy_text" in button else ""
    return f'<span dir="auto">{escape(button["text"])}<i>{sign}</i></span>'


def _text(text: str, entities: Sequence[JsonDict]) -> str:
    """A text with its entities, whose offsets count UTF-16 units: quotes as blocks, the rest line by line."""
    units = text.encode("utf-16-le")
    quotes = sorted((one["offset"], one["offset"] + one["length"]) for one in entities if one["type"] in _QUOTES)
    cuts = sorted({0, len(units) // 2, *(cut for quote in quotes for cut in quote)})
    blocks: list[str] = []
    for start, end in pairwise(cuts):
        if (start, end) in quotes:
            blocks.append(f'<blockquote dir="auto">{_marked(units, start, end, entities)}</blockquote>')
        else:
            blocks.append(_lines(units, start, end, entities))
    return "".join(blocks)


def _lines(units: bytes, start: int, end: int, entities: Sequence[JsonDict]) -> str:
    found: list[str] = []
    lines = units[2 * start : 2 * end].decode("utf-16-le").split("\n")
    at = start
    for n, line in enumerate(lines):
        length = len(line.encode("utf-16-le")) // 2
        outer = n in {0, len(lines) - 1}
        if length:
            found.append(f'<div class="line" dir="auto">{_marked(units, at, at + length, entities)}</div>')
        elif not outer or len(lines) == 1:
            found.append('<div class="gap"></div>')
        at += length + 1
    return "".join(found)


def _marked(units: bytes, start: int, end: int, entities: Sequence[JsonDict]) -> str:
    """A stretch of text with the entities in it; they nest, as everywhere in Telegram."""
    spans = [
        (one["offset"], one["offset"] + one["length"], _TAGS[one["type"]], one)
        for one in entities
        if one["type"] in _TAGS
    ]
    cuts = sorted({start, end, *(cut for one in spans for cut in one[:2] if start < cut < end)})
    found: list[str] = []
    for low, high in pairwise(cuts):
        shown = escape(units[2 * low : 2 * high].decode("utf-16-le"))
        for first, last, tag, entity in reversed(spans):
            if first <= low and high <= last:
                link = f' href="{escape(entity["url"])}"' if "url" in entity else ""
                shown = f"<{tag}{link}>{shown}</{tag}>"
        found.append(shown)
    return "".join(found)


async def play_prepared(server: BotApiServer, app: App, folder: Path) -> list[Scene]:
    """Use a bot whose answer is prepared: what a language model's looks like, and how it is written and sent inline."""
    (article,) = (source for source in app.catalog.sources() if source.kind == "article")
    text = app.catalog.text(article.text_id) or ""
    quotes = (
        "When the line opened in 1866, a telegram between London and New York cost £20",
        "By 1869 the price of a ten-word telegram had fallen to £3 7s 6d.",
    )
    cited = tuple(make_citation(n, article, text, quote) for n, quote in enumerate(quotes, start=1))
    question = "What did a telegram cost?"
    statements = (
        Statement("In 1866 a telegram from London to New York cost £20.", (1,), "supported"),
        Statement("Three years later ten words cost £3 7s 6d.", (2,), "supported"),
    )
    answer = Answer(question, "answered", "model", statements, cited, TIMINGS, language="en")
    answerer = FakeAnswerer({question: answer}, pieces=(statements[0].text[:43],))
    async with running(make_services(folder, answerer=answerer), server):
        with answerer.held():
            server.send_text(BEN, question)
            (preview,) = await said(server, BEN)
            (draft,) = server.drafts
        await server.eventually(lambda: [one for one in server.messages(BEN) if one.entities])
        (written,) = server.messages(BEN)
        server.inline_query(BEN, question)
        found = (await server.eventually(lambda: server.answers_to_inline_queries))[0].results[1]
    content = found["input_message_content"]
    sent = replace(
        written, text=content["message_text"], entities=tuple(content["entities"]), reply_markup=found["reply_markup"]
    )
    return [
        Scene(
            "writing",
            "While an answer is written: a draft, and a button to stop",
            [Said(question), preview, replace(preview, text=draft.text, reply_markup=None)],
        ),
        Scene("prose", "With a language model: its words, each backed by a quote", [Said(question), written]),
        Scene(
            "inline",
            f"In any other chat: what @{server.username} offered, sent",
            [Said(f"via @{server.username}", "Ben"), sent],
        ),
    ]


async def play(server: BotApiServer, services: Services) -> list[Scene]:
    """Use the bot, and look at what it sent."""
    async with running(services, server):
        return [
            await _introduced(server),
            *await _answered(server),
            await _chosen(server),
            await _in_a_group(server),
            await _in_arabic(server),
        ]


async def _introduced(server: BotApiServer) -> Scene:
    server.send_text(ANN, "/start")
    (introduction,) = await said(server, ANN)
    return Scene("start", "What the bot is about, with questions to begin with", [Said("/start"), introduction])


async def _answered(server: BotApiServer) -> list[Scene]:
    question = "Why did the 1858 cable stop working?"
    server.send_text(ANN, question)
    answer = (await said(server, ANN, 2))[1]
    server.send_text(ANN, "1", reply_to=answer.message_id)
    passage = (await said(server, ANN, 3))[2]
    lost = "Who won the football match?"
    server.send_text(ANN, lost)
    unknown = (await said(server, ANN, 4))[3]
    return [
        Scene("answer", "An answer: exact quotes, a number for each, the page, votes", [Said(question), answer]),
        Scene("passage", "A number, pressed or sent: the quote in its passage, and ways on", [Said("1"), passage]),
        Scene("not-found", "What the sources do not say is not made up", [Said(lost), unknown]),
    ]


async def _chosen(server: BotApiServer) -> Scene:
    server.send_text(ANN, "/sources")
    listed = (await said(server, ANN, 5))[4]
    server.press(listed.message_id, ANN, user_id=ANN, text="2")
    await server.eventually(lambda: "✓" in server.messages(ANN)[4].text)
    return Scene(
        "sources", "The sources, one of them chosen for this chat", [Said("/sources"), server.messages(ANN)[4]]
    )


async def _in_a_group(server: BotApiServer) -> Scene:
    question = f"@{server.username} how much did a telegram cost at first?"
    server.send_text(ANN, question, GROUP, TOPIC)
    (answer,) = await said(server, GROUP)
    return Scene("group", "In a group the bot answers when it is mentioned", [Said(question, "Ann"), answer])


async def _in_arabic(server: BotApiServer) -> Scene:
    question = "لماذا توقف كابل عام 1858 عن العمل؟"
    server.send_text(NOUR, question)
    (answer,) = await said(server, NOUR)
    server.press(answer.message_id, NOUR, user_id=NOUR, text="1")
    passage = (await said(server, NOUR, 2))[1]
    return Scene("arabic", "A question in another language; the bot's words follow", [Said(question), answer, passage])


def _services(app: App) -> Services:
    outcomes = app.prepare(lambda _step: None, print)
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    if failed:
        raise SystemExit(f"The sample article cannot be indexed: {failed}")
    app.introduction()
    for source in app.catalog.sources():
        app.questions(source)  # the first time takes seconds, the next ones none
    return Services(
        answerer=app.answerer,
        catalog=app.catalog,
        library=app.library,
        chats=app.chats,
        conversations=app.conversations,
        records=Records.over(app.store, Policy(admins=frozenset({1}))),
        worker=app.worker,
        introduction=app.introduction,
        questions=app.questions,
        quote=app.answerer.quote,
        folder=app.data_dir,
    )


def _picture(chromium: str, scene: Scene, folder: Path) -> None:
    """A scene as a small PNG, cut off below its last message."""
    html, shot = folder / f"{scene.name}.html", folder / f"{scene.name}.png"
    html.write_text(page([scene], captions=False))
    flags = ["--headless", "--no-sandbox", "--hide-scrollbars", f"--force-device-scale-factor={SCALE}"]
    size = f"--window-size={WIDTH},{TALL}"
    subprocess.run([chromium, *flags, size, f"--screenshot={shot}", html.as_uri()], check=True, capture_output=True)
    with Image.open(shot) as image:
        picture = image.convert("RGB")
        outside = Image.new("RGB", picture.size, picture.getpixel((1, picture.height - 2)))
        below = _last_difference(picture, outside)
        picture.crop((0, 0, picture.width, below)).quantize(COLOURS).save(FOLDER / f"{scene.name}.png", optimize=True)


def _last_difference(picture: Image.Image, outside: Image.Image) -> int:
    box = ImageChops.difference(picture, outside).getbbox()
    return box[3] if box else picture.height


def main() -> None:
    """Write the page, and the pictures where there is a Chromium."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as data, BotApiServer(username="pincite_bot") as server:
        server.add_user(ANN, "Ann")
        server.add_user(BEN, "Ben")
        server.add_user(NOUR, "Nour", "ar")
        server.add_chat(GROUP, "supergroup", "Cables")
        server.add_topic(GROUP, TOPIC, "Questions")
        app = App(Settings(article=str(ROOT / "samples" / "atlantic-cable.html"), data_dir=Path(data)))
        services = _services(app)
        prepared = asyncio.run(play_prepared(server, app, Path(data)))
        scenes = [*asyncio.run(play(server, services)), *prepared]
        (FOLDER / "index.html").write_text(page(scenes, captions=True))
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        if chromium is None:
            sys.exit("There is no Chromium here, so there are no new pictures; the page is written.")
        for scene in scenes:
            _picture(chromium, scene, Path(data))


if __name__ == "__main__":
    main()
