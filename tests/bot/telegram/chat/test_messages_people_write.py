"""Scripted conversations with messages as people write them, over HTTP and a real index of one article."""

import threading
import time
from dataclasses import replace

import pytest

from bot.state.access import AccessControl, AccessPolicy
from bot.state.limits.question_limits import RateLimited
from bot.telegram.dependencies import Dependencies
from bot.telegram.messages.translations import no_question_text, reaction_text, translate
from tests.support.botapi.botapi_server import BotApiServer
from tests.support.chat_readers import ANN, BEN, GROUP, bot_messages, button_labels, entity_texts, next_message, say
from tests.support.running_bot import running_bot
from tests.support.setups import SETUP

FINISHED = "Ada Byrne finished the lighthouse of Hollin Point on 4 May 1811"
BOUNTY = "offered a bounty of 50 pounds for proof"


async def test_a_short_message_stands_alone_first(server: BotApiServer, lighthouse: Dependencies) -> None:
    """A task, a name and "this" come first; the question before is joined where the message is not sure."""
    async with running_bot(lighthouse, server):
        delivered = await say(server, "when was teh lighthous finishd")
        summary = await say(server, "summarize")
        name = await say(server, "Varley")
        other = await say(server, "And the museum?")
        pronoun = await say(server, "what did it buy?")
        money = await say(server, "and for how much?")

    assert FINISHED in delivered.text
    assert summary.text.startswith(FINISHED)
    assert len(summary.buttons[0]) > 1
    assert "Varley" in name.text
    assert FINISHED not in name.text
    assert all("museum" in message.text for message in (other, pronoun))
    assert "300 pounds" in money.text


async def test_joined_questions_are_answered_one_by_one(server: BotApiServer, lighthouse: Dependencies) -> None:
    """The words of the bot are in the language of the message, also for a part without an answer."""
    async with running_bot(lighthouse, server):
        three = await say(server, "when was it finished, who was the first keeper and how high is the tower?")
        german = await say(server, "wann war er fertig, wer war der erste Wärter und was kostet ein Kaffee?")

    assert all(words in three.text for words in (FINISHED, "Tom Varley", "41 metres high"))
    assert translate("de", "not-found") in german.text


async def test_an_answer_is_repeated_on_request(server: BotApiServer, lighthouse: Dependencies) -> None:
    """The question stands above it; without an answer there is nothing to repeat."""
    async with running_bot(lighthouse, server):
        early = await say(server, "repeat that")
        await say(server, "When was the lighthouse finished?")
        again = await say(server, "can you repeat that?")

    assert translate("en", "no-answer-yet") == early.text
    assert again.text.startswith(f"When was the lighthouse finished?\n\n{FINISHED}")


async def test_small_talk_and_noise_get_no_citations(server: BotApiServer, lighthouse: Dependencies) -> None:
    """Each kind has its own sentence, nothing is cited, and no message is counted as an unanswered question."""
    kinds = {
        "yes": "yes",
        "nope": "no",
        "🤔": "noise",
        "are you a bot?": "bot",
        "u sure??": "sure",
        "write me a poem about Ada Byrne": "request",
        "that's wrong": "disagreement",
        "you did not answer my question": "complaint",
        "do you speak Spanish?": "language",
        "ok bye!": "goodbye",
        "thanks": "thanks",
    }
    async with running_bot(lighthouse, server):
        await say(server, "When was the lighthouse finished?")
        replies = {text: (await say(server, text)).text for text in kinds}
        unanswered = lighthouse.stores.open_questions.list_open()

    assert {text: reaction_text("en", kind) for text, kind in kinds.items()} == replies
    assert [] == list(unanswered)


@pytest.mark.parametrize("doubt", ["are you sure?", "I disagree"])
async def test_a_doubt_gets_the_quotes_and_the_votes_of_the_answer(
    server: BotApiServer, lighthouse: Dependencies, doubt: str
) -> None:
    """Its buttons open the passage, and a vote counts for the answer; before any answer there are none."""
    async with running_bot(lighthouse, server):
        early = await say(server, doubt)
        answer = await say(server, "When was the lighthouse finished?")
        reply = await say(server, doubt)
        server.press(reply.message_id, ANN, user_id=ANN, text="👎")
        await server.eventually(lambda: "👎 ✓" in button_labels(server.messages(ANN)[-1]))
        server.press(reply.message_id, ANN, user_id=ANN, text="1")
        passage = (await bot_messages(server, ANN, 4))[3]

    assert [] == early.buttons
    assert button_labels(reply) == button_labels(answer)[: len(button_labels(reply))]
    assert FINISHED in passage.text


