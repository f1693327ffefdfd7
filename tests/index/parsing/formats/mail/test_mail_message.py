"""Mail and saved pages: what a mail program or a browser shows of them."""

import base64
from email.message import EmailMessage

import pytest

from index.errors import EmptyError, UnsupportedError
from index.parsing.extraction import extract
from index.types import Document, Raw

HEAD = "From: Mara Vell <mara@example.org>\r\nTo: Jon <jon@example.org>\r\nSubject: The lamp\r\n"
DATE = "Date: Mon, 3 Mar 2025 23:30:00 -0500\r\n"
SHOWN = "From: Mara Vell\nTo: Jon\nDate: Mon, 3 Mar 2025 23:30:00 -0500"


def read(message: str | bytes, name: str = "a.eml", media_type: str = "message/rfc822") -> Document:
    """What Pincite stores of a message."""
    data = message.encode() if isinstance(message, str) else message
    return extract(Raw(f"/mail/{name}", data, media_type))


def mime(*parts: str, kind: str = "mixed", head: str = HEAD + DATE) -> str:
    """A message of several parts."""
    body = "".join(f"--b\r\n{part}\r\n" for part in parts)
    return f"{head}MIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary=b\r\n\r\n{body}--b--\r\n"


def html(words: str) -> str:
    """A part in HTML."""
    return f"Content-Type: text/html; charset=utf-8\r\n\r\n{words}"


def plain(words: str) -> str:
    """A part in plain text."""
    return f"Content-Type: text/plain; charset=utf-8\r\n\r\n{words}"


def test_head_of_a_message() -> None:
    """Subject, sender and day are the title, author and date; who wrote to whom and when is part of the text."""
    document = read(f"{HEAD}{DATE}\r\nIt was lit in 1811.\r\n")
    assert ("The lamp", "Mara Vell", "2025-03-03") == (document.title, document.author, document.date)
    assert f"{SHOWN}\n\nIt was lit in 1811." == document.text


def test_encoded_message() -> None:
    """Encoded words of the head, quoted-printable and the stated character set are decoded."""
    message = (
        "From: =?iso-8859-1?Q?Ren=E9_Roux?= <r@example.org>\nSubject: =?utf-8?B?"
        + base64.b64encode("Le phare éteint".encode()).decode()
        + "?=\nMIME-Version: 1.0\nContent-Type: text/plain; charset=iso-8859-1\n"
        "Content-Transfer-Encoding: quoted-printable\n\nLe phare est =E9teint depuis l'=\nautomne."
    )
    document = read(message)
    assert ("Le phare éteint", "René Roux") == (document.title, document.author)
    assert "From: René Roux\n\nLe phare est éteint depuis l'automne." == document.text


def test_bytes_in_the_head() -> None:
    """Letters that a head contains without any encoding are read."""
    assert "Маяк" == read("From: Ян <a@example.org>\nSubject: Маяк\n\nЕго зажгли в 1811 году.").title


def test_html_beside_plain_text() -> None:
    """Of two versions of a text the one in HTML is read, with its headings."""
    document = read(
        mime(plain("The lamp is lit."), html("<h2>News</h2><p>The lamp is <b>lit</b>.</p>"), kind="alternative")
    )
    assert f"{SHOWN}\n\nNews\n\nThe lamp is lit." == document.text
    assert ["News"] == [document.text[one.span.start : one.span.end] for one in document.headings]


def test_html_with_words_as_pictures() -> None:
    """The plain version is read if the one in HTML shows its words as pictures."""
    words = "The lamp is lit, and the bell is rung at noon."
    message = mime(plain(words), html("<img src='cid:a'><p>Leave this list</p>"), kind="alternative")
    assert read(message).text.endswith(f"\n\n{words}")


def test_html_and_text_of_one_version() -> None:
    """A version can have several parts, which are read in order."""
    version = mime(html("<p>The lamp is lit.</p>"), html("<p>The bell is rung.</p>"), head="").replace("=b", "=c")
    version = version.replace("--b", "--c")
    assert read(mime(plain("Short."), version, kind="alternative")).text.endswith(
        "The lamp is lit.\n\nThe bell is rung."
    )


def test_hidden_words_of_a_newsletter() -> None:
    """The preview line that a newsletter hides is not read, nor are its links followed; its reader is not named."""
    body = html(
        "<div style='display:none;max-height:0'>Preview</div><table role='presentation'><tr><td><p>The lamp is lit.</p>"
        "<p><a href='https://example.org/leave?u=7'>Unsubscribe</a></p></td></tr></table>"
    )
    document = read(mime(body, head=f"{HEAD}{DATE}List-Unsubscribe: <https://example.org/leave?u=7>\r\n"))
    assert "From: Mara Vell\nDate: Mon, 3 Mar 2025 23:30:00 -0500\n\nThe lamp is lit.\n\nUnsubscribe" == document.text
    assert () == document.links


