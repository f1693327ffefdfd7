"""Sentences: what readers take for one sentence is one, in many languages, and no character is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text import sentence_words
from index.text.sentences import find_sentences
from index.text.word_files import read_word_list
from index.types import Span

LANGUAGES = ["en", "es", "pt", "fr", "de", "it", "nl", "ru", "pl", "tr", "ar", "hi", "zh", "ja", "th", "und"]
PIECES = [
    "Dr. Ames left.",
    "See p. 12.",
    "(It rained.)",
    "The end.12 ",
    "“Who?” she said.",
    "5 p.m.",
    "第3图。",
    "他说：“走吧。”",
    "J. R.",
    "no. 5",
    "e.g. this",
    "…",
    "Он ушёл.",
    "г-н Иванов.",
    "—",
    "?",
    "iPhone",
    "😀",
    "'s Avonds",
    "2003. 5.",
    "etc. The",
    "“灯！”他说。",
    " ",
]


def split(text: str, language: str) -> list[str]:
    """The sentences of a line, as words."""
    return [span.slice(text) for span in find_sentences(text, Span(0, len(text)), language)]


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("en", "See vol. 3, p. 7, and ch. IV of the log.|It is thick."),
        ("da", "Fyret kostede 5 mio. kr.|Kongen betalte det."),
        ("da", "Fyret kostede 5 mio. kr. og blev dyrt.|Kongen betalte det."),
        ("nl", "Zie art. 3 lid 2 BW.|Dat is duidelijk."),
        ("de", "Er aß Brot, Käse u. a. m.|Danach schlief er."),
        ("es", "Vive en el n.º 3, 2.º A.|Tiene un perro."),
        ("fi", "Katso kuva 3.|Niissä on majakka."),
        ("en", "The lamp failed.12|Nobody saw it.13"),
        ("en", "The lamp failed.¹²,¹³|Nobody saw it. ¹⁴|It weighs 5 kg.²|The rope is 10⁻³ m thick."),
        ("en", "As Table 2 and Eq. 5 show, oil burned fast.|Wicks did not."),
        ("en", "(The keeper slept twice.)|Nothing happened."),
        ("en", "Ships pass at 9 p.m. Friday near St. Ives.|Look out."),
        ("en", "They lived on Mill St. and worked.|Gulls came."),
        ("en", "They lived on Mill St.|They worked."),
        ("en", "It cost 9 dollars.|iPads cost more."),
        ("en", "Quill et al. [2004] measured it.|They were wrong."),
        ("en", "William E. Quill kept the light.|He left."),
        ("es", "La Sra. Vidal llegó a las 3 p. m. del lunes.|No comió."),
        ("es", "Véase el art. 7, pág. 12.|Es claro."),
        ("pt", "O Dr. Reis nasceu em 40 a.C. na Av. Central, n.º 9.|Morreu cedo."),
        ("fr", "M. Garnier et Mme Roux vivent ici.|Ils dorment."),
        ("fr", "J.-P. Garnier est né en 12 apr. J.-C. selon lui.|C’est faux."),
        ("fr", "Voir l’art. 9, al. 3.|Il est long."),
        ("de", "Siehe Bd. 4, S. 12.|Das reicht."),
        ("de", "Die 3. Auflage kam z. B. am 5. Mai.|Sie war neu."),
        ("it", "Il sig. Neri vide l’art. 4.|Era tardi."),
        ("nl", "Hij las o.a. blz. 12 en nr. 4.|Niemand wachtte."),
        ("ru", "Свет горел, т. е. светил всем.|См. рис. 4 и табл. 2.|Всё."),
        ("ru", "«Где свет?» — спросил смотритель.|Никто не знал."),
        ("ru", "Уильям Э. Куилл ушёл.|Он устал."),
        ("pl", "W 1904 r. zgasła lampa, m.in. przez wiatr.|Wróciła."),
        ("cs", "Pan dr. Novák přišel 3. května.|Odešel brzy."),
        ("tr", "18. yüzyılda yandı, bkz. s. 9.|Sonra söndü."),
        ("ar", "قال د. سالم إن المصباح انطفأ.|ثم عاد."),
        ("hi", "डॉ. वर्मा आए।|वे चले गए।"),
        ("zh", "塔高3.5米。|1904年建成。|他走了！|“是谁？”"),
        ("zh", "（见图4。）|灯灭了。"),
        ("zh", "没有人知道原因……|后来灯又亮了。"),
        ("ja", "「誰ですか。」と彼は言った。|灯は消えた。"),
        ("ja", "灯は消えた。|1904年に直った。"),
        ("und", "Dr. Ames left.|Gulls came."),
    ],
)
def test_a_sentence_ends_where_a_reader_ends_it(language: str, marked: str) -> None:
    """Abbreviations, ordinals, notes, brackets, quotations and wide stops, in the language's own way."""
    separator = "" if language in {"zh", "ja"} else " "
    assert marked.split("|") == split(marked.replace("|", separator), language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("en", "They sold rope, oil, etc.|Lamps came later."),
        ("en", "The keeper moved to the U.S.|Nobody followed."),
        ("en", "It grows in zone B.|The others are dry."),
        ("en", "The line runs at 900 V.|The lamps glow."),
        ("fr", "Le port vend du bois, du sel, etc.|Les prix montent."),
        ("es", "El faro cayó en 40 a. C.|Los barcos se fueron."),
        ("ar", "انظر ص. 9 وص. 12 من السجل.|ثم عد."),
        ("es", "La luz no.|¿Y la campana?"),
        ("it", "Lavora alla Neri S.p.A.|Non torna mai."),
        ("de", "Es gibt Öl, Seile usw.|Das Lager ist voll."),
        ("de", "Der Umsatz stieg auf 3 Mio. Euro.|Das reicht."),
        ("nl", "Hij werkt bij Quill B.V.|De winkel sloot."),
        ("pl", "Są liny, lampy itp.|Wszystko nowe."),
        ("ru", "Маяк построили в XIX в.|Он стоит."),
        ("ru", "Там канаты, лампы и т. д.|Всё новое."),
        ("el", "Έχει λάδι, σχοινιά κ.λπ.|Όλα είναι νέα."),
        ("id", "Ada tali, lampu, dll.|Semuanya baru."),
    ],
)
def test_an_abbreviation_ends_a_sentence_before_a_word_that_begins_one(language: str, marked: str) -> None:
    """The word after the abbreviation decides; after "etc." a capital is enough."""
    assert marked.split("|") == split(marked.replace("|", " "), language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("en", "The fish has vitamin D.|Keepers eat it."),
        ("en", "The lamp was made by J. Hale.|Nobody knew."),
        ("de", "Sie lagen in Gruppe B.|Forscher maßen sie."),
        ("pl", "Ryba zawiera witaminę D.|Latarnicy ją jedzą."),
        ("ru", "В рыбе есть витамин Д.|Смотрители едят её."),
        ("ru", "Смотритель И. Петров ушёл.|Лампа погасла."),
    ],
)
def test_letter_after_its_noun_is_no_initial(language: str, marked: str) -> None:
    """A vitamin, a plan or a group has a letter for its name, and the sentence may end with it."""
    assert marked.split("|") == split(marked.replace("|", " "), language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("ru", "Маяк погас в 1901 г.|Восстановлен после войны."),
        ("ru", "В 1901 г. Петров зажёг лампу.|Она горела."),
        ("ru", "До рифа 5 км.|Башня видна издалека."),
        ("uk", "Зведено у XIX ст.|Згоріло 1905 р.|Відновлено пізніше."),
        ("pl", "W 1890 r. Nowak zapalił lampę.|Świeciła długo."),
        ("pl", "Latarnik zmarł w 1890 r.|Pochowany na wyspie."),
        ("cs", "V 19. stol. Praha rostla.|Byl mír."),
        ("fi", "Vuonna 50 eaa. Caesar näki tornin.|Se paloi."),
        ("sv", "Oljan kostar 5 kr.|Fyren är stängd."),
        ("ru", "Цена 5 тыс. USD за лампу.|Она горит."),
    ],
)
def test_units_and_years_end_a_sentence_if_no_name_follows(language: str, marked: str) -> None:
    """A capital after a unit begins a sentence, after a year only a word that is no name; a date alone is none."""
    assert marked.split("|") == split(marked.replace("|", " "), language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("sv", "Fyren står på Storg. 3 i Lund.|Den är hög."),
        ("no", "Vi bor i Storg. 3 ved Kirkev. 12 i byen.|Ta med mat."),
        ("pl", "Latarnik mieszka przy ul. Morskiej 3 m. 5.|Ma psa."),
        ("sv", "Den står på Kungsg. 12.|Den är hög."),
        ("sv", "Han bor i Göteborg.|3 lampor brinner."),
        ("fi", "Majakka on Mannerheimink. 3:ssa.|Se on vanha."),
    ],
)
def test_number_of_a_house_stays_with_its_street(language: str, marked: str) -> None:
    """Streets are abbreviated by the end of their names; a town with such an end is none."""
    assert marked.split("|") == split(marked.replace("|", " "), language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("zh", "他问：“谁在那里？”|没有人回答。"),
        ("zh", "他大喊“着火了！”并跑了出去。|灯灭了。"),
        ("zh", "他写下“永别了！”三个字。|信寄出了。"),
    ],
)
def test_quoted_words_within_a_sentence_do_not_end_it(language: str, marked: str) -> None:
    """A quotation after a colon ends its sentence, one that a sentence contains does not."""
    assert marked.split("|") == split(marked.replace("|", ""), language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("en", "“Who is there?” Hale asked.|Nobody was."),
        ("en", "“The light!”|He ran."),
        ("zh", "“灯呢？”她问。|没人说话。"),
        ("zh", "“灯呢？”|周说：“灭了。”"),
        ("ja", "「灯だ！」彼は叫んだ。|静かだった。"),
        ("ko", "“누구세요?” 하나가 물었다.|조용했다."),
        ("ko", "그는 “간다.”라고 했다.|비가 왔다."),
        ("ar", "«من هناك؟» سألت هند.|لم يجب أحد."),
        ("hi", "“कौन है?” मीरा ने पूछा।|कोई नहीं बोला।"),
        ("he", '"מי שם?" שאלה דנה.|איש לא ענה.'),
    ],
)
def test_who_said_it_stays_with_the_quotation(language: str, marked: str) -> None:
    """Also where no small letter shows it; the introduction of the next quotation begins a sentence."""
    assert marked.split("|") == split(marked.replace("|", "" if language in {"zh", "ja"} else " "), language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("en", "1. Trim the wick.|2. Light the lamp."),
        ("tr", "Kuleyi III. Selim yaptırdı.|Sonra II. Mahmut onardı."),
        ("de", "Im II. Weltkrieg blieb es dunkel.|Dann kam Licht."),
        ("en", "It burned.|(2) The keeper slept.|(3) He woke."),
        ("ko", "2003. 5. 3. 불이 켜졌다.|모두 보았다."),
        ("hu", "1901. május 3-án épült.|Ma is áll."),
        ("tr", "3. bölümde fener anlatılır.|4. bölümde gemi."),
        ("tr", "Fener 12. Kaptan tarafından yakıldı.|Söndü."),
        ("de", "Siehe Kap. 3.|Wind kam auf."),
        ("de", "Der Turm brannte.|1904 stand er wieder."),
        ("fi", "Torni paloi.|1900-luvulla se korjattiin."),
    ],
)
def test_numbers_of_items_dates_and_sections(language: str, marked: str) -> None:
    """A number alone belongs to what follows, an ordinal to its noun, the number of a section to the text before it."""
    assert marked.split("|") == split(marked.replace("|", " "), language)