@pytest.mark.parametrize("number", ["1", "[1]", "quote 1"])
async def test_a_bare_number_shows_the_quote_of_the_latest_answer(
    server: BotApiServer, lighthouse: Dependencies, number: str
) -> None:
    """It needs no reply; before any answer the bot says that there is no quote."""
    async with running_bot(lighthouse, server):
        early = await say(server, number)
        await say(server, "When was the lighthouse finished?")
        passage = await say(server, number)

    assert translate("en", "no-answer-yet") == early.text
    assert "passage 1 of" in passage.text
    assert FINISHED in passage.text


async def test_what_else_shows_what_was_not_shown_in_the_order_of_the_text(
    server: BotApiServer, lighthouse: Dependencies
) -> None:
    """It begins with the lead, shows nothing twice, and says when all is shown; "and then?" goes on from the quote."""
    async with running_bot(lighthouse, server):
        lead = await say(server, "what else happened?")
        second = await say(server, "anything else?")
        third = await say(server, "more")
        await say(server, "/new")
        await say(server, "What burned whale oil until 1866?")
        following = await say(server, "and then?")
        last = following
        for _ in range(6):
            if last.text == translate("en", "nothing-more"):
                break
            last = await say(server, "what happened next")

    assert lead.text.startswith(FINISHED)
    assert second.text.startswith("Tom Varley, the first keeper, published")
    assert third.text.startswith(f"The harbour board accused Varley of selling lamp oil to fishermen, and {BOUNTY}")
    assert following.text.startswith("Tom Varley, the first keeper, published")
    assert translate("en", "nothing-more") == last.text


@pytest.mark.parametrize("text", ["i live in caracas", "my dog is ill", "I am a teacher", "we went there last year"])
async def test_a_sentence_about_oneself_gets_no_quotes(
    server: BotApiServer, lighthouse: Dependencies, text: str
) -> None:
    """The bot says what it can be asked, and counts no unanswered question."""
    async with running_bot(lighthouse, server):
        reply = await say(server, text)
        unanswered = lighthouse.stores.open_questions.list_open()

    assert no_question_text("en") == reply.text
    assert [] == list(unanswered)


async def test_more_shows_further_quotes_until_there_are_none(server: BotApiServer, lighthouse: Dependencies) -> None:
    """No quote comes twice, and the end is said."""
    async with running_bot(lighthouse, server):
        first = await say(server, "What did Tom Varley do?")
        further = await say(server, "more please")
        last = further
        for _ in range(6):
            if last.text == translate("en", "nothing-more"):
                break
            last = await say(server, "tell me more")

    assert translate("en", "nothing-more") == last.text
    assert further.text not in {first.text, last.text}
    quotes = [message.text.splitlines()[0] for message in (first, further)]
    assert len(set(quotes)) == len(quotes)


async def test_a_message_without_a_subject_asks_nothing(server: BotApiServer, lighthouse: Dependencies) -> None:
    """The word "why?" needs something before it; "what happened?" asks for a summary."""
    async with running_bot(lighthouse, server):
        empty = await say(server, "why?")
        whole = await say(server, "what happened?")

    assert no_question_text("en") == empty.text
    assert whole.text.startswith(FINISHED)


@pytest.mark.parametrize(
    ("spoken", "question", "expected"),
    [
        ("fr", "Qui est Varley ?", "Varley"),
        ("es", "¿Quién es Varley?", "Varley"),
        ("de", "Wer ist Varley?", "Varley"),
        ("ru", "Кто победил?", translate("ru", "not-found")),
        ("de", "Fußball", translate("de", "not-found")),
        ("en", "football match", translate("en", "not-found")),
        ("pt", "você é um robô?", translate("pt", "i-am-a-bot")),
        ("zh", "你确定吗？", translate("zh", "how-sure")),
        ("ar", "لماذا؟", no_question_text("ar")),
    ],
)
async def test_the_language_is_the_users(
    server: BotApiServer, lighthouse: Dependencies, spoken: str, question: str, expected: str
) -> None:
    """A question too short to tell its language is answered in the language of its user."""
    server.add_user(ANN, "Ann", spoken)
    async with running_bot(lighthouse, server):
        answer = await say(server, question)

    assert expected in answer.text


