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


def test_markup_does_not_count() -> None:
    """The letters of tags are no letters of the text."""
    page = f"<html><body class='{'wide ' * 50}'><p>Гавань углубили в прошлом году.</p></body></html>"
    assert page == decode(Raw("https://reef.example/", page.encode("cp1251"), "text/html"))


def test_text_that_the_bytes_cut_is_guessed() -> None:
    """The guess reads the start of a long text, whose last letter may be cut."""
    text = "港は昔に浚渫された。" * 8000
    assert text == decode(Raw("/texts/a.txt", text.encode("euc_jp"), "text/plain"))