@pytest.mark.parametrize(
    ("language", "marked"),
    [
        ("en", "What a night!!!|Nobody slept.|You saw it?!|He left."),
        ("en", "[The lamp was new.]|It burned."),
        ("en", "It works! 😀|Thanks."),
        ("en", "😀 It works!|😢 It broke."),
        ("en", "The lamp failed.³|Nobody saw it."),
        ("en", "He waited for days.|'Dark' was all he wrote."),
        ("en", "Written in ASP.NET by two.|It runs."),
        ("nl", "'s Avonds brandt het licht.|'s Nachts ook."),
        ("it", "La torre di G. Neri e M. Bruni cadde.|Pioveva."),
        ("fr", "La tour de J.-P. Garnier brûla.|Il pleuvait."),
        ("uk", "Там працює Leuchtturm e. V. Тарн.|Він новий."),
        ("zh", "《灯亮了！》的作者是周。|船来了。"),
        ("he", "את המגדל בנה א. לוי.|הוא נפל."),
        ("hi", "दीप 5 कि.मी. दूर था।|जहाज आया।"),
        ("zh", "灯亮了。[1]|船来了。[2]"),
        ("zh", "这是《灯。》的全文（一九〇四年。|船来了。"),
        ("ja", "『灯は消えた。』は長い。|三回読んだ。"),
        ("zh", "他叫Dr. Hale。|他老了。"),
    ],
)
def test_marks_and_scripts(language: str, marked: str) -> None:
    """Shouts, emoji, notes, opening marks, initials, and quotation marks without their other half."""
    assert marked.split("|") == split(marked.replace("|", "" if language in {"zh", "ja"} else " "), language)


def test_text_without_capitals_keeps_its_sentences() -> None:
    """If no sentence of a line begins with a capital, a small letter does not join two of them."""
    assert ["the lamp failed.", "nobody saw it.", "gulls came."] == split(
        "the lamp failed. nobody saw it. gulls came.", "en"
    )


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=12), st.sampled_from(LANGUAGES))
def test_sentences_keep_every_character(pieces: list[str], language: str) -> None:
    """In order, without overlap, trimmed, and with each character that is not blank."""
    text = " ".join(pieces).replace("\n", " ")
    spans = find_sentences(text, Span(0, len(text)), language)
    last = 0
    for span in spans:
        assert last <= span.start < span.end <= len(text)
        assert span.slice(text) == span.slice(text).strip()
        last = span.end
    assert "".join(text.split()) == "".join("".join(span.slice(text) for span in spans).split())


def test_the_lists_have_no_final_dots() -> None:
    """Each abbreviation is written without its last dot."""
    for kind, languages in read_word_list(sentence_words.__file__).items():
        for language, words in languages.items():
            assert not [word for word in words if word.endswith(".")], (kind, language)