async def test_words_of_another_script_are_answered_in_their_language(
    server: BotApiServer, lighthouse: Dependencies
) -> None:
    """Small talk too, whatever the user's Telegram speaks; Chinese has two scripts."""
    async with running_bot(lighthouse, server):
        assert translate("he", "you-are-welcome") == (await say(server, "תודה רבה")).text
        assert translate("zh-Hant", "you-are-welcome") == (await say(server, "謝謝")).text
        assert translate("zh", "you-are-welcome") == (await say(server, "谢谢")).text
        assert translate("he", "in-context") in button_labels(await say(server, "מי סיים את המגדלור?"))[0]
        assert translate("en", "you-are-welcome") == (await say(server, "thanks")).text


async def test_a_loud_no_doubts_the_answer(server: BotApiServer, lighthouse: Dependencies) -> None:
    """Without an answer it declines, as a calm one does."""
    async with running_bot(lighthouse, server):
        assert translate("en", "all-right") == (await say(server, "no!")).text
        await say(server, "How high is the tower?")
        doubted = await say(server, "NO!!")
        assert translate("en", "all-right") == (await say(server, "no")).text
    assert translate("en", "you-disagree") == doubted.text
    assert "👎" in button_labels(doubted)


async def test_a_user_who_wants_to_be_left_alone_is_told_so(server: BotApiServer, lighthouse: Dependencies) -> None:
    """No search and no word about answers to stop; in a group it is an emoji."""
    async with running_bot(lighthouse, server):
        assert translate("en", "all-right") == (await say(server, "leave me alone!")).text
        assert translate("ru", "all-right") == (await say(server, "отстань")).text


async def test_what_is_on_another_subject_gets_no_quote(server: BotApiServer, lighthouse: Dependencies) -> None:
    """In the chat a question on another subject gets no nearest quote, and in the inline mode no results."""
    async with running_bot(lighthouse, server):
        answer = await say(server, "capital of France")
        query = server.inline_query(ANN, "capital of France")
        offered = await server.eventually(
            lambda: [one for one in server.answers_to_inline_queries if one.inline_query_id == query]
        )

    assert answer.text.startswith(translate("en", "not-found"))
    assert translate("en", "nearest") not in answer.text
    assert () == offered[0].results
    assert offered[0].button is not None
    assert translate("en", "inline-not-found") == offered[0].button["text"]


async def test_a_word_in_a_group_gets_an_emoji(server: BotApiServer, lighthouse: Dependencies) -> None:
    """A word in reply to the bot asks nothing, so the group reads no further message."""
    async with running_bot(lighthouse, server):
        answer = await say(server, f"@{server.username} When was the lighthouse finished?", GROUP)
        server.send_text(ANN, "lol", GROUP, reply_to=answer.message_id)
        reactions = await server.eventually(lambda: server.calls("setMessageReaction"))
        messages = server.messages(GROUP)

    assert 1 == len(messages)
    assert 1 == len(reactions)


async def test_in_a_group_the_message_that_is_replied_to_counts(server: BotApiServer, lighthouse: Dependencies) -> None:
    """The mention alone answers a question, "is this true?" is about a statement, and a quoted part counts most."""
    mention = f"@{server.username}"
    async with running_bot(lighthouse, server):
        question = server.send_text(BEN, "How tall is the tower?", GROUP)
        tall = await say(server, mention, GROUP, reply_to=question)
        statement = server.send_text(BEN, "The board offered a bounty of 15 pounds", GROUP)
        bounty = await say(server, f"{mention} is this true?", GROUP, reply_to=statement)
        chatter = server.send_text(BEN, "It is about the museum of Wexcombe. I like old lenses.", GROUP)
        lens = await say(server, f"{mention} what did it buy?", GROUP, reply_to=chatter)
        part = await say(server, f"{mention} who?", GROUP, reply_to=chatter, quote="published a diary of the storms")
        external = await say(server, f"{mention} is that right?", GROUP, quote="The tower is of granite")

    assert "41 metres" in tall.text
    assert BOUNTY in bounty.text
    assert "old lens" in lens.text
    assert "Tom Varley" in part.text
    assert "granite" in external.text