def test_attachments() -> None:
    """Attached files are named and not read; pictures within the text and signatures are no attachments."""
    message = EmailMessage()
    message["From"], message["Subject"] = "Mara Vell <mara@example.org>", "The lamp"
    message.set_content("See the plan.")
    message.add_attachment(b"words", maintype="application", subtype="pdf", filename="plän.pdf")
    message.add_attachment(b"words", maintype="text", subtype="plain", filename="log.txt")
    message.add_attachment(b"words", maintype="application", subtype="pgp-signature", filename="s.asc")
    message.add_attachment(b"", maintype="image", subtype="png", filename="logo.png", cid="<a>", disposition="inline")
    assert "From: Mara Vell\nAttachments: plän.pdf, log.txt\n\nSee the plan." == read(message.as_bytes()).text


def test_earlier_messages() -> None:
    """Quoted messages are paragraphs without signs; the line that says whose words they are stays above them."""
    body = "It is lit.\r\n\r\nOn Sunday Jon wrote:\r\n> Is it lit?\r\n\r\n-- \r\nMara\r\n"
    assert (
        f"{SHOWN}\n\nIt is lit.\n\nOn Sunday Jon wrote:\n\nIs it lit?\n\nMara" == read(f"{HEAD}{DATE}\r\n{body}").text
    )


def test_forwarded_message() -> None:
    """A message in a message is read after it, with its own head and subject."""
    inner = "From: Jon <jon@example.org>\r\nSubject: Oil\r\n\r\nWe have no oil."
    message = mime(plain("See below."), f"Content-Type: message/rfc822\r\n\r\n{inner}")
    assert f"{SHOWN}\n\nSee below.\n\nFrom: Jon\nSubject: Oil\n\nWe have no oil." == read(message).text


def test_flowed_text() -> None:
    """Lines that end with a blank run on in flowed text (RFC 3676)."""
    head = f"{HEAD}{DATE}MIME-Version: 1.0\r\nContent-Type: text/plain; format=flowed\r\n\r\n"
    body = "The lamp \r\nwas lit.\r\n> Was \r\n> it?\r\n from the reef\r\n"
    assert f"{SHOWN}\n\nThe lamp was lit.\n\nWas it?\n\nfrom the reef" == read(head + body).text


def test_message_without_its_suffix() -> None:
    """A message is recognised by its head; a text that begins with a line such as "From:" is not one."""
    message = f"{HEAD}{DATE}Message-ID: <1@example.org>\r\n\r\nIt was lit.\r\n"
    assert f"{SHOWN}\n\nIt was lit." == read(message, "a.txt", "text/plain").text
    assert "Note: it was lit.\n\nAnd out." == read("Note: it was lit.\n\nAnd out.", "a.txt", "text/plain").text


@pytest.mark.parametrize(
    ("message", "error", "expected"),
    [
        (
            mime('Content-Type: image/png; name="a.png"\r\nContent-Disposition: attachment\r\n\r\nx'),
            EmptyError,
            "a.eml has attachments and no text; save the attachments, and index those.",
        ),
        (mime(plain("")), EmptyError, "a.eml is a message without text; give one that has text."),
        (
            mime("Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1", kind="encrypted"),
            UnsupportedError,
            "a.eml is encrypted; open it in your mail program, and save its text.",
        ),
    ],
)
def test_message_without_text(message: str, error: type[Exception], expected: str) -> None:
    """The error says what to do with a message that has no text to read."""
    with pytest.raises(error) as caught:
        read(message)
    assert expected == str(caught.value)


def test_outlook_message() -> None:
    """A message in Outlook's own format is named as such."""
    with pytest.raises(UnsupportedError, match="an Outlook message"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "__substg1.0_".encode("utf-16-le"), "a.msg", "application/x")


def test_saved_page() -> None:
    """A page that a browser saved is read as the page at its address."""
    words = "The lamp of the reef was lit in 1811, and its light could be seen for many miles. "
    page = (
        f"<html><head><title>The reef</title></head><body><nav>Menu</nav><article><h1>The reef</h1><p>{words * 2}"
        f"<a href=3D'/bell'>The bell</a> was rung.</p></article></body></html>"
    )
    message = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://example.org/reef\nSubject: The reef\n"
        'Date: Mon, 3 Mar 2025 10:00:00 -0000\nMIME-Version: 1.0\nContent-Type: multipart/related; type="text/html";'
        " boundary=b\n\n--b\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n"
        f"Content-Location: https://example.org/reef\n\n{page}\n--b\nContent-Type: text/css\n\nbody {{}}\n--b--\n"
    )
    document = read(message, "a.mhtml", "multipart/related")
    assert ("The reef", None, None) == (document.title, document.author, document.date)
    assert f"{words * 2}The bell was rung." == document.text
    assert ["https://example.org/bell"] == [link.target for link in document.links]
