"""The layout of Telegram: messages as HTML, and pictures of them by Chromium."""

import subprocess
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageChops

from tests.support.botapi.botapi_server import SentMessage, UploadedFile
from tests.support.botapi.markup import JsonDict

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
blockquote.expandable { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden;
  max-height: 4.05em; } blockquote.cut { padding-bottom: 5px; }
blockquote.cut::before { content: "⌄"; position: absolute; right: 7px; bottom: -1px; color: #3a94d9; font-size: 16px;
  background: #eaf3fa; padding-left: 4px; }
.only { color: #7a8b94; font-size: 12px; padding: 2px 11px; } pre { white-space: pre-wrap; margin: 0; font-size: 13px; }
.bubble img { display: block; width: calc(100% + 22px); margin: -7px -11px 7px; border-radius: 12px 12px 0 0; }
a { color: #1f7fc4; text-decoration: none; }
.row { display: flex; gap: 4px; margin-top: 4px; } .row span { flex: 1; background: #5d7a4bcc; color: #fff;
  border-radius: 8px; text-align: center; padding: 7px 4px; font-size: 14px; font-weight: 500; position: relative;
  overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.row i { position: absolute; top: 1px; right: 5px; font-size: 9px; font-style: normal; }
"""
# Clients show three lines of an expandable quotation, and a sign if there are more.
_FOLD = """<script>for (const quote of document.querySelectorAll("blockquote.expandable"))
  if (quote.scrollHeight > quote.clientHeight + 2) quote.classList.add("cut");</script>"""
_WIDTH, _TALL, _SCALE, _COLOURS = 430, 2_400, 2, 128
_TAGS = {"bold": "b", "italic": "i", "code": "code", "pre": "pre", "text_link": "a"}
_QUOTES = {"blockquote", "expandable_blockquote"}


@dataclass(frozen=True)
class UserMessage:
    """A message of a user."""

    text: str
    name: str | None = None


@dataclass
class Scene:
    """A part of a chat, as its users see it."""

    name: str
    caption: str
    messages: list[UserMessage | SentMessage] = field(default_factory=list)


def page(scenes: Iterable[Scene], *, captions: bool) -> str:
    """Lay out scenes as an HTML page."""
    sections = [
        f"<figure>{_section(scene)}<figcaption>{escape(scene.caption)}</figcaption></figure>"
        if captions
        else _section(scene)
        for scene in scenes
    ]
    head = (
        "<h1>Pincite in Telegram</h1><p>Made by <code>python -m tests.support.screenshots.telegram</code>.</p>"
        if captions
        else ""
    )
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Pincite in Telegram</title>'
        f"<style>{STYLE}</style>{head}{''.join(sections)}{_FOLD}</html>\n"
    )


def _section(scene: Scene) -> str:
    return f"<section>{''.join(map(_message, scene.messages))}</section>"


def _message(message: UserMessage | SentMessage) -> str:
    if isinstance(message, UserMessage):
        name = f'<div class="name">{escape(message.name)}</div>' if message.name else ""
        side = "" if message.name else " mine"
        body = _text(message.text, ())
        return f'<div class="message{side}"><div class="bubble">{name}{body}</div></div>'
    rows = "".join(f'<div class="row">{"".join(map(_button, row))}</div>' for row in message.buttons)
    body = _photo(message.file) + _text(message.text, message.entities)
    return f'<div class="message"><div class="bubble">{body}</div>{rows}</div>'


def _photo(file: UploadedFile | None) -> str:
    if file is None:
        return ""
    return f'<img alt="" src="data:{file.mime_type};base64,{b64encode(file.data).decode()}">'


def _button(button: JsonDict) -> str:
    sign = "↗" if "url" in button else "⧉" if "copy_text" in button else ""
    return f'<span dir="auto">{escape(button["text"])}<i>{sign}</i></span>'


def _text(text: str, entities: Sequence[JsonDict]) -> str:
    """Lay out a text with its entities, whose offsets count UTF-16 units: quotes as blocks, the rest line by line."""
    units = text.encode("utf-16-le")
    quotes = sorted((one["offset"], one["offset"] + one["length"]) for one in entities if one["type"] in _QUOTES)
    folded = {one["offset"] for one in entities if one["type"] == "expandable_blockquote"}
    cuts = sorted({0, len(units) // 2, *(cut for quote in quotes for cut in quote)})
    blocks: list[str] = []
    for start, end in pairwise(cuts):
        if (start, end) in quotes:
            fold = ' class="expandable"' if start in folded else ""
            blocks.append(f'<blockquote{fold} dir="auto">{_with_entities(units, start, end, entities)}</blockquote>')
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
            found.append(f'<div class="line" dir="auto">{_with_entities(units, at, at + length, entities)}</div>')
        elif not outer or len(lines) == 1:
            found.append('<div class="gap"></div>')
        at += length + 1
    return "".join(found)


def _with_entities(units: bytes, start: int, end: int, entities: Sequence[JsonDict]) -> str:
    """Lay out a part of a text with its nested entities."""
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


def photograph(chromium: str, scene: Scene, scratch: Path, folder: Path) -> None:
    """Take a picture of a scene as a small PNG, cut off below its last message."""
    html, shot = scratch / f"{scene.name}.html", scratch / f"{scene.name}.png"
    html.write_text(page([scene], captions=False))
    flags = ["--headless", "--no-sandbox", "--hide-scrollbars", f"--force-device-scale-factor={_SCALE}"]
    size = f"--window-size={_WIDTH},{_TALL}"
    subprocess.run([chromium, *flags, size, f"--screenshot={shot}", html.as_uri()], check=True, capture_output=True)
    with Image.open(shot) as image:
        picture = image.convert("RGB")
        outside = Image.new("RGB", picture.size, picture.getpixel((1, picture.height - 2)))
        below = _last_difference(picture, outside)
        picture.crop((0, 0, picture.width, below)).quantize(_COLOURS).save(folder / f"{scene.name}.png", optimize=True)


def _last_difference(picture: Image.Image, outside: Image.Image) -> int:
    box = ImageChops.difference(picture, outside).getbbox()
    return box[3] if box else picture.height