@pytest.mark.parametrize("asked", ["who said that?", "when was that?", "¿quién dijo eso?"])
async def test_a_question_word_asks_about_the_message_that_is_replied_to(
    server: BotApiServer, lighthouse: Dependencies, asked: str
) -> None:
    """The bot answers "who said that?" from the sources; only a question for yes or no checks the message."""
    async with running_bot(lighthouse, server):
        claim = server.send_text(BEN, "The spray reached the gallery twice in the winter of 1817.", GROUP)
        reply = await say(server, f"@{server.username} {asked}", GROUP, reply_to=claim)

    assert ("spray reached" in reply.text, "✅" in reply.text) == (True, False)


async def test_words_under_a_picture_are_a_question(server: BotApiServer, lighthouse: Dependencies) -> None:
    """A caption is answered, and an album without words gets one sentence."""
    async with running_bot(lighthouse, server):
        server.send_photo(ANN, "How tall is the tower?")
        answer = await next_message(server, ANN, 0)
        for _ in range(3):
            server.send_photo(ANN, album="holiday")
        sentence = await next_message(server, ANN, 1)
        server.send_photo(ANN, "When was the lighthouse finished?", album="tower")
        server.send_photo(ANN, album="tower")
        await next_message(server, ANN, 2)
        last = await say(server, "thanks")
        shown = server.messages(ANN)

    assert "41 metres" in answer.text
    assert translate("en", "no-pictures") == sentence.text
    assert FINISHED in shown[2].text
    assert (4, translate("en", "you-are-welcome")) == (len(shown), last.text)


@pytest.mark.skipif(SETUP.replicas > 1, reason="each replica counts the questions of a minute by itself")
async def test_a_short_wait_is_waited_out(server: BotApiServer, lighthouse: Dependencies) -> None:
    """A question a second too early is answered; one much too early gets a sentence, and the next one an emoji."""
    ahead = [0.0]
    policy = AccessPolicy(per_minute=1)
    access = AccessControl(lighthouse.stores.database, policy, lambda: time.time() + ahead[0])
    limited = replace(lighthouse, stores=replace(lighthouse.stores, access=access))
    async with running_bot(limited, server):
        await say(server, "When was the lighthouse finished?")
        ahead[0] += 58
        waited = await say(server, "How tall is the tower?")
        refused = await say(server, "Who was the first keeper?")
        seen = server.send_text(ANN, "Who was the second keeper?")
        reactions = await server.eventually(lambda: server.calls("setMessageReaction"))

    assert "41 metres" in waited.text
    assert refused.text.startswith("You can ask 1 question a minute.")
    assert [seen] == [call.params["message_id"] for call in reactions]


@pytest.mark.parametrize("words", ["/stop", "stop", "leave me alone"])
@pytest.mark.skipif(SETUP.replicas > 1, reason="each replica counts the questions of a minute by itself")
async def test_a_question_that_waits_for_its_turn_can_be_stopped(
    server: BotApiServer, lighthouse: Dependencies, words: str
) -> None:
    """It is not answered, and it does not count as a question."""
    ahead, refused = [0.0], threading.Event()

    class _Access(AccessControl):
        def count_question(self, user_id: int) -> RateLimited | None:
            limited = super().count_question(user_id)
            if limited is not None:
                refused.set()
            return limited

    access = _Access(lighthouse.stores.database, AccessPolicy(per_minute=1), lambda: time.time() + ahead[0])
    limited = replace(lighthouse, stores=replace(lighthouse.stores, access=access))
    async with running_bot(limited, server):
        await say(server, "When was the lighthouse finished?")
        ahead[0] += 58
        server.send_text(ANN, "How tall is the tower?")
        await server.eventually(refused.is_set)
        stopped = await say(server, words)
        ahead[0] += 3
        answered = await say(server, "Who was the first keeper?")

    assert translate("en", "stopped") == stopped.text
    assert "Tom Varley" in answered.text
    assert 3 == len(server.messages(ANN))


