"""Scripted conversations over HTTP in which users send links and files, with words beside them."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.indexing.upload_titles import with_upload_titles
from bot.state.outbox import Recipient
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.message import plain_message, to_json
from bot.telegram.messages.translations import translate
from index.errors import SourceError
from index.indexing.types import Preview
from index.types import Document, Parsed, Raw
from tests.support.botapi.botapi_server import BotApiServer, SentMessage
from tests.support.chat_readers import ANN, BOSS, GROUP, bot_messages, button_labels
from tests.support.fake_services import FakeAnswerer, FakeCatalog, FakeSourceManager
from tests.support.lamp_article import LAMP, LIT, OIL, TEXT
from tests.support.running_bot import make_dependencies, running_bot
from tests.support.sample_answers import quote_answer

NEWS, NOTES = "https://example.org/news", "https://example.org/notes"
WHEN, WHAT = "when was the lamp lit?", "what did the lamp burn?"
ASKED = {
    "en": ("look at {} and tell me {}", WHEN),
    "es": ("Mira {} y dime {}", "¿cuándo se encendió la lámpara?"),
    "pt": ("Veja {} e me diga {}", "quando a lâmpada foi acesa?"),
    "de": ("Schau {} an und sag mir, {}", "wann die Lampe brannte?"),
    "fr": ("Regarde {} et dis-moi {}", "quand la lampe a été allumée ?"),
    "ru": ("Посмотри {} и скажи мне, {}", "когда зажгли лампу?"),
    "ar": ("انظر {} وقل لي {}", "متى أضيء المصباح؟"),
    "zh": ("看看 {} 然后告诉我{}", "灯是什么时候点亮的？"),
    "it": ("Guarda {} e dimmi {}", "quando fu accesa la lampada?"),
    "pl": ("Zobacz {} i powiedz mi, {}", "kiedy zapalono lampę?"),
    "uk": ("Подивись {} і скажи мені, {}", "коли запалили лампу?"),
    "tr": ("Şuna bak {} ve söyle {}", "lamba ne zaman yakıldı?"),
    "id": ("Lihat {} dan beri tahu {}", "kapan lampu itu dinyalakan?"),
    "fa": ("این را ببین {} و بگو {}", "چراغ کی روشن شد؟"),
    "hi": ("इसे देखें {} और बताएँ {}", "दीपक कब जलाया गया?"),
    "ja": ("{} を見て教えて {}", "ランプはいつ灯されましたか？"),
    "ko": ("{} 보고 알려 줘 {}", "등불은 언제 켜졌나요?"),
}


@pytest.fixture
def catalog() -> FakeCatalog:
    """Return a catalog with the article about the lamp."""
    return FakeCatalog.containing((LAMP, TEXT))


@pytest.fixture
def manager(catalog: FakeCatalog) -> FakeSourceManager:
    """Return a source manager that can read the article, the news and the notes."""
    pages = {NEWS: ("News of the reef", TEXT), NOTES: ("Notes", "Two notes."), LAMP.location: (LAMP.title, TEXT)}
    return FakeSourceManager(catalog, pages)


@pytest.fixture
def answerer() -> FakeAnswerer:
    """Return an answerer that knows about the lamp, in each language."""
    found = {question: quote_answer(question, LIT) for _, question in ASKED.values()}
    return FakeAnswerer(found | {WHAT: quote_answer(WHAT, OIL)})


@pytest.fixture
def dependencies(
    tmp_path: Path, answerer: FakeAnswerer, catalog: FakeCatalog, manager: FakeSourceManager
) -> Dependencies:
    """Return the fakes, with stores in the test's folder."""
    return serve(tmp_path, answerer, catalog, manager)


def serve(folder: Path, answerer: FakeAnswerer, catalog: FakeCatalog, manager: FakeSourceManager) -> Dependencies:
    """Make the services of a start of the bot, with stores in ``folder``."""
    made = make_dependencies(folder, answerer=answerer, catalog=catalog, source_manager=manager)
    return replace(made, preview=lambda location: _preview(manager, catalog, location))


def _preview(manager: FakeSourceManager, catalog: FakeCatalog, location: str) -> Preview:
    known = [source for source in catalog.list_sources() if source.location == location]
    return replace(manager.preview(location), indexed=known[0] if known else None)


def index_button(message: SentMessage) -> str:
    """Return the data of the button that indexes what a preview shows."""
    return str(message.buttons[0][0]["callback_data"])


