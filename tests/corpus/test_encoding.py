import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hergang.corpus.errors import SourceError
from hergang.corpus.readers.encoding import decode, refuse_binary, to_utf8

TEXT = "Die Bürgermeisterin sagte: „Wir müssen die Brücke – so schön sie ist – für 3 Millionen € abreißen.“ Ein Café."


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "cp1252", "mac_roman"],
)
@pytest.mark.parametrize("declared", [None, "iso-8859-1", "utf-8", "utf-16", "rot13", "punycode", "x" * 50])
def test_encodings_are_told_whatever_is_declared(encoding: str, declared: str | None) -> None:
    payload = TEXT.encode(encoding)
    refuse_binary(payload, "a.txt")
    assert decode(payload, declared) == TEXT


def test_dos_texts_are_told() -> None:
    text = "Der Bürgermeister von Köln weiß, daß die Brücke schön ist. Über Österreich ist nichts bekannt."
    assert decode(text.encode("cp850")) == text


@pytest.mark.parametrize("charset", ["iso-8859-2", "windows-1250"])
def test_what_is_declared_counts_where_it_fits(charset: str) -> None:
    text = "Die Städte Brünn, Plzeň und Łódź wählten für beide Räte."
    assert decode(text.encode(charset), charset) == text


def test_a_declaration_inside_the_payload_counts() -> None:
    page = '<meta charset="iso-8859-2"><p>Präsident Wałęsa für Łódź, Wrocław und Poznań in Krakau</p>'
    assert decode(page.encode("iso-8859-2")) == page


def test_text_garbled_before_is_read_again() -> None:
    garbled = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in TEXT.encode())
    assert garbled.startswith("Die BÃ¼rgermeisterin")
    assert decode(garbled.encode()) == TEXT


def test_an_article_on_garbled_text_stays_as_it_is() -> None:
    text = "Statt „für“ stand dort „fÃ¼r“, und zwar in der ganzen Übersicht der Behörde."
    assert decode(text.encode()) == text
    assert decode("fÃ¼r".encode(), mend=False) == "fÃ¼r"


def test_single_broken_bytes_in_utf8_are_read_as_cp1252() -> None:
    assert decode("Brücke für Köln, ".encode() + b"M\xfcnchen") == "Brücke für Köln, München"
    assert decode("Brücke für Köln über ".encode() + b"\xc3\xff\xfe") == "Brücke für Köln über \ufffd\ufffd\ufffd"


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (b"", "empty"),
        (b" \n\0 ", "empty"),
        (b"%PDF-1.7", "a PDF file"),
        (b"abc\0def" * 20, "a binary file"),
        (b"\x01\x02\x03" * 20, "a binary file"),
        (b"SQLite format 3\0", "a database"),
    ],
)
def test_what_is_no_text_is_named(payload: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=f"a.txt: {message}"):
        refuse_binary(payload, "a.txt")


def test_wide_texts_are_put_into_utf8_to_be_told() -> None:
    assert to_utf8("<rss>".encode("utf-16")) == b"<rss>"
    assert to_utf8(b"<rss>") == b"<rss>"
    assert to_utf8(codecs.BOM_UTF8 + b"x") == codecs.BOM_UTF8 + b"x"


@given(
    st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
)
def test_text_with_its_mark_comes_back_whole(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), mend=False) == text.removeprefix("\ufeff") or "\ufeff" in text


@given(st.binary(max_size=200), st.text(max_size=12))
def test_no_bytes_break_the_decoder(payload: bytes, charset: str) -> None:
    decode(payload, charset).encode()