@pytest.mark.parametrize(
    ("spoken", "question"),
    [
        ("en", "Who is Elon Musk?"),
        ("es", "¿Quién es Elon Musk?"),
        ("pt", "Quem é Elon Musk?"),
        ("de", "Wer ist Elon Musk?"),
        ("fr", "Qui est Elon Musk ?"),
        ("ru", "Кто такой Elon Musk?"),
        ("ar", "من هو Elon Musk؟"),
        ("zh", "Elon Musk是谁？"),
    ],
)
async def test_a_name_that_the_text_lacks_is_not_found(
    server: BotApiServer, lighthouse: Dependencies, spoken: str, question: str
) -> None:
    """Sentences about other people answer no question about a name, in any language."""
    server.add_user(ANN, "Ann", spoken)
    async with running_bot(lighthouse, server):
        answer = await say(server, question)

    assert answer.text.startswith(translate(spoken, "not-found"))
    assert "Varley" not in answer.text


@pytest.mark.parametrize(
    "question", ["Кто такой Варли?", "Варли", "Что известно о Томе Варли?", "Ποιος είναι ο Βάρλεϊ;"]
)
async def test_a_name_in_another_script_is_found_by_its_sound(
    server: BotApiServer, lighthouse: Dependencies, question: str
) -> None:
    """A Russian or Greek user writes the name in their own letters."""
    server.add_user(ANN, "Ann", "ru")
    async with running_bot(lighthouse, server):
        answer = await say(server, question)

    assert "Varley" in answer.text
    assert translate("ru", "not-found") not in answer.text


async def test_a_checked_statement_is_no_open_question(server: BotApiServer, lighthouse: Dependencies) -> None:
    """The sources say nothing of it, and the list of unanswered questions leaves it out."""
    async with running_bot(lighthouse, server):
        checked = await say(server, "/check The keepers had a dog called Rex.")
        await say(server, "What was the dog called?")
        unanswered = lighthouse.stores.open_questions.list_open()

    assert translate("en", "verdict-not-said") in checked.text
    assert ["What was the dog called?"] == [one.question for one in unanswered]


async def test_users_who_offer_a_source_are_told_what_they_can_do(
    server: BotApiServer, lighthouse: Dependencies
) -> None:
    """Only admins add sources; a user who sends a link learns that questions are welcome."""
    async with running_bot(lighthouse, server):
        answer = await say(server, "https://example.org/article")

    assert translate("en", "admins-add-sources") == answer.text


async def test_a_false_claim_is_told_as_contradicted(server: BotApiServer, lighthouse: Dependencies) -> None:
    """The sentence that decides stands below; a true claim gets its quote, and keywords are answered as before."""
    async with running_bot(lighthouse, server):
        false = await say(server, "The harbour board offered a bounty of 80 pounds for proof.")
        true = await say(server, "Ada Byrne finished the lighthouse of Hollin Point in 1811.")
        unsaid = await say(server, "The lighthouse was painted by Ada Byrne in her garden.")
        keywords = await say(server, "bounty of the harbour board")

    assert false.text.startswith(f"❌ {translate('en', 'verdict-contradicted')}\nThe harbour board")
    assert BOUNTY in false.text
    assert true.text.startswith(FINISHED)
    unsure = ("may-be-it", "nearest", "not-found")
    assert unsaid.text.startswith(tuple(translate("en", key) for key in unsure))
    assert BOUNTY in keywords.text
    assert not keywords.text.startswith(translate("en", "may-be-it"))


async def test_requests_for_a_command_name_it(server: BotApiServer, lighthouse: Dependencies) -> None:
    """An admin is told the command, another user that only admins have it, and everybody where privacy is explained."""
    admin = 1
    asked = {"stats": "/stats", "remove the article": "/remove", "update the source": "/reindex"}
    server.add_user(admin, "Boss")
    async with running_bot(lighthouse, server):
        replies = {}
        for text in asked:
            before = len(server.messages(admin))
            server.send_text(admin, text)
            replies[text] = (await next_message(server, admin, before)).text
        user = await say(server, "remove the article")
        data = await say(server, "what do you store about me?")

    assert {text: translate("en", "use-command", command=name) for text, name in asked.items()} == replies
    assert translate("en", "admins-only") == user.text
    assert translate("en", "use-command", command="/privacy") == data.text


async def test_a_question_about_a_name_finds_it(server: BotApiServer, lighthouse: Dependencies) -> None:
    """The words around the topic do not make the search unsure; a topic that the article lacks is not found."""
    async with running_bot(lighthouse, server):
        name = await say(server, "What does the article say about Tom Varley?")
        other = await say(server, "tell me about football")

    assert name.text.startswith(("Tom Varley", "The harbour board accused Varley"))
    assert other.text.startswith(translate("en", "not-found"))