@pytest.mark.parametrize("language", ASKED)
async def test_a_link_in_a_sentence_is_previewed_and_the_question_answered_once_it_is_indexed(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer, language: str
) -> None:
    """The bot says so in the admin's language; the question is answered once, above its answer."""
    sentence, question = ASKED[language]
    server.add_user(BOSS, "Boss", language)
    async with running_bot(dependencies, server):
        server.send_text(BOSS, sentence.format(NEWS, question))
        preview, waits = await bot_messages(server, BOSS, 2)
        asked_early = list(answerer.asked)
        server.press(preview.message_id, BOSS, user_id=BOSS, data=index_button(preview))
        answer = await server.eventually(lambda: [one for one in server.messages(BOSS) if LIT.quote in one.text])

    assert "News of the reef" in preview.text
    assert translate(language, "question-waits", question=question) == waits.text
    assert ([], [question], 1) == (asked_early, answerer.asked, len(answer))
    assert answer[0].text.startswith(question[:10])


async def test_each_of_two_links_is_previewed_and_the_question_is_answered_once(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer, manager: FakeSourceManager
) -> None:
    """A link without a scheme counts; the answer waits for both jobs that wait."""
    async with running_bot(dependencies, server):
        server.send_text(BOSS, f"example.org/news, {NOTES} ({NOTES}): {WHEN}")
        news, notes, _ = await bot_messages(server, BOSS, 3)
        manager.gate.clear()
        for preview in (news, notes):
            server.press(preview.message_id, BOSS, user_id=BOSS, data=index_button(preview))
        await server.eventually(lambda: [one for one in server.messages(BOSS) if one.message_id == notes.message_id
                                         and one.edited])  # fmt: skip
        manager.gate.set()
        await server.eventually(lambda: [one for one in server.messages(BOSS) if LIT.quote in one.text])

    assert [NEWS, NOTES] == manager.indexed
    assert [WHEN] == answerer.asked


async def test_the_question_about_an_indexed_link_is_answered_at_once(
    server: BotApiServer, dependencies: Dependencies
) -> None:
    """An admin sees the preview and then the answer; a user who asks sees the answer alone."""
    async with running_bot(dependencies, server):
        server.send_text(BOSS, f"{WHEN} {LAMP.location}")
        preview, answer = await bot_messages(server, BOSS, 2)
        server.send_text(ANN, f"{LAMP.location} – {WHEN}")
        (for_ann,) = await bot_messages(server, ANN)

    assert LAMP.title in preview.text
    assert all(LIT.quote in one.text for one in (answer, for_ann))


async def test_the_question_that_waits_can_be_asked_now(server: BotApiServer, dependencies: Dependencies) -> None:
    """Its button asks the sources that are there."""
    async with running_bot(dependencies, server):
        server.send_text(BOSS, f"Read {NEWS} please. {WHAT}")
        _, waits = await bot_messages(server, BOSS, 2)
        server.press(waits.message_id, BOSS, user_id=BOSS, text=button_labels(waits)[0])
        answer = (await bot_messages(server, BOSS, 3))[2]

    assert OIL.quote in answer.text


async def test_a_question_that_the_end_of_the_bot_interrupted_is_answered_after_the_next_start(
    tmp_path: Path, server: BotApiServer, answerer: FakeAnswerer, catalog: FakeCatalog, manager: FakeSourceManager
) -> None:
    """It is answered once, and not again after another start."""
    with answerer.pause_answers():
        async with running_bot(serve(tmp_path, answerer, catalog, manager), server):
            server.send_text(BOSS, f"{NEWS} {WHEN}")
            preview, _ = await bot_messages(server, BOSS, 2)
            server.press(preview.message_id, BOSS, user_id=BOSS, data=index_button(preview))
            await asyncio.to_thread(answerer.wait_until_asked, 1)
    async with running_bot(serve(tmp_path, answerer, catalog, manager), server):
        answer = await server.eventually(lambda: [one for one in server.messages(BOSS) if LIT.quote in one.text])
    async with running_bot(serve(tmp_path, answerer, catalog, manager), server):
        server.send_text(BOSS, WHAT)
        await server.eventually(lambda: [one for one in server.messages(BOSS) if OIL.quote in one.text])

    assert (1, [WHEN, WHEN, WHAT]) == (len(answer), answerer.asked)


@pytest.mark.parametrize(("tries", "started"), [(3, False), (1, True)])
async def test_a_question_that_may_be_answered_is_not_answered_again(  # noqa: PLR0913 - the parts of a bot
    tmp_path: Path,
    server: BotApiServer,
    answerer: FakeAnswerer,
    catalog: FakeCatalog,
    manager: FakeSourceManager,
    *,
    tries: int,
    started: bool,
) -> None:
    """After three ends of the process the admin gets an apology; a message on its way is in the outbox."""
    dependencies = serve(tmp_path, answerer, catalog, manager)
    stores = dependencies.stores
    job = stores.jobs.propose(NEWS, "N", pages=1, user_id=BOSS, chat_id=BOSS, language="en", question=WHEN)
    stores.jobs.enqueue(job, follow=False)
    stores.jobs.finish(job, "done", 1.0)
    for _ in range(tries):
        stores.jobs.count_question_try(job)
    if started:
        to = Recipient(BOSS, None, None, "en")
        stores.outbox.add(to, [to_json(plain_message("An answer"))], answer_id=1, update_id=-job)
    async with running_bot(dependencies, server):
        (message,) = await bot_messages(server, BOSS)

    expected = "may not have arrived" if started else "Something went wrong on our side"
    assert [] == answerer.asked
    assert expected in message.text


