"""The character sets of texts that state none."""

import pytest

from index.parsing.detection import decode
from index.types import Raw


@pytest.mark.parametrize(
    ("text", "encodings"),
    [
        ("Die Fähre fährt täglich über den Fluß.", "cp437 cp850 cp1252 mac_roman"),
        ("Où était la clé ? Personne ne l'a trouvée, même à côté de la forêt.", "cp437 cp850 cp1252 mac_roman"),
        ("¿Quién pagó la obra? Nadie lo sabía, según el niño.", "cp437 cp850 cp1252 mac_roman"),
        ("A ação não está concluída, mas as pessoas já não se lembram.", "cp850 cp1252 mac_roman"),
        ("Båten kommer från Åland och går vidare på lördag.", "cp437 cp850 cp1252 mac_roman"),
        ("Båden sejler først på lørdag.", "cp850 cp1252 mac_roman"),
        ("Źródło pieniędzy jest nieznane, choć każdy rachunek leżał tu.", "cp1250 iso8859_2 cp852"),
        ("Přístav byl prohlouben, a od té doby zde mohou kotvit lodě.", "cp1250 iso8859_2 cp852"),
        ("Liman derinleştirildi ve gemiler yanaşabiliyor, sayın kaptan.", "cp1254 cp857"),
        ("Höfnin var dýpkuð og síðan þá hafa skip lagst þar.", "cp1252"),
        ("Гавань углубили в прошлом году.", "cp1251 koi8_r cp866 iso8859_5"),
        ("ПРАВИЛА СТОЯНКИ СУДОВ В ГАВАНИ.", "cp1251 koi8_r"),
        ("Το λιμάνι εκβαθύνθηκε και από τότε δένουν πλοία.", "cp1253 iso8859_7"),
        ("הנמל הועמק ומאז יכולות אוניות לעגון ברציף.", "cp1255 iso8859_8 cp862"),
        ("تم تعميق الميناء ومنذ ذلك الحين ترسو السفن.", "cp1256 iso8859_6"),
        ("港は昔に浚渫された。", "euc_jp cp932"),
        ("東京都港区の話", "euc_jp cp932"),
        ("항구는 깊어졌다. 상자는 초록색이다.", "cp949"),
        ("镇上没有人记得是谁付的钱。", "gb18030"),
        ("鎮上沒有人記得是誰付的錢。", "big5"),
    ],
)
def test_character_set_is_that_of_the_letters_of_a_language(text: str, encodings: str) -> None:
    """A sentence is enough to tell old, Western, Cyrillic and East Asian character sets apart."""
    for encoding in encodings.split():
        assert (encoding, text) == (encoding, decode(Raw("/texts/a.txt", text.encode(encoding), "text/plain")))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("海報、燈塔的鐘、碼頭船票、大魚市、中學校、醫院、圖書館、電影院、去年茶會、麵包店、鐘錶行、藥房", "big5"),
        ("海报、灯塔的钟、码头船票、大鱼市、中学校、医院、图书馆、电影院、去年茶会、面包店、钟表行、药房", "gb18030"),
    ],
)
def test_list_of_names_is_told_by_its_few_common_signs(text: str, encoding: str) -> None:
    """A list of names has few of the most common signs, and in another character set it has none."""
    assert text == decode(Raw("/texts/a.txt", text.encode(encoding), "text/plain"))


def test_japanese_with_arrows_and_squares_is_guessed() -> None:
    """Signs such as arrows, squares and dashes are part of Japanese pages."""
    text = "■港→駅　●船…毎日　○橋―古い　※冬は休み　□時刻表→こちら　◆料金→あちら"
    assert text == decode(Raw("/texts/a.txt", text.encode("cp932"), "text/plain"))


def test_markup_does_not_count() -> None:
    """The letters of tags are no letters of the text."""
    page = f"<html><body class='{'wide ' * 50}'><p>Гавань углубили в прошлом году.</p></body></html>"
    assert page == decode(Raw("https://reef.example/", page.encode("cp1251"), "text/html"))


def test_text_that_the_bytes_cut_is_guessed() -> None:
    """The guess reads the start of a long text, whose last letter may be cut."""
    text = "港は昔に浚渫された。" * 8000
    assert text == decode(Raw("/texts/a.txt", text.encode("euc_jp"), "text/plain"))