async def test_a_claim_beside_the_question_for_its_truth_is_checked(
    server: BotApiServer, lighthouse: Dependencies
) -> None:
    """A claim is checked, not searched for, behind "true or false" as well as before "is that true"."""
    async with running_bot(lighthouse, server):
        before = await say(server, "true or false: Ada Byrne finished the lighthouse of Hollin Point in 1811")
        behind = await say(server, "Ada Byrne finished the lighthouse of Hollin Point in 1911. Is that true?")

    assert before.text.startswith(f"✅ {translate('en', 'verdict-supported')}")
    assert behind.text.startswith(f"❌ {translate('en', 'verdict-contradicted')}")


async def test_a_doubt_about_ones_own_claim_checks_it(server: BotApiServer, lighthouse: Dependencies) -> None:
    """The question "is that true" after a claim is a check; after a question it has the sentence about quotes."""
    async with running_bot(lighthouse, server):
        await say(server, "Ada Byrne finished the lighthouse of Hollin Point in 1811.")
        checked = await say(server, "is that true")
        await say(server, "When was the lighthouse finished?")
        doubted = await say(server, "is that true")

    assert checked.text.startswith(f"✅ {translate('en', 'verdict-supported')}")
    assert reaction_text("en", "sure") == doubted.text


@pytest.mark.parametrize(
    "content",
    [
        {"paid_media": {"star_count": 1, "paid_media": [{"type": "preview"}]}},
        {"document": {"file_id": "F1", "file_unique_id": "U1", "file_name": "lamp.pdf"}},
        {"hologram": {"depth": 3}},  # a kind of message that the library does not know
    ],
)
async def test_words_under_anything_are_a_question(
    server: BotApiServer, lighthouse: Dependencies, content: dict[str, object]
) -> None:
    """They are answered in a private chat, and in a group if they mention the bot; without words it says so."""
    asked = f"@{server.username} who finished the lighthouse?"
    entities = [{"type": "mention", "offset": 0, "length": len(server.username) + 1}]
    message = {"message_id": 90, "date": int(time.time()), **content, "caption": asked, "caption_entities": entities}
    ann = {"id": ANN, "is_bot": False, "first_name": "Ann"}
    chats = ({"id": GROUP, "type": "supergroup", "title": "Cables"}, {"id": ANN, "type": "private", "first_name": "A"})
    async with running_bot(lighthouse, server):
        for chat in chats:
            server.deliver(message={**message, "from": ann, "chat": chat})
        await server.eventually(
            lambda: all(any(FINISHED in one.text for one in server.messages(chat_id)) for chat_id in (GROUP, ANN)),
            what="an answer in both chats",
        )


async def test_a_visitor_who_sends_files_is_refused_once(server: BotApiServer, lighthouse: Dependencies) -> None:
    """The files of an album arrive as messages of their own."""
    async with running_bot(lighthouse, server):
        for name in ("one.pdf", "two.pdf", "three.pdf"):
            server.send_document(ANN, name, b"%PDF", "application/pdf", album="A")
        server.send_text(ANN, "Who finished the lighthouse?")
        refused, answer = await bot_messages(server, ANN, 2)

    assert translate("en", "admins-add-sources") == refused.text
    assert FINISHED in answer.text


async def test_a_command_by_its_name_that_does_not_exist_is_refused(
    server: BotApiServer, lighthouse: Dependencies
) -> None:
    """In a group a command without the name may be for another bot."""
    async with running_bot(lighthouse, server):
        refused = await say(server, f"/answer@{server.username}", GROUP)
        server.send_text(ANN, "/answer", GROUP)
        answer = await say(server, f"@{server.username} who finished the lighthouse?", GROUP)

    assert translate("en", "unknown-command") == refused.text
    assert FINISHED in answer.text


async def test_the_origin_of_quoted_words_is_their_passage(server: BotApiServer, lighthouse: Dependencies) -> None:
    """The user quotes a part of the second quote; the text around it is shown, with its words marked."""
    async with running_bot(lighthouse, server):
        summary = await say(server, "summarize")
        quoted = entity_texts(summary, "blockquote")[1]
        passage = await say(server, "source?", reply_to=summary.message_id, quote=quoted[3:-3])

    assert quoted in entity_texts(passage, "bold")