async def test_a_forwarded_post_with_a_link_is_previewed(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """The words of the post are no question of the admin, and a picture does not hide its link."""
    async with running_bot(dependencies, server):
        server.send_text(BOSS, f"Who lit it? More at {NEWS}", forwarded=True)
        (preview,) = await bot_messages(server, BOSS)
        for caption in (None, f"All the news: {NOTES}"):
            server.send_photo(BOSS, caption, album="reef")
        second = (await bot_messages(server, BOSS, 2))[1]
        server.send_text(BOSS, WHAT)
        shown = await bot_messages(server, BOSS, 3)

    assert ("News" in preview.text, "Notes" in second.text) == (True, True)
    assert ([WHAT], 3) == (answerer.asked, len(shown))


async def test_many_links_are_previewed_in_part(server: BotApiServer, dependencies: Dependencies) -> None:
    """The bot reads five links of a message, and says so; names of files are no links."""
    async with running_bot(dependencies, server):
        server.send_text(BOSS, "What does notes.md say of the lamp?")
        await bot_messages(server, BOSS)
        server.send_text(BOSS, " ".join(f"https://example.org/{n}" for n in range(7)))
        *_, last = await bot_messages(server, BOSS, 7)

    assert translate("en", "too-many-links", most=5) == last.text


async def test_an_edited_link_is_previewed_and_no_question(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """An admin mends a mistyped link in its message; an edit that changes no link, as Telegram reports, is quiet."""
    async with running_bot(dependencies, server):
        message_id = server.send_text(BOSS, "https://example.org/newz")
        await bot_messages(server, BOSS)
        server.edit_text(BOSS, message_id, "https://example.org/newz")
        server.edit_text(BOSS, message_id, NEWS)
        found = await bot_messages(server, BOSS, 2)
        server.edit_text(BOSS, message_id, NEWS)
        server.send_text(BOSS, NOTES)
        *_, last = await bot_messages(server, BOSS, 3)

    assert (True, True) == ("News" in found[1].text, "Notes" in last.text)
    assert [] == answerer.asked


async def test_a_link_that_cannot_be_read_is_told_from_the_others(
    server: BotApiServer, dependencies: Dependencies
) -> None:
    """Reasons in the language of the admin do not name the link, so the reply does."""
    server.add_user(BOSS, "Boss", "de")
    links = ("https://example.org/lost", "https://example.org/away")
    async with running_bot(replace(dependencies, preview=_find_nothing), server):
        server.send_text(BOSS, " ".join(links))
        found = await bot_messages(server, BOSS, 2)

    assert [f"{link}\n{translate('de', 'failure-no-page')}" for link in links] == [reply.text for reply in found]


def _find_nothing(location: str) -> Preview:
    raise SourceError(f"There is no page at {location}; check the address.")


async def test_each_link_after_the_command_is_previewed(server: BotApiServer, dependencies: Dependencies) -> None:
    """Two links are two previews, and the scheme may be missing."""
    async with running_bot(dependencies, server):
        server.send_text(BOSS, f"/index {NEWS} example.org/notes")
        previews = await bot_messages(server, BOSS, 2)

    assert [["Index", "Cancel"]] * 2 == [button_labels(preview) for preview in previews]


async def test_an_address_of_another_scheme_is_told_from_the_links(
    server: BotApiServer, dependencies: Dependencies, manager: FakeSourceManager
) -> None:
    """The links are previewed; the reply about the other address names it."""
    foreign = "ftp://example.org/lamp"
    async with running_bot(dependencies, server):
        server.send_text(BOSS, f"/index {NEWS} {foreign} {NOTES}")
        refused, *previews = await bot_messages(server, BOSS, 3)

    assert f"{foreign}\n{translate('en', 'which-link', command='/index https://example.org/article')}" == refused.text
    assert [["Index", "Cancel"]] * 2 == [button_labels(preview) for preview in previews]
    assert [NEWS, NOTES] == manager.previewed


@pytest.mark.parametrize(
    "address", ["ftp://example.org/lamp", "file:///etc/hostname", "tg://resolve?domain=lamp", "/index file:///etc/x.md"]
)
async def test_an_address_that_is_no_web_page_is_neither_read_nor_a_question(
    server: BotApiServer, dependencies: Dependencies, manager: FakeSourceManager, answerer: FakeAnswerer, address: str
) -> None:
    """The admin is asked for a link; a file of the server is never read from the chat."""
    async with running_bot(dependencies, server):
        server.send_text(BOSS, address)
        (reply,) = await bot_messages(server, BOSS)

    assert translate("en", "which-link", command="/index https://example.org/article") == reply.text
    assert ([], []) == (manager.previewed, answerer.asked)


@pytest.mark.parametrize(
    ("link", "reason"),
    [("https://ann:secret@example.org/x", "a name or password"), ("http://[::1", "no complete link")],
)
async def test_a_link_that_cannot_be_read_is_no_question(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer, link: str, reason: str
) -> None:
    """Its reason is told; a password in it reaches neither the search nor the log."""
    dependencies = replace(dependencies, preview=_refuse)
    async with running_bot(dependencies, server):
        server.send_text(BOSS, link)
        (reply,) = await bot_messages(server, BOSS)

    assert reason in reply.text
    assert [] == answerer.asked


async def test_a_command_for_admins_says_in_a_group_where_it_works(
    server: BotApiServer, dependencies: Dependencies
) -> None:
    """With the name of the bot it is for nobody else; without it another bot may be meant."""
    server.add_chat(GROUP, "supergroup", "Keepers")
    async with running_bot(dependencies, server):
        server.send_text(BOSS, "/stats", GROUP)
        server.send_text(BOSS, f"/index@{server.username} {NEWS}", GROUP)
        (reply,) = await bot_messages(server, GROUP)

    assert translate("en", "only-in-private", link=f"t.me/{server.username}") == reply.text


@pytest.mark.parametrize("language", ASKED)
async def test_users_who_send_a_link_or_a_file_are_told_what_they_can_do(
    server: BotApiServer, dependencies: Dependencies, manager: FakeSourceManager, language: str
) -> None:
    """Nothing is read, the user learns that admins add sources, and the question beside it is answered."""
    sentence, question = ASKED[language]
    server.add_user(ANN, "Ann", language)
    async with running_bot(dependencies, server):
        server.send_text(ANN, sentence.format(NEWS, question))
        server.send_document(ANN, "notes.txt", b"Some notes.", "text/plain", caption=question)
        server.send_document(ANN, "notes.txt", b"Some notes.", "text/plain", caption="My notes")
        link, first, file, second, last = await bot_messages(server, ANN, 5)

    assert {translate(language, "admins-add-sources")} == {link.text, file.text, last.text}
    assert all(LIT.quote in answer.text for answer in (first, second))
    assert [] == manager.previewed


async def test_a_caption_of_a_file_is_its_question_or_its_title(
    server: BotApiServer, dependencies: Dependencies, answerer: FakeAnswerer
) -> None:
    """A question is answered once the file is indexed; a title is stored beside the file."""
    async with running_bot(dependencies, server):
        server.send_document(BOSS, "lamp.txt", TEXT.encode(), "text/plain", caption=f"Tell me: {WHEN}")
        preview, waits = await bot_messages(server, BOSS, 2)
        server.press(preview.message_id, BOSS, user_id=BOSS, data=index_button(preview))
        await server.eventually(lambda: [one for one in server.messages(BOSS) if LIT.quote in one.text])
        server.send_document(BOSS, "log.txt", b"Log of the lamp.", "text/plain", caption="The keeper's\nlog")
        await server.eventually(lambda: [one for one in server.messages(BOSS) if "log.txt" in one.text])

    titles = {path.name: path.read_text() for path in dependencies.data_dir.rglob("*.title")}
    assert translate("en", "question-waits", question=WHEN) == waits.text
    assert ([WHEN], {"log.txt.title": "The keeper's log"}) == (answerer.asked, titles)


def test_an_upload_has_the_title_of_its_admin(tmp_path: Path) -> None:
    """The title of the caption replaces that of the file; other files and lists keep theirs."""
    upload = tmp_path / "uploads" / "0a" / "log.txt"
    upload.parent.mkdir(parents=True)
    upload.with_name("log.txt.title").write_text("The keeper's log")

    def parse(_: Raw) -> Parsed:
        return Document("Some text.", "Some title", None, None, "en")

    read = with_upload_titles(parse, tmp_path)
    paths = (upload, upload.with_name("other.txt"), tmp_path / "log.txt")
    assert ["The keeper's log", "Some title", "Some title"] == [
        getattr(read(Raw(str(path), b"", "text/plain")), "title", None) for path in paths
    ]


def _refuse(location: str) -> Preview:
    raise AssertionError(f"{location} was fetched")
